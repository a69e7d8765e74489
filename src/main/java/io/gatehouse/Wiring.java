package io.gatehouse;

import io.gatehouse.config.Configuration;
import io.gatehouse.config.GatewaySettings;
import io.gatehouse.config.InvalidConfiguration;
import io.gatehouse.config.LiveConfiguration;
import io.gatehouse.config.source.ConfigProblem;
import io.gatehouse.login.Login;
import io.gatehouse.login.bearer.BearerRoom;
import io.gatehouse.login.recheck.RecheckRoom;
import io.gatehouse.login.recheck.RelayRoom;
import io.gatehouse.problem.Problems;
import io.gatehouse.process.Leaving;
import io.gatehouse.process.Measuring;
import io.gatehouse.request.Origins;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.request.ReadOn;
import io.gatehouse.request.RequestRoom;
import io.gatehouse.request.RequestTarget;
import io.gatehouse.route.AllowedFilters;
import io.gatehouse.route.Route;
import io.gatehouse.route.RouteRoom;
import io.gatehouse.route.SpringRoutes;
import io.gatehouse.route.access.AccessRoom;
import io.gatehouse.secret.DataDirectory;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.session.Sessions;
import io.gatehouse.settings.AllSettings;
import io.gatehouse.upstream.Forwarder;
import io.gatehouse.upstream.IdentityHeaders;
import io.gatehouse.upstream.UpstreamClients;
import io.gatehouse.upstream.chain.UpstreamRoom;
import io.gatehouse.upstream.client.Limits;
import io.gatehouse.upstream.open.OpenConnections;
import io.gatehouse.verify.Verdict;
import io.gatehouse.verify.VerifyRoom;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.http.codec.CodecCustomizer;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.cloud.gateway.config.HttpClientProperties;
import org.springframework.cloud.gateway.filter.factory.GatewayFilterFactory;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import org.springframework.cloud.gateway.support.ConfigurationService;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.util.StringUtils;
import org.springframework.web.server.handler.ExceptionHandlingWebHandler;
import org.springframework.web.server.session.WebSessionManager;
import reactor.netty.NettyPipeline;

/** Puts the rooms together: every object of the gateway, and what it is made of. */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration // the list is META-INF/spring/io.gatehouse.Wiring.imports
@Import({
    UpstreamRoom.class,
    SigningIn.class,
    SettingsPages.class,
    Programs.class,
    Storing.class,
    Recording.class,
    Measuring.class,
    Watching.class,
    Leaving.class,
    Asserting.class,
    Admitting.class
})
class Wiring {

    /** What Spring Cloud Gateway finds routes with (ours are found by the rooms), and ways to Redis that are not ours. */
    private static final Set<String> UNUSED = Set.of(
            "cachedCompositeRouteLocator",
            "corsGatewayFilterApplicationListener",
            "inMemoryRouteDefinitionRepository",
            "propertiesRouteDefinitionLocator",
            "redisTemplate",
            "routeDefinitionLocator",
            "routeDefinitionRouteLocator",
            "routeLocatorBuilder",
            "routePredicateHandlerMapping",
            "routeRefreshListener",
            "stringRedisTemplate");

    /** Of Spring Cloud Gateway only its chain, with the filters that a route may name. */
    @Bean
    static BeanDefinitionRegistryPostProcessor onlyWhatIsUsed() {
        return registry -> Stream.of(registry.getBeanDefinitionNames())
                .filter(Wiring::isUnused)
                .forEach(registry::removeBeanDefinition);
    }

    private static boolean isUnused(String bean) {
        String filter = StringUtils.capitalize(StringUtils.delete(bean, "GatewayFilterFactory"));
        return UNUSED.contains(bean)
                || bean.endsWith("PredicateFactory")
                || bean.endsWith("GatewayFilterFactory") && !AllowedFilters.allows(filter);
    }

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
    Origins origins(GatewaySettings settings) {
        return new Origins(settings.publicUrl(), settings.consoleUrl());
    }

    @Bean
    SecretKeys secretKeys(GatewaySettings settings, DataDirectory data) {
        return settings.secretKeys().orElseGet(data::keys);
    }

    @Bean
    Problems problems(Clock clock, MeterRegistry meters) {
        return new Problems(clock, meters);
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

    @Bean(destroyMethod = "close")
    LiveConfiguration liveConfiguration(
            LiveConfiguration.Source source, OwnPages ownPages, SpringRoutes springRoutes, AllSettings settings) {
        LiveConfiguration live = new LiveConfiguration(
                source, ownPages.routes(), routes -> refuseWrongFilters(routes, springRoutes), settings::laidOver);
        settings.onChange(live::layOverAnew);
        return live;
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
    SpringRoutes springRoutes(List<GatewayFilterFactory<?>> filters, ConfigurationService configuration) {
        return new SpringRoutes(filters, configuration);
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
            LiveConfiguration configuration,
            GatewaySettings settings,
            Origins origins,
            Sessions sessions,
            RecheckRoom recheckRoom,
            RelayRoom relayRoom,
            BearerRoom bearerRoom,
            Login login,
            SpringRoutes springRoutes,
            FilteringWebHandler springChain,
            UpstreamClients upstreamClients,
            IdentityHeaders identity,
            OpenConnections open) {
        RequestRoom requestRoom = new RequestRoom(origins, settings.trustedProxies());
        Forwarder forwarder = settings.forwarder() == GatewaySettings.Forwarder.OWN
                ? new Forwarder(upstreamClients, identity, open)
                : null;
        return new Rooms(
                configuration,
                requestRoom,
                new VerifyRoom(requestRoom, settings.forwardAuthSecrets()),
                new RouteRoom(origins),
                sessions,
                recheckRoom,
                relayRoom,
                bearerRoom,
                new AccessRoom(),
                login,
                springRoutes,
                new Verdict(identity),
                springChain,
                forwarder);
    }

    /** Spring's dispatcher with its mappings is left out: whatever arrives goes through the rooms. */
    @Bean
    HttpHandler httpHandler(
            Rooms rooms,
            LiveConfiguration configuration,
            Problems problems,
            WebSessionManager pageSessions,
            ServerCodecConfigurer codecs) {
        QuietAdapter adapter = new QuietAdapter(
                new ExceptionHandlingWebHandler(rooms, List.of(new Failures(problems, configuration))));
        adapter.setSessionManager(pageSessions);
        adapter.setCodecConfigurer(codecs);
        adapter.afterPropertiesSet();
        return adapter;
    }

    /** For the filters of routes that read bodies, under Boot's {@code spring.http.codecs}. */
    @Bean
    ServerCodecConfigurer codecs(ObjectProvider<CodecCustomizer> customizers) {
        ServerCodecConfigurer codecs = ServerCodecConfigurer.create();
        customizers.orderedStream().forEach(customizer -> customizer.customize(codecs));
        return codecs;
    }
}
