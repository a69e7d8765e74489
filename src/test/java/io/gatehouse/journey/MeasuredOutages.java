package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.journey.SteadyLoad.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/operations.md says of outages, measured: 200 people, 500 requests a second, three replicas. Not of the suite, for
 * it takes minutes: {@code ./gateway test -Dtest=MeasuredOutages}.
 */
class MeasuredOutages {

    /** What is done to them while requests come. */
    private interface Fault {
        void happen(ThreeReplicas replicas) throws InterruptedException;
    }

    private static final int PEOPLE = 200;
    private static final int PER_SECOND = 500;

    @TempDir
    Path folder;

    @Test
    void redisIsKilledForTwentySeconds() throws Exception {
        try (RedisProcess redis = RedisProcess.start(folder, "appendonly yes")) {
            measure("Redis killed for 20 s, then back with what it had persisted", at(redis), replicas -> {
                redis.kill();
                TimeUnit.SECONDS.sleep(20);
                redis.restart();
                TimeUnit.SECONDS.sleep(10);
            });
        }
    }

    @Test
    void sentinelsMakeTheReplicaMaster() throws Exception {
        try (RedisSentinels redis = RedisSentinels.start(folder)) {
            String lines = """
                    spring.data.redis.sentinel.master: %s
                    spring.data.redis.sentinel.nodes: %s
                    """.formatted(RedisSentinels.MASTER_NAME, redis.nodes());
            measure("Redis' master killed, a replica of it promoted by Sentinel", lines, replicas -> {
                redis.master.kill();
                TimeUnit.SECONDS.sleep(15);
            });
            assertThat(redis.replicaIsMaster()).isTrue();
        }
    }

    @Test
    void aMasterOfTheClusterIsKilled() throws Exception {
        try (RedisCluster redis = RedisCluster.start(folder)) {
            String lines = "spring.data.redis.cluster.nodes: " + redis.addresses();
            measure("one of a Cluster's three masters killed", lines, replicas -> {
                redis.masterOf("gatehouse").kill();
                TimeUnit.SECONDS.sleep(15);
            });
        }
    }

    @Test
    void allReplicasAreRestartedOneByOne() throws Exception {
        try (RedisProcess redis = RedisProcess.start(folder, "appendonly yes")) {
            measure("rolling restart of all replicas", at(redis), replicas -> {
                for (int i = 0; i < replicas.places.size(); i++) {
                    replicas.restart(i);
                    TimeUnit.SECONDS.sleep(3);
                }
            });
        }
    }

    private void measure(String fault, String redis, Fault happens) throws Exception {
        try (ThreeReplicas replicas = new ThreeReplicas(folder, redis)) {
            List<String> cookies = Stream.generate(replicas::signIn)
                    .limit(PEOPLE)
                    .map(replicas::cookie)
                    .toList();
            try (SteadyLoad load =
                    new SteadyLoad(replicas.places, replicas.host(), "/acme/portal/", cookies, PER_SECOND)) {
                load.start();
                TimeUnit.SECONDS.sleep(5);
                happens.happen(replicas);
                report(fault, load.stop(), replicas, cookies);
            }
        }
    }

    private static void report(String fault, Outcome outcome, ThreeReplicas replicas, List<String> cookies) {
        long lost =
                cookies.stream().filter(cookie -> !replicas.isSignedIn(cookie)).count();
        System.out.printf(
                "MEASURED %s: %d answered, %d failed %s, longest pause %d ms, slowest %d ms, sessions lost %d of %d%n",
                fault,
                outcome.answered(),
                outcome.failed(),
                outcome.others(),
                outcome.longestPause(),
                outcome.slowest(),
                lost,
                cookies.size());
        assertThat(lost).as("sessions lost").isZero();
    }

    private static String at(RedisProcess redis) {
        return "spring.data.redis.url: redis://127.0.0.1:" + redis.port();
    }
}
