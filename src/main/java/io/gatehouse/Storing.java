package io.gatehouse;

import io.gatehouse.apikey.ApiKeys;
import io.gatehouse.audit.Audit;
import io.gatehouse.config.GatewaySettings;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.DataDirectory;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.session.PageSessions;
import io.gatehouse.session.Revocation;
import io.gatehouse.session.Sessions;
import io.gatehouse.session.cookie.SessionCookies;
import io.gatehouse.session.store.MemorySessionIndex;
import io.gatehouse.session.store.MemorySessionStore;
import io.gatehouse.session.store.SessionIndex;
import io.gatehouse.session.store.SessionStore;
import io.gatehouse.session.store.redis.RedisOptions;
import io.gatehouse.session.store.redis.RedisSessionIndex;
import io.gatehouse.session.store.redis.RedisSessionStore;
import io.gatehouse.session.store.redis.SharedLoops;
import io.gatehouse.settings.AllSettings;
import io.gatehouse.settings.store.FileSettingsStore;
import io.gatehouse.settings.store.MemorySettingsStore;
import io.gatehouse.settings.store.RedisSettingsStore;
import io.gatehouse.settings.store.SettingsStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.session.web.server.session.SpringSessionWebSessionStore;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.WebSessionManager;
import reactor.core.publisher.Mono;

/** Where sessions and settings are kept, and how Redis is reached. */
@Configuration(proxyBeanMethods = false)
class Storing {

    private static final Logger log = LoggerFactory.getLogger(Storing.class);

    /** How long a start waits for what admins have entered; a store that is away does not keep a replica from starting. */
    private static final Duration FIRST_LOOK = Duration.ofSeconds(3);

    @Bean
    SessionStore sessionStore(GatewaySettings settings, LettuceConnectionFactory redis, Clock clock) {
        return switch (settings.store()) {
            case MEMORY -> new MemorySessionStore(clock);
            case REDIS -> new RedisSessionStore(redis);
        };
    }

    @Bean
    SessionIndex sessionIndex(GatewaySettings settings, LettuceConnectionFactory redis, Clock clock) {
        return switch (settings.store()) {
            case MEMORY -> new MemorySessionIndex(clock);
            case REDIS -> new RedisSessionIndex(redis, clock);
        };
    }

    /** With Redis nothing is kept on this machine. */
    @Bean
    DataDirectory dataDirectory(GatewaySettings settings) {
        return switch (settings.store()) {
            case MEMORY -> DataDirectory.open(settings.dataDirectory());
            case REDIS -> DataDirectory.none();
        };
    }

    @Bean
    SettingsStore settingsStore(
            GatewaySettings settings, LettuceConnectionFactory redis, DataDirectory data, Clock clock)
            throws IOException {
        return settingsStore("settings", settings, redis, data, clock);
    }

    /** No bean: there is one store of settings, and whoever asks for it must not be given another. */
    private static SettingsStore settingsStore(
            String name, GatewaySettings settings, LettuceConnectionFactory redis, DataDirectory data, Clock clock)
            throws IOException {
        if (settings.store() == GatewaySettings.Store.REDIS) {
            return new RedisSettingsStore(redis, name);
        }
        return data.directory().isPresent()
                ? new FileSettingsStore(data.directory().get(), name, clock)
                : new MemorySettingsStore(clock);
    }

    @Bean
    ApiKeys apiKeys(
            GatewaySettings settings,
            LettuceConnectionFactory redis,
            DataDirectory data,
            SecretKeys keys,
            Audit audit,
            Clock clock)
            throws IOException {
        return new ApiKeys(settingsStore(ApiKeys.STORE, settings, redis, data, clock), keys, audit, clock);
    }

    @Bean
    LettuceClientOptionsBuilderCustomizer redisOptions(DataRedisProperties redis) {
        Duration connectTimeout = Objects.requireNonNull(redis.getConnectTimeout(), "defaults.properties has it");
        Duration topologyAge = Objects.requireNonNull(
                redis.getLettuce().getCluster().getRefresh().getPeriod(), "defaults.properties has it");
        return options -> RedisOptions.apply(options, connectTimeout, topologyAge);
    }

    @Bean
    ClientResourcesBuilderCustomizer sharedLoops(ReactorResourceFactory reactor) {
        return resources -> resources
                .eventLoopGroupProvider(new SharedLoops(reactor.getLoopResources()))
                .reconnectDelay(RedisOptions.betweenConnections());
    }

    /** Before anything is closed: a stop is no outage, and the log need not say so. */
    @Bean
    ApplicationListener<ContextClosedEvent> quietStop(SessionStore store) {
        return closed -> store.close();
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
    Sessions sessions(
            SessionStore store,
            SessionIndex index,
            SessionCookies cookies,
            SecretKeys keys,
            GatewaySettings settings,
            Relays relays,
            Clock clock) {
        return new Sessions(store, index, cookies, keys, settings.nearness(), relays, clock);
    }

    @Bean
    Relays relays() {
        return new Relays();
    }

    @Bean
    Revocation revocation(SessionStore store, SessionIndex index) {
        return new Revocation(store, index);
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

    /** What admins have entered, for all organizations. */
    @Bean(destroyMethod = "close")
    AllSettings allSettings(SettingsStore store, SecretKeys keys) {
        AllSettings all = new AllSettings(store, keys);
        if (!all.awaitFirstLook(FIRST_LOOK)) {
            log.warn("settings: not read within {} (going on; they are read as soon as the store answers)", FIRST_LOOK);
        }
        return all;
    }
}
