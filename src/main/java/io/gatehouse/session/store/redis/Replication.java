package io.gatehouse.session.store.redis;

import io.gatehouse.session.store.Causes;
import io.gatehouse.session.store.Removed;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Waits until a replica of Redis has what was removed, so that it is still removed when the replica takes over.
 *
 * <p>{@code WAIT} holds up its connection and counts for what that one has written. So it has one of its own, which writes
 * the tombstone once more and waits for that: replicas get everything in order. However many sessions are removed at once,
 * one {@code WAIT} at a time is under way, and the next is for all that came meanwhile.
 */
final class Replication implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Replication.class);

    /** Nobody signs out more slowly than by this because of a replica that lags. */
    private static final Duration LONGEST = Duration.ofMillis(200);

    private static final String ANY_REPLICA = "state=online";

    /** One node's waits, one after the other. */
    private final class Waits {

        private final String node;
        private boolean underWay;
        private String nextHash = "";
        private @Nullable CompletableFuture<Void> next;

        Waits(String node) {
            this.node = node;
        }

        synchronized CompletionStage<Void> join(String hash) {
            if (!underWay) {
                underWay = true;
                return begin(hash);
            }
            if (next == null) {
                next = new CompletableFuture<>();
                nextHash = hash;
            }
            return next;
        }

        private CompletionStage<Void> begin(String hash) {
            return replicated(node, hash).handle((replicas, error) -> {
                tell(replicas, error);
                ended();
                return null;
            });
        }

        private synchronized void ended() {
            CompletableFuture<Void> joined = next;
            next = null;
            underWay = joined != null;
            if (joined != null) {
                begin(nextHash).thenAccept(joined::complete);
            }
        }
    }

    private final Nodes nodes;
    private final Map<String, Waits> waits = new ConcurrentHashMap<>();
    private volatile @Nullable StatefulConnection<String, String> connection;
    private volatile Function<String, CompletionStage<StatefulRedisConnection<String, String>>> toNode =
            node -> CompletableFuture.failedFuture(new IllegalStateException("redis: no connection yet"));
    private volatile boolean lags;

    Replication(Nodes nodes) {
        this.nodes = nodes;
    }

    /** Blocks until connected; from then on Lettuce connects again by itself. */
    void open(AbstractRedisClient client) {
        if (client instanceof RedisClusterClient cluster) {
            StatefulRedisClusterConnection<String, String> all = cluster.connect();
            connection = all;
            toNode = all::getConnectionAsync;
        } else {
            StatefulRedisConnection<String, String> only = ((RedisClient) client).connect();
            connection = only;
            toNode = node -> CompletableFuture.completedFuture(only);
        }
    }

    /**
     * Completes when a replica has the removal, when there is no replica, or when it takes too long or cannot be told: it has
     * been carried out all the same.
     */
    Mono<Void> await(String hash) {
        return Mono.fromCompletionStage(
                        () -> waits.computeIfAbsent(nodes.of(hash), Waits::new).join(hash))
                .timeout(LONGEST.multipliedBy(2))
                .onErrorComplete();
    }

    @Override
    public void close() {
        StatefulConnection<String, String> opened = connection;
        if (opened != null && opened.isOpen()) {
            opened.closeAsync().exceptionally(closed -> null);
        }
    }

    /** How many have it; more than zero when there is none to wait for. */
    private CompletionStage<Long> replicated(String node, String hash) {
        return toNode.apply(node).thenCompose(opened -> {
            RedisAsyncCommands<String, String> redis = opened.async();
            return redis.set(SessionScripts.removed(hash), "", SetArgs.Builder.px(Removed.REMEMBERED.toMillis()))
                    .thenCompose(set -> redis.info("replication"))
                    .thenCompose(info -> info.contains(ANY_REPLICA)
                            ? redis.waitForReplication(1, LONGEST.toMillis())
                            : CompletableFuture.completedFuture(1L));
        });
    }

    /** Once for each change: where it may not ask or there is no connection, it need not say so for each removal. */
    private void tell(@Nullable Long replicas, @Nullable Throwable error) {
        boolean late = replicas == null || replicas == 0;
        if (late && !lags) {
            log.warn(
                    "session: redis: no replica has confirmed a removal: {} (a failover now may bring a session back)",
                    error == null ? "none within " + LONGEST : Causes.of(error));
        } else if (!late && lags) {
            log.info("session: redis: replicas confirm removals again");
        }
        lags = late;
    }
}
