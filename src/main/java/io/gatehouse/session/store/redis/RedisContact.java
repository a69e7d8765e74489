package io.gatehouse.session.store.redis;

import io.gatehouse.session.store.Causes;
import io.lettuce.core.AbstractRedisClient;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.ReactiveRedisClusterConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/** Tries until Redis has answered once; what waits for connections waits here, on a thread that may. */
final class RedisContact {

    private static final Logger log = LoggerFactory.getLogger(RedisContact.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final ReactiveRedisConnectionFactory connections;
    private final Supplier<AbstractRedisClient> client;
    private volatile boolean made;
    private volatile String notYetBecause = "";

    RedisContact(LettuceConnectionFactory connections) {
        this.connections = connections;
        this.client = connections::getRequiredNativeClient;
    }

    /** From then on Lettuce keeps its connections, and connects again by itself. */
    Mono<Void> first() {
        return Mono.fromCallable(connections::getReactiveConnection)
                .flatMap(RedisContact::ping)
                .subscribeOn(Schedulers.boundedElastic())
                .doOnError(this::notYet)
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, BETWEEN_TRIES))
                .doOnNext(unused -> isIn())
                .then();
    }

    boolean isMade() {
        return made;
    }

    /** The command, which would wait for a connection otherwise. */
    <T> Mono<T> made(Supplier<Mono<T>> command) {
        return Mono.defer(() -> made ? command.get() : Mono.error(new IllegalStateException("redis: no contact yet")));
    }

    /**
     * Opens a connection of its own, once there is a way.
     *
     * @param open may wait
     * @param expected what the user of Redis needs leave for
     */
    Mono<Void> open(Consumer<AbstractRedisClient> open, String expected) {
        return Mono.<Void>fromRunnable(() -> open.accept(client.get()))
                .subscribeOn(Schedulers.boundedElastic())
                .doOnError(error -> log.warn("session: redis: {} (expected: {})", Causes.of(error), expected))
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, BETWEEN_TRIES));
    }

    /** All nodes of a Cluster would be asked, and one that is away is no reason not to begin. */
    private static Mono<String> ping(ReactiveRedisConnection connection) {
        return connection instanceof ReactiveRedisClusterConnection ? Mono.just("connected") : connection.ping();
    }

    private void isIn() {
        made = true;
        log.info("session: redis: in contact");
    }

    /** Once for each reason, and not once a second. */
    private void notYet(Throwable error) {
        String reason = Causes.of(error);
        if (!reason.equals(notYetBecause)) {
            notYetBecause = reason;
            log.warn("session: redis: no contact yet: {}", reason);
        }
    }
}
