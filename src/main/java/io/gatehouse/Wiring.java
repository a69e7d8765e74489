package io.gatehouse;

import io.gatehouse.audit.Audit;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.GatewaySettings;
import io.gatehouse.config.InvalidConfiguration;
import io.gatehouse.config.LiveConfiguration;
import io.gatehouse.config.source.ConfigProblem;
import io.gatehouse.login.Callback;
import io.gatehouse.login.Login;
import io.gatehouse.login.provider.Discovery;
import io.gatehouse.login.provider.Http;
import io.gatehouse.login.provider.Providers;
import io.gatehouse.logout.Logout;
import io.gatehouse.problem.Problems;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.request.ReadOn;
import io.gatehouse.request.RequestRoom;
import io.gatehouse.request.RequestTarget;
import io.gatehouse.route.AccessRoom;
import io.gatehouse.route.Route;
import io.gatehouse.route.SpringRoutes;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.session.MemorySessionStore;
import io.gatehouse.session.PageSessions;
import io.gatehouse.session.RedisSessionStore;
import io.gatehouse.session.SessionCookies;
import io.gatehouse.session.SessionStore;
import io.gatehouse.session.Sessions;
import io.gatehouse.upstream.Forwarder;
import io.gatehouse.upstream.UpstreamClients;
import io.gatehouse.upstream.UpstreamRoom;
import io.gatehouse.upstream.client.Limits;
import io.lettuce.core.ClientOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.reactive.ReactiveManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.client.autoconfigure.reactive.ReactiveOAuth2ClientAutoConfiguration;
import org.springframework.boot.security.oauth2.client.autoconfigure.reactive.ReactiveOAuth2ClientWebSecurityAutoConfiguration;
import org.springframework.cloud.gateway.config.GatewayProperties;
import org.springframework.cloud.gateway.config.HttpClientProperties;
import org.springframework.cloud.gateway.filter.factory.GatewayFilterFactory;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import org.springframework.cloud.gateway.support.ConfigurationService;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.session.web.server.session.SpringSessionWebSessionStore;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.WebSessionManager;
import reactor.core.publisher.Mono;
import reactor.netty.NettyPipeline;

