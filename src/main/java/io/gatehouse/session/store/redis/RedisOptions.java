package io.gatehouse.session.store.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.EpollProvider;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How Lettuce bears a Redis that is slow, away, or somebody else now. */
public final class RedisOptions {

    /** Commands on one connection whose answers have not come. Beyond them a command fails at once: the queue is no buffer. */
    private static final int MOST_UNDER_WAY = 4_096;

    /** A machine that vanishes sends no goodbye. Without these, its connections would count as alive for a quarter of an hour. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private static final Duration BETWEEN_PROBES = Duration.ofSeconds(1);

    /** Lettuce's own 30 s would be how long the slots of a master that was replaced stay away. */
    private static final Duration BETWEEN_LOOKS_AT_TOPOLOGY = Duration.ofSeconds(1);

    private static final Duration SHORTEST_DELAY = Duration.ofMillis(100);
    private static final Duration LONGEST_DELAY = Duration.ofMillis(500);

    private RedisOptions() {}

    /** Lettuce would wait for up to 30 s between attempts: people would go on reading 503 long after Redis is back. */
    public static Delay betweenConnections() {
        return Delay.fullJitter(SHORTEST_DELAY, LONGEST_DELAY, SHORTEST_DELAY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * @param topologyAge after which a Cluster's topology is asked for without any sign of a change
     */
    public static void apply(ClientOptions.Builder options, Duration connectTimeout, Duration topologyAge) {
        options.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MOST_UNDER_WAY)
                .socketOptions(sockets(connectTimeout));
        if (options instanceof ClusterClientOptions.Builder cluster) {
            cluster.topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                    .adaptiveRefreshTriggersTimeout(BETWEEN_LOOKS_AT_TOPOLOGY)
                    .enablePeriodicRefresh(topologyAge)
                    .build());
        }
    }

    private static SocketOptions sockets(Duration connectTimeout) {
        return SocketOptions.builder()
                .connectTimeout(connectTimeout)
                .keepAlive(KeepAliveOptions.builder()
                        .enable()
                        .idle(SILENCE)
                        .interval(BETWEEN_PROBES)
                        .count(3)
                        .build())
                .tcpUserTimeout(TcpUserTimeoutOptions.builder()
                        .enable(EpollProvider.isAvailable())
                        .tcpUserTimeout(SILENCE.plus(BETWEEN_PROBES))
                        .build())
                .build();
    }
}
