package io.gatehouse.session.store.redis;

import io.lettuce.core.RedisCommandTimeoutException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.springframework.core.NestedExceptionUtils;
import reactor.core.publisher.Mono;

/**
 * Spares requests the wait for a Redis that hangs: once a command has waited in vain, one at a time goes on trying, and the
 * others fail at once.
 */
final class Patience {

    /** One node of Redis, as this replica knows it. */
    private static final class Node {

        private final AtomicBoolean tried = new AtomicBoolean();
        private volatile boolean hangs;

        <T> Mono<T> ask(Supplier<Mono<T>> command) {
            if (!hangs) {
                return watched(command);
            }
            return tried.compareAndSet(false, true)
                    ? watched(command).doFinally(end -> tried.set(false))
                    : Mono.error(new IllegalStateException("redis: hangs (one command at a time tries it)"));
        }

        private <T> Mono<T> watched(Supplier<Mono<T>> command) {
            return command.get().doOnSuccess(found -> hangs = false).doOnError(error -> hangs = isTimeout(error));
        }
    }

    private final Nodes nodes;
    private final Map<String, Node> known = new ConcurrentHashMap<>();

    Patience(Nodes nodes) {
        this.nodes = nodes;
    }

    /** The command's answer, or an error without it having been sent. */
    <T> Mono<T> ask(String hash, Supplier<Mono<T>> command) {
        return Mono.defer(() ->
                known.computeIfAbsent(nodes.of(hash), unused -> new Node()).ask(command));
    }

    private static boolean isTimeout(Throwable error) {
        return NestedExceptionUtils.getMostSpecificCause(error) instanceof RedisCommandTimeoutException;
    }
}
