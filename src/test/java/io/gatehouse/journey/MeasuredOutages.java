package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.journey.SteadyLoad.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/operations.md says of outages, measured: 200 people, 500 requests a second. Not of the suite, for it takes
 * minutes: {@code ./gateway test -Dtest=MeasuredOutages}.
 */
class MeasuredOutages {

    private static final int PEOPLE = 200;
    private static final int PER_SECOND = 500;

    @TempDir
    Path folder;

    @Test
    void redisIsKilledForTwentySeconds() throws Exception {
        Path data = Files.createDirectory(folder.resolve("redis"));
        int port = RedisServer.freePort();
        Process redis = ThreeReplicas.redis(data, port);
        try (ThreeReplicas replicas = new ThreeReplicas(folder, "spring.data.redis.url: redis://127.0.0.1:" + port)) {
            List<String> cookies = signIn(replicas);
            try (SteadyLoad load = load(replicas, cookies)) {
                TimeUnit.SECONDS.sleep(5);
                redis.destroyForcibly().waitFor();
                TimeUnit.SECONDS.sleep(20);
                redis = ThreeReplicas.redis(data, port);
                TimeUnit.SECONDS.sleep(10);
                report("Redis killed for 20 s, then back with what it had persisted", load.stop(), replicas, cookies);
            }
        } finally {
            redis.destroyForcibly();
        }
    }

    @Test
    void allReplicasAreRestartedOneByOne() throws Exception {
        int port = RedisServer.freePort();
        Process redis = ThreeReplicas.redis(Files.createDirectory(folder.resolve("redis")), port);
        try (ThreeReplicas replicas = new ThreeReplicas(folder, "spring.data.redis.url: redis://127.0.0.1:" + port)) {
            List<String> cookies = signIn(replicas);
            try (SteadyLoad load = load(replicas, cookies)) {
                for (int i = 0; i < replicas.places.size(); i++) {
                    TimeUnit.SECONDS.sleep(3);
                    replicas.restart(i);
                }
                TimeUnit.SECONDS.sleep(3);
                report("rolling restart of all replicas", load.stop(), replicas, cookies);
            }
        } finally {
            redis.destroyForcibly();
        }
    }

    private static List<String> signIn(ThreeReplicas replicas) {
        return Stream.generate(replicas::signIn)
                .limit(PEOPLE)
                .map(replicas::cookie)
                .toList();
    }

    private static SteadyLoad load(ThreeReplicas replicas, List<String> cookies) {
        return new SteadyLoad(replicas.places, replicas.host(), "/acme/portal/", cookies, PER_SECOND).start();
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
}
