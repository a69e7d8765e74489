package io.gatehouse.session.store.redis;

import io.lettuce.core.RedisCommandTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.springframework.core.NestedExceptionUtils;
import reactor.core.publisher.Mono;

/**
 * Spares requests the wait for a Redis that hangs: once a command has waited in vain, one tries it now and then, and the
 * others fail at once.
 */
final class Patience {

    /** A command waits for half of that: while Redis hangs, one request in a second does. */
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    /** One node of Redis, as this replica knows it. */
    private final class Node {

        private final AtomicLong nextTry = new AtomicLong();
        private volatile boolean hangs;

        <T> Mono<T> ask(Supplier<Mono<T>> command) {
            if (!hangs || isMyTurn()) {
                return command.get().doOnSuccess(found -> hangs = false).doOnError(this::failed);
            }
            return Mono.error(new IllegalStateException("redis: hangs (one command a second tries it)"));
        }

        private boolean isMyTurn() {
            long now = nanos.getAsLong();
            long next = nextTry.get();
            return now - next >= 0 && nextTry.compareAndSet(next, now + BETWEEN_TRIES.toNanos());
        }

        private void failed(Throwable error) {
            boolean timedOut = NestedExceptionUtils.getMostSpecificCause(error) instanceof RedisCommandTimeoutException;
            if (timedOut && !hangs) {
                nextTry.set(nanos.getAsLong() + BETWEEN_TRIES.toNanos());
            }
            hangs = timedOut;
        }
    }

    private final Nodes nodes;
    private final LongSupplier nanos;
    private final Map<String, Node> known = new ConcurrentHashMap<>();

    /** @param nanos a clock that is never set, such as {@link System#nanoTime()} */
    Patience(Nodes nodes, LongSupplier nanos) {
        this.nodes = nodes;
        this.nanos = nanos;
    }

    /** The command's answer, or an error without it having been sent. */
    <T> Mono<T> ask(String hash, Supplier<Mono<T>> command) {
        return Mono.defer(() ->
                known.computeIfAbsent(nodes.of(hash), unused -> new Node()).ask(command));
    }
}
