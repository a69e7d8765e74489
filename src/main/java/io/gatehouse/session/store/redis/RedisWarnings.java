package io.gatehouse.session.store.redis;

import io.gatehouse.session.store.Causes;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.ReactiveServerCommands;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Says at the start what in Redis' own configuration would end sessions early; whoever may not ask is not told. */
final class RedisWarnings {

    private static final Logger log = LoggerFactory.getLogger(RedisWarnings.class);

    private RedisWarnings() {}

    static Mono<Void> of(ReactiveRedisConnectionFactory connections) {
        return Mono.fromCallable(connections::getReactiveConnection)
                .map(ReactiveRedisConnection::serverCommands)
                .flatMap(
                        server -> server.info().doOnNext(RedisWarnings::evicts).flatMap(info -> persists(server, info)))
                .doOnError(error -> log.debug("session: redis: not asked what it keeps: {}", Causes.of(error)))
                .onErrorComplete()
                .subscribeOn(Schedulers.boundedElastic());
    }

    private static void evicts(Properties info) {
        if (any(info, "maxmemory", limit -> !limit.equals("0"))
                && any(info, "maxmemory_policy", policy -> !policy.equals("noeviction"))) {
            log.warn("session: redis: maxmemory with a policy that evicts: sessions can end early, and what admins"
                    + " entered can be lost (expected: maxmemory-policy noeviction)");
        }
    }

    /** An append-only file is seen in INFO, snapshots only in the configuration. */
    private static Mono<Void> persists(ReactiveServerCommands server, Properties info) {
        if (!any(info, "aof_enabled", enabled -> enabled.equals("0"))) {
            return Mono.empty();
        }
        return server.getConfig("save")
                .filter(config -> any(config, "save", String::isBlank))
                .doOnNext(config -> log.warn("session: redis: neither an append-only file nor snapshots: a restart of"
                        + " Redis signs everybody out, and what admins entered is lost (expected: appendonly yes)"))
                .then();
    }

    /** In a Cluster there is one of each for each node, with its address in front. */
    private static boolean any(Properties properties, String name, Predicate<String> expected) {
        return properties.stringPropertyNames().stream()
                .filter(key -> key.equals(name) || key.endsWith("." + name))
                .map(key -> properties.getProperty(key).trim().toLowerCase(Locale.ROOT))
                .anyMatch(expected);
    }
}
