package io.gatehouse.journey;

import io.lettuce.core.cluster.SlotHash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A Redis Cluster of three masters with a replica each. */
public final class RedisCluster implements AutoCloseable {

    private static final int MASTERS = 3;

    private final List<RedisProcess> nodes = new ArrayList<>();

    private RedisCluster() {}

    public static RedisCluster start(Path directory) {
        RedisCluster cluster = new RedisCluster();
        for (int i = 0; i < 2 * MASTERS; i++) {
            cluster.nodes.add(RedisProcess.start(
                    directory,
                    freePort(),
                    "cluster-enabled yes",
                    "cluster-node-timeout 1000",
                    "cluster-require-full-coverage no",
                    "appendonly yes"));
        }
        cluster.meet();
        Awaitility.await("all replicas have everything")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> cluster.nodes.stream().allMatch(RedisCluster::isWhole));
        return cluster;
    }

    /** By hand, since {@code redis-cli --cluster create} takes its time. */
    private void meet() {
        for (int i = 0; i < nodes.size(); i++) {
            RedisProcess node = nodes.get(i);
            node.cli("cluster", "set-config-epoch", String.valueOf(i + 1));
            if (i < MASTERS) {
                node.cli("cluster", "addslotsrange", slot(i), String.valueOf(Integer.parseInt(slot(i + 1)) - 1));
            }
            node.cli("cluster", "meet", "127.0.0.1", String.valueOf(nodes.get(0).port()));
        }
        Awaitility.await("they know each other")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> nodes.stream()
                        .allMatch(node -> node.cli("cluster", "nodes")
                                        .lines()
                                        .filter(line -> line.contains(" connected"))
                                        .count()
                                == nodes.size()));
        for (int i = MASTERS; i < nodes.size(); i++) {
            nodes.get(i).cli("cluster", "replicate", nodes.get(i - MASTERS).cli("cluster", "myid"));
        }
    }

    private static String slot(int master) {
        return String.valueOf(SlotHash.SLOT_COUNT * master / MASTERS);
    }

    /** As {@code spring.data.redis.cluster.nodes} has them. */
    public String addresses() {
        return nodes.stream().map(node -> "127.0.0.1:" + node.port()).collect(Collectors.joining(","));
    }

    /** Which node has a key's slot now, as the nodes that are alive say. */
    public RedisProcess masterOf(String key) {
        int slot = SlotHash.getSlot(key);
        return nodes.stream()
                .filter(node -> node.cli("cluster", "nodes").lines().anyMatch(line -> owns(line, slot)))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        nodes.forEach(RedisProcess::close);
    }

    private static boolean owns(String line, int slot) {
        String[] words = line.split(" ");
        if (!words[2].contains("myself") || !words[2].contains("master")) {
            return false;
        }
        for (int i = 8; i < words.length; i++) {
            String[] range = words[i].split("-");
            if (range.length == 2 && Integer.parseInt(range[0]) <= slot && slot <= Integer.parseInt(range[1])) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWhole(RedisProcess node) {
        String info = node.cli("info", "replication");
        return node.cli("cluster", "info").contains("cluster_state:ok")
                && (info.contains("state=online") || info.contains("master_link_status:up"));
    }

    /** Its nodes talk to each other on ports that are 10,000 higher. */
    private static int freePort() {
        int port = RedisServer.freePort();
        while (port > 55_000) {
            port = RedisServer.freePort();
        }
        return port;
    }
}
