package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.journey.MisbehavingUpstream.Visit;
import io.gatehouse.journey.RawClient.Answer;
import io.gatehouse.journey.TwoWays.OnBothWays;
import io.gatehouse.journey.TwoWays.Way;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client is told of an upstream that breaks off, breaks the rules, or says more than it was asked. */
class BrokenAnswerJourney {

    @TempDir
    static Path config;

    static TwoWays ways;

    @BeforeAll
    static void start() {
        ways = TwoWays.start(config);
    }

    @AfterAll
    static void stop() {
        ways.close();
    }

    @BeforeEach
    void settle() {
        ways.settle();
    }

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("halves")
    void halfAnAnswerNeverLooksLikeAWholeOne(Way way, String half) {
        ways.upstream.saysAndCloses(half);

        Answer answer = ways.get(way);

        assertThat(answer.status() == 502 || !answer.whole())
                .as(answer.toString())
                .isTrue();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("halves")
    void aResetInTheMiddleNeverLooksLikeTheEnd(Way way, String half) {
        CountDownLatch seen = new CountDownLatch(1);
        ways.upstream.plays(visit -> {
            visit.readBody().say(half);
            awaitQuietly(seen);
            visit.reset();
        });

        try (RawClient client = ways.client().send(ways.request("GET", way))) {
            seen.countDown();
            Answer answer = client.answer();
            assertThat(answer.status() == 502 || !answer.whole())
                    .as(answer.toString())
                    .isTrue();
        }
    }

    static Stream<Arguments> halves() {
        String large = Bodies.text(100_000);
        return Stream.of(
                        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhal",
                        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
                        "HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + large,
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwhole\r\n",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwhole\r\n0\r\n",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n186a0\r\n" + large + "\r\n",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwhole\r\nxyz\r\n",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwholeX\r\n0\r\n\r\n",
                        "HTTP/1.1 200 OK\r\nContent-Le",
                        "HTTP/1.1 200 OK\r\n")
                .flatMap(half -> Stream.of(Way.values()).map(way -> Arguments.of(way, half)));
    }

    @OnBothWays
    void aResetOfABodyThatEndsWithTheConnectionIsNoEnd(Way way) {
        CountDownLatch seen = new CountDownLatch(1);
        ways.upstream.plays(visit -> {
            visit.readBody().say("HTTP/1.1 200 OK\r\n\r\n" + Bodies.text(50_000));
            awaitQuietly(seen);
            visit.reset();
        });

        try (RawClient client = ways.client().send(ways.request("GET", way))) {
            assertThat(client.head()).startsWith("HTTP/1.1 200");
            client.read(1_000);
            seen.countDown();
            String rest = client.readAll();
            assertThat(rest).doesNotEndWith("0\r\n\r\n");
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("garbage")
    void anAnswerThatIsNoneIs502(Way way, String garbage) {
        ways.upstream.saysAndCloses(garbage);

        Answer answer = ways.get(way);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(502);
        assertThat(answer.text()).contains("GH-5002");
        assertThat(answer.head()).doesNotContain("planted");
    }

    static Stream<Arguments> garbage() {
        return Stream.of(
                        "\r\n\r\n\r\n",
                        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                        "<html>not http</html>\r\n\r\n",
                        "\u0016\u0003\u0003\u0000\u007a\u0002\r\n\r\n",
                        "HTTP/9 200 OK\r\n\r\n",
                        "ICY 200 OK\r\n\r\n",
                        "HTTP/1.1 OK 200\r\nContent-Length: 2\r\n\r\nok",
                        "HTTP/1.1 99 Low\r\nContent-Length: 2\r\n\r\nok",
                        "HTTP/1.1 600 High\r\nContent-Length: 2\r\n\r\nok",
                        "HTTP/1.1 1000 Long\r\nContent-Length: 2\r\n\r\nok",
                        "HTTP/1.1 -20 Below\r\nContent-Length: 2\r\n\r\nok",
                        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n",
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nokk",
                        "HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\nokk",
                        "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok",
                        "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok",
                        "HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\nok",
                        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nok",
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nnocolon\r\n\r\nok",
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: a\rSet-Cookie: planted=1\r\n\r\nok",
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: a\u0000planted\r\n\r\nok",
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: " + "x".repeat(70_000) + "\r\n\r\nok",
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n" + "X-Y: z\r\n".repeat(12_000) + "\r\nok",
                        "HTTP/1.1 200 " + "x".repeat(70_000) + "\r\nContent-Length: 2\r\n\r\nok")
                .flatMap(garbage -> Stream.of(Way.values()).map(way -> Arguments.of(way, garbage)));
    }

    @OnBothWays
    void anAnswerThatIsNotThereIs502(Way way) {
        for (String method : List.of("GET", "POST")) {
            ways.upstream.plays(visit -> visit.readBody().close());
            assertThat(ways.exchange(ways.request(method, way)).status()).isEqualTo(502);
            ways.upstream.plays(visit -> visit.readBody().reset());
            assertThat(ways.exchange(ways.request(method, way)).status()).isEqualTo(502);
        }
    }

    @Test
    void anUpstreamThatIsAwayIs502() {
        for (String route : List.of("gone-forwarder", "gone-chain")) {
            String request = ways.request("GET", Way.CHAIN).replace("/acme/chain/", "/acme/" + route + "/");
            Answer answer = ways.exchange(request);
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).contains("GH-5002");
        }
    }

    @OnBothWays
    void aGetThatMeetsAnEndingConnectionIsSentOnceMore(Way way) {
        endsIdleConnections();

        try (RawClient client = ways.client()) {
            assertThat(client.send(ways.request("GET", way)).answer().text()).isEqualTo("ok");
            assertThat(client.send(ways.request("GET", way)).answer().text()).isEqualTo("ok");
        }

        assertThat(ways.upstream.visits()).hasSize(3);
        assertThat(ways.upstream.visits().subList(1, 3))
                .extracting(visit -> visit.connection)
                .doesNotHaveDuplicates();
    }

    @OnBothWays
    void aPostThatMeetsAnEndingConnectionIs502AndNeverSentTwice(Way way) {
        endsIdleConnections();

        try (RawClient client = ways.client()) {
            assertThat(client.send(ways.request("GET", way)).answer().text()).isEqualTo("ok");
            client.send(ways.request("POST", way, "Content-Length: 4") + "once");
            assertThat(client.answer().status()).isEqualTo(502);
        }

        assertThat(ways.upstream.visits()).hasSize(2);
    }

    @OnBothWays
    void aGetThatIsNeverAnsweredIsSentTwiceAtMost(Way way) {
        ways.upstream.plays(visit -> visit.readBody().close());

        assertThat(ways.get(way).status()).isEqualTo(502);

        assertThat(ways.upstream.visits()).hasSize(2);
    }

    @OnBothWays
    void aGetWhoseAnswerHasBegunIsNotSentAgain(Way way) {
        ways.upstream.saysAndCloses("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhal");

        ways.get(way);

        assertThat(ways.upstream.visits()).hasSize(1);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("unasked")
    void whatNobodyAskedForReachesNobody(Way way, String more, boolean later) {
        CountDownLatch first = new CountDownLatch(later ? 1 : 0);
        ways.upstream.plays(visit -> {
            visit.readBody();
            if (later) {
                visit.say(OK);
                awaitQuietly(first);
                visit.say(more);
            } else {
                visit.say(OK + more);
            }
            visit.awaitEnd();
        });
        Visit poisoned;
        try (RawClient client = ways.client().send(ways.request("GET", way))) {
            assertThat(client.answer().text()).isEqualTo("ok");
            poisoned = ways.upstream.last();
            first.countDown();
            await().until(poisoned::isOver); // the gateway ends that connection, without another request
        }
        ways.upstream.says("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmine");

        for (int i = 0; i < 5; i++) {
            assertThat(ways.get(way).text()).isEqualTo("mine");
        }

        assertThat(ways.upstream.last().connection).isNotEqualTo(poisoned.connection);
    }

    static Stream<Arguments> unasked() {
        return Stream.of(
                        "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\npoisoned",
                        "HTTP/1.1 200 OK\r\nContent-Len",
                        "x",
                        "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                .flatMap(more -> Stream.of(true, false)
                        .flatMap(later -> Stream.of(Way.values()).map(way -> Arguments.of(way, more, later))));
    }

    @OnBothWays
    void aBodyBehindAnAnswerThatHasNoneIsNotTheNextAnswer(Way way) {
        for (String head :
                List.of("HTTP/1.1 204 No Content\r\n", "HTTP/1.1 304 Not Modified\r\nContent-Length: 36\r\n")) {
            ways.upstream.plays(visit -> {
                visit.readBody().say(head + "\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                visit.awaitEnd();
            });
            assertThat(ways.get(way).body()).isEmpty();
            await().until(() -> ways.upstream.last().isOver());
            ways.upstream.says(OK);
            assertThat(ways.get(way).text()).isEqualTo("ok");
        }
    }

    @OnBothWays
    void theLogHasALineThatSaysWhichUpstreamDidWhat(Way way) {
        ways.upstream.plays(visit -> visit.readBody().close());

        ways.get(way);

        assertThat(ways.world.log.lines())
                .anyMatch(line -> line.startsWith("GH-5002 502")
                        && line.contains(
                                "upstream: " + way.name().toLowerCase(Locale.ROOT) + ": " + ways.upstream.uri()));
    }

    /** Whichever connection the second request takes ends under it: a pool may have several that are idle. */
    private static void endsIdleConnections() {
        AtomicInteger visits = new AtomicInteger();
        ways.upstream.plays(visit -> {
            if (visits.incrementAndGet() == 2) {
                visit.readBody().close();
            } else {
                visit.readBody().say(OK);
            }
        });
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }
}