/** Puts the rooms together: every object of the gateway, and what it is made of. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(
        exclude = { // sign-in is ours: no login page, no security chain, no generated password
            ReactiveWebSecurityAutoConfiguration.class,
            ReactiveManagementWebSecurityAutoConfiguration.class,
            ReactiveUserDetailsServiceAutoConfiguration.class,
            ReactiveOAuth2ClientAutoConfiguration.class,
            ReactiveOAuth2ClientWebSecurityAutoConfiguration.class
        })
@Import(UpstreamRoom.class)
class Wiring {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    GatewaySettings settings(Configuration configuration) {
        return configuration.settings();
    }

    @Bean
    PublicUrl publicUrl(GatewaySettings settings) {
        return settings.publicUrl();
    }

    @Bean
    SecretKeys secretKeys(GatewaySettings settings) {
        return settings.secretKeys();
    }

    @Bean
    Problems problems(Clock clock) {
        return new Problems(clock);
    }

    @Bean
    Failures failures(ApplicationContext home, Problems problems) {
        return new Failures(home, problems);
    }

    @Bean
    Audit audit(Clock clock) {
        return new Audit(clock);
    }

    @Bean
    SessionStore sessionStore(GatewaySettings settings, ReactiveRedisConnectionFactory redis, Clock clock) {
        return switch (settings.store()) {
            case MEMORY -> new MemorySessionStore(clock);
            case REDIS -> new RedisSessionStore(redis);
        };
    }

    /** Commands fail at once while Redis is away, instead of waiting in a queue for it. */
    @Bean
    LettuceClientOptionsBuilderCustomizer refuseWhileDisconnected() {
        return options -> options.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS);
    }

    /** Part of readiness: not ready before the store has answered once, and ready from then on, whatever happens to it. */
    @Bean
    ReactiveHealthIndicator storeHealthIndicator(SessionStore store) {
        return () -> Mono.just((store.isReady() ? Health.up() : Health.outOfService()).build());
    }

    @Bean
    SessionCookies sessionCookies(PublicUrl publicUrl, SecretKeys keys) {
        return new SessionCookies(publicUrl, keys);
    }

    @Bean
    Sessions sessions(SessionStore store, SessionCookies cookies, SecretKeys keys, Clock clock) {
        return new Sessions(store, cookies, keys, clock);
    }

    /** For the gateway's own pages only: a forwarded request never asks for its {@code WebSession}. */
    @Bean
    WebSessionManager webSessionManager(SessionStore store, SecretKeys keys, Clock clock) {
        PageSessions pages = new PageSessions(store, keys, clock);
        DefaultWebSessionManager manager = new DefaultWebSessionManager();
        manager.setSessionIdResolver(pages);
        manager.setSessionStore(new SpringSessionWebSessionStore<>(pages));
        return manager;
    }

    /** Around reactor-netty's own traffic handler: what it reads, and what it forgets to. */
    @Bean
    NettyServerCustomizer connectionHandlers() {
        RequestTarget target = new RequestTarget();
        ReadOn readOn = new ReadOn();
        return server -> server.doOnChannelInit((observer, channel, address) -> channel.pipeline()
                .addAfter(NettyPipeline.HttpCodec, RequestTarget.class.getName(), target)
                .addAfter(NettyPipeline.HttpTrafficHandler, ReadOn.class.getName(), readOn));
    }

    @Bean
    WebClient identityProviderHttp(GatewaySettings settings) {
        return Http.client(settings.egress());
    }

    @Bean
    Providers providers(WebClient http, PublicUrl publicUrl, Clock clock) {
        return new Providers(new Discovery(http), http, publicUrl, clock);
    }

    @Bean
    Login login(Providers providers, PublicUrl publicUrl, SecretKeys keys, Clock clock) {
        return new Login(providers, publicUrl, keys, clock);
    }

    @Bean
    Callback callback(Login login, Providers providers, WebClient http, Sessions sessions, Audit audit) {
        return new Callback(login, providers, http, sessions, audit);
    }

    @Bean
    Logout logout(Sessions sessions, SessionCookies cookies, Providers providers, PublicUrl publicUrl, Audit audit) {
        return new Logout(sessions, cookies, providers, publicUrl, audit);
    }

    @Bean
    OwnPages ownPages(Login login, Callback callback, Logout logout, SessionCookies cookies) {
        return new OwnPages(login, callback, logout, cookies);
    }

    @Bean(destroyMethod = "close")
    LiveConfiguration liveConfiguration(LiveConfiguration.Source source, OwnPages ownPages, SpringRoutes springRoutes) {
        return new LiveConfiguration(source, ownPages.routes(), routes -> refuseWrongFilters(routes, springRoutes));
    }

    private static void refuseWrongFilters(List<Route> routes, SpringRoutes springRoutes) {
        List<ConfigProblem> problems = new ArrayList<>();
        for (Route route : routes) {
            springRoutes
                    .problem(route)
                    .ifPresent(found -> problems.add(
                            new ConfigProblem("routes.yaml", 0, "routes." + route.name() + ".filters", found)));
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfiguration(problems);
        }
    }

    @Bean
    SpringRoutes springRoutes(
            List<GatewayFilterFactory<?>> filters, GatewayProperties properties, ConfigurationService configuration) {
        return new SpringRoutes(filters, properties, configuration);
    }

    /** Both ways to an upstream have the same limits, under Spring Cloud Gateway's names. */
    @Bean(destroyMethod = "close")
    UpstreamClients upstreamClients(HttpClientProperties properties) {
        return new UpstreamClients(new Limits(
                Duration.ofMillis(Objects.requireNonNullElse(properties.getConnectTimeout(), 2_000)),
                Objects.requireNonNullElse(properties.getResponseTimeout(), Duration.ofSeconds(60)),
                Objects.requireNonNullElse(properties.getPool().getMaxIdleTime(), Duration.ofSeconds(15)),
                properties.getPool().getMaxConnections()));
    }

    @Bean
    Rooms rooms(
            ApplicationContext home,
            LiveConfiguration configuration,
            GatewaySettings settings,
            Sessions sessions,
            Login login,
            SpringRoutes springRoutes,
            FilteringWebHandler springChain,
            UpstreamClients upstreamClients) {
        RequestRoom requestRoom = new RequestRoom(settings.publicUrl(), settings.trustedProxies());
        Forwarder forwarder = settings.forwarder() == GatewaySettings.Forwarder.OWN
                ? new Forwarder(upstreamClients, settings.publicUrl())
                : null;
        return new Rooms(
                home,
                configuration,
                requestRoom,
                sessions,
                new AccessRoom(),
                login,
                springRoutes,
                springChain,
                forwarder);
    }
}
