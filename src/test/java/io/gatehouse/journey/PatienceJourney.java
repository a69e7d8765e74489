package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.journey.RawClient.Answer;
import io.gatehouse.journey.TwoWays.OnBothWays;
import io.gatehouse.journey.TwoWays.Way;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long the gateway waits for an upstream, and for a client, before it says so. */
@Tag("once")
class PatienceJourney {

    @TempDir
    static Path config;

    static TwoWays ways;

    @BeforeAll
    static void start() {
        ways = TwoWays.start(config, "--spring.cloud.gateway.server.webflux.httpclient.response-timeout=1s");
    }

    @AfterAll
    static void stop() {
        ways.close();
    }

    @BeforeEach
    void settle() {
        ways.settle();
    }

    private static final Duration PAUSE = Duration.ofMillis(1_500);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @OnBothWays
    void anUpstreamThatDoesNotAnswerIs504(Way way) {
        ways.upstream.plays(visit -> visit.readBody().awaitEnd());

        Answer answer = ways.post(way, "x");

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.text()).contains("GH-5003");
        await().until(() -> ways.upstream.last().isOver());
        assertThat(ways.upstream.visits()).hasSize(1);
    }

    @OnBothWays
    void anUpstreamThatOnlyEverPromisesIs504(Way way) {
        ways.upstream.plays(visit -> {
            visit.readBody();
            for (int i = 0; i < 30; i++) {
                visit.say("HTTP/1.1 102 Processing\r\n\r\n");
                pause(200);
            }
        });

        assertThat(ways.get(way).status()).isEqualTo(504);
    }

    @OnBothWays
    void aBodyThatStopsIsBrokenOff(Way way) {
        ways.upstream.plays(visit -> {
            visit.readBody().say("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + Bodies.text(50_000));
            visit.awaitEnd();
        });

        Answer answer = ways.get(way);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.whole()).isFalse();
        await().until(() -> ways.upstream.last().isOver());
    }

    @OnBothWays
    void aBodyThatDripsArrives(Way way) {
        ways.upstream.plays(visit -> {
            visit.readBody().say("HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n");
            for (int i = 0; i < 10; i++) {
                pause(150);
                visit.say(Bodies.bytes(2_000));
            }
        });

        Answer answer = ways.get(way);

        assertThat(answer.whole()).isTrue();
        assertThat(answer.body()).hasSize(20_000);
    }

    @OnBothWays
    void aStreamMayPause(Way way) {
        ways.upstream.plays(visit -> {
            visit.readBody().say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
            pause(PAUSE.toMillis());
            visit.say("3\r\ntwo\r\n0\r\n\r\n");
        });

        assertThat(ways.get(way).text()).isEqualTo("onetwo");
    }

    @OnBothWays
    void aStreamThatBeganBeforeTheRequestEndedMayPause(Way way) {
        ways.upstream.plays(visit -> {
            visit.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
            visit.readBody();
            pause(PAUSE.toMillis());
            visit.say("3\r\ntwo\r\n0\r\n\r\n");
        });

        try (RawClient client = ways.client().send(ways.request("POST", way, "Content-Length: 3"))) {
            assertThat(client.head()).startsWith("HTTP/1.1 200");
            client.send("abc");
            assertThat(client.read(21)).isEqualTo("3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n");
        }
    }

    @OnBothWays
    void anUploadThatPausesForLongIsRefused(Way way) {
        ways.upstream.says(OK);

        try (RawClient client = ways.client().send(ways.request("POST", way, "Content-Length: 6") + "one")) {
            Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("GH-1001");
            assertThat(client.isClosed()).isTrue();
        }
        await().until(() -> ways.upstream.last().isOver());
        assertThat(ways.upstream.last().body()).hasSize(3);
    }

    @OnBothWays
    void anUploadMayTakeAsLongAsItMoves(Way way) {
        ways.upstream.says(OK);

        try (RawClient client = ways.client().send(ways.request("POST", way, "Content-Length: 5000"))) {
            for (int i = 0; i < 10; i++) {
                pause(150);
                client.send("x".repeat(500));
            }
            assertThat(client.answer().text()).isEqualTo("ok");
        }
    }

    @OnBothWays
    void anUploadThatOnlyDripsIsRefused(Way way) {
        ways.upstream.says(OK);

        try (RawClient client = ways.client().send(ways.request("POST", way, "Content-Length: 20"))) {
            for (int i = 0; i < 5; i++) {
                pause(150);
                client.send("x");
            }
            assertThat(client.answer().status()).isEqualTo(400);
        }
        await().until(() -> ways.upstream.last().isOver());
    }

    @OnBothWays
    void anUpstreamThatTakesNoMoreOfAnUploadIs504(Way way) throws Exception {
        ways.upstream.plays(visit -> {
            pause(2_000);
            visit.awaitEnd();
        });
        try (RawClient client = ways.client().send(ways.request("POST", way, "Content-Length: 100000000"))) {
            Thread upload = new Thread(() -> {
                try {
                    for (int i = 0; i < 1_500; i++) {
                        client.send(Bodies.bytes(1 << 16));
                    }
                } catch (java.io.UncheckedIOException closed) {
                    // As it should be.
                }
            });
            upload.start();
            assertThat(client.answer().status()).isEqualTo(504);
            client.abort();
            upload.join(5_000);
        }
    }

    @Test
    void manySlowUploadsHoldNothingForLong() {
        int before = ways.upstream.openConnections();
        ways.upstream.says(OK);
        List<RawClient> slow = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            slow.add(ways.client().send(ways.request("POST", Way.values()[i % 2], "Content-Length: 100000") + "one"));
        }
        await().until(() -> ways.upstream.openConnections() >= before + 40);

        await().until(() -> ways.upstream.openConnections() <= before);

        slow.forEach(RawClient::close);
    }

    /** The time itself is what is tested here. */
    private static void pause(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        await().pollInterval(Duration.ofMillis(20)).until(() -> System.nanoTime() >= end);
    }
}
