package io.gatehouse.journey;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** One master of Redis, one replica of it, and three sentinels that make the replica master within a second or two. */
public final class RedisSentinels implements AutoCloseable {

    public static final String MASTER_NAME = "gatehouse";

    public final RedisProcess master;
    public final RedisProcess replica;
    private final List<RedisProcess> sentinels = new ArrayList<>();

    private RedisSentinels(RedisProcess master, RedisProcess replica) {
        this.master = master;
        this.replica = replica;
    }

    public static RedisSentinels start(Path directory) {
        RedisProcess master = RedisProcess.start(directory, RedisServer.freePort(), "appendonly yes");
        RedisProcess replica = RedisProcess.start(
                directory, RedisServer.freePort(), "appendonly yes", "replicaof 127.0.0.1 " + master.port());
        RedisSentinels all = new RedisSentinels(master, replica);
        for (int i = 0; i < 3; i++) {
            all.sentinels.add(RedisProcess.start(
                    directory,
                    RedisServer.freePort(),
                    List.of("--sentinel"),
                    "sentinel monitor " + MASTER_NAME + " 127.0.0.1 " + master.port() + " 2",
                    "sentinel down-after-milliseconds " + MASTER_NAME + " 500",
                    "sentinel failover-timeout " + MASTER_NAME + " 3000"));
        }
        eventually("the replica has everything")
                .until(() -> master.cli("info", "replication").contains("state=online"));
        eventually("the sentinels know each other").until(() -> all.sentinels.stream()
                .allMatch(sentinel -> sentinel.cli("sentinel", "master", MASTER_NAME)
                                .contains("num-other-sentinels\n2")
                        && sentinel.cli("sentinel", "master", MASTER_NAME).contains("num-slaves\n1")));
        return all;
    }

    /** As {@code spring.data.redis.sentinel.nodes} has them. */
    public String nodes() {
        return sentinels.stream()
                .map(sentinel -> "127.0.0.1:" + sentinel.port())
                .collect(Collectors.joining(","));
    }

    public boolean replicaIsMaster() {
        return replica.cli("role").startsWith("master");
    }

    @Override
    public void close() {
        sentinels.forEach(RedisProcess::close);
        replica.close();
        master.close();
    }

    private static org.awaitility.core.ConditionFactory eventually(String what) {
        return Awaitility.await(what).atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50));
    }
}
