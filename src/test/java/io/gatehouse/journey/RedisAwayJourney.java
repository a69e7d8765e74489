package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Redis hangs, then it is killed: who works goes on, and nobody is sent to an identity provider because of it. */
@Tag("once")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RedisAwayJourney {

    private static final Duration HOLD_OVER = Duration.ofSeconds(4);

    @TempDir
    static Path directory;

    static RedisProcess redis;
    static World world;
    static LogWatch log;
    static RunningGateway second;
    static final HttpBrowser ALICE = new HttpBrowser();

    @BeforeAll
    static void start() {
        redis = RedisProcess.start(directory, "appendonly yes");
        String[] arguments = {
            "--gateway.sessions.store=redis",
            "--gateway.sessions.hold-over=" + HOLD_OVER.toSeconds() + "s",
            "--gateway.secret-key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "--spring.data.redis.url=redis://127.0.0.1:" + redis.port()
        };
        world = World.start(directory.resolve("config"), arguments);
        second = RunningGateway.start(world.config, RedisServer.freePort(), world.gateway.port(), arguments);
        log = LogWatch.begin();
        world.signIn(ALICE, "/acme/portal/", "alice");
    }

    @AfterAll
    static void stop() {
        second.close();
        world.close();
        redis.close();
    }

    @Test
    @Order(1)
    void whileRedisHangsOneRequestASecondWaitsForItAndTheOthersDoNot() {
        assertThat(ALICE.get(world.url("/acme/portal/")).status()).isEqualTo(200);
        redis.hang();
        Awaitility.await().until(() -> log.lines().stream().anyMatch(line -> line.contains("no echo for")));
        long begun = System.nanoTime();
        for (int i = 0; i < 40; i++) {
            assertThat(ALICE.get(world.url("/acme/portal/")).status()).isEqualTo(200);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        redis.goOn();

        assertThat(took).as("40 requests, each of which would have to ask").isLessThan(Duration.ofSeconds(4));
        eventually().until(() -> atSecond().startsWith("HTTP/1.1 200"));
    }

    @Test
    @Order(2)
    void whileRedisIsGoneWhoWasConfirmedLatelyGoesOnAndNobodyIsSentToSignIn() {
        eventually().until(() -> ALICE.get(world.url("/acme/portal/")).status() == 200);
        int[] served = {0};
        redis.kill();
        long begun = System.nanoTime();
        eventually().until(() -> {
            int status = ALICE.get(world.url("/acme/portal/")).status();
            assertThat(status).isIn(200, 503);
            served[0] += status == 200 ? 1 : 0;
            return status == 503;
        });

        assertThat(served[0]).as("while it is held over").isGreaterThan(3);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(HOLD_OVER.plusSeconds(2));
        eventually().until(() -> {
            String answer = atSecond();
            assertThat(answer).doesNotStartWith("HTTP/1.1 302");
            return answer.startsWith("HTTP/1.1 503")
                    && answer.contains("\r\nRetry-After: 2")
                    && answer.contains("GH-5001");
        });
        HttpBrowser stranger = new HttpBrowser();
        assertThat(stranger.get(world.url("/acme/portal/")).status())
                .as("without a session")
                .isEqualTo(302);
    }

    @Test
    @Order(3)
    void afterwardsEverybodyIsStillSignedIn() {
        redis.restart();

        eventually().until(() -> ALICE.get(world.url("/acme/portal/")).status() == 200);
        eventually().until(() -> atSecond().startsWith("HTTP/1.1 200"));
    }

    @Test
    @Order(4)
    void whoSignsOutMeanwhileIsOutWhereTheyAskedAtOnceAndEverywhereWhenRedisIsBack() {
        assertThat(ALICE.get(world.url("/acme/portal/")).status()).isEqualTo(200);
        redis.kill();

        assertThat(ALICE.post(world.url("/organizations/acme/logout"), Map.of()).status())
                .as("nobody is told that it is done")
                .isEqualTo(503);
        assertThat(ALICE.get(world.url("/acme/portal/")).status()).isEqualTo(503);

        redis.restart();
        eventually().until(() -> ALICE.get(world.url("/acme/portal/")).status() == 302);
        eventually().until(() -> atSecond().startsWith("HTTP/1.1 302"));
    }

    /** The second replica, asked for a page by the same browser. */
    private static String atSecond() {
        return RawHttp.exchange(
                second.port(),
                "GET /acme/portal/ HTTP/1.1\r\nHost: localhost:" + world.gateway.port()
                        + "\r\nAccept: text/html\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\nCookie: gatehouse-acme="
                        + ALICE.cookiesFor(world.gateway.uri()).get("gatehouse-acme") + "\r\n\r\n");
    }

    private static ConditionFactory eventually() {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50));
    }
}
