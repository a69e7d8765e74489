package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.journey.RawClient.Answer;
import io.gatehouse.journey.TwoWays.OnBothWays;
import io.gatehouse.journey.TwoWays.Way;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client is given of an upstream's answer: all of it, in its own framing, and nothing of the connection behind. */
class ForwardedAnswerJourney {

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

    @ParameterizedTest(name = "{0} {1} bytes, chunked: {2}")
    @MethodSource("sizes")
    void aBodyComesAsItIs(Way way, int size, boolean chunked) {
        String body = Bodies.text(size);
        ways.upstream.says(
                chunked
                        ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + Bodies.chunked(body, 30_000)
                        : "HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n" + body);

        Answer answer = ways.get(way);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.whole()).isTrue();
        assertThat(answer.text().equals(body)).isTrue();
        assertThat(answer.header("Content-Length")).isEqualTo(chunked ? List.of() : List.of(String.valueOf(size)));
        assertThat(answer.header("Transfer-Encoding")).isEqualTo(chunked ? List.of("chunked") : List.of());
    }

    static Stream<Arguments> sizes() {
        return Stream.of(0, 1, 16_384, 16_385, 100_000, 10 << 20).flatMap(size -> Stream.of(true, false)
                .flatMap(chunked -> Stream.of(Way.values()).map(way -> Arguments.of(way, size, chunked))));
    }

    @OnBothWays
    void aHeadIsAnsweredWithoutABodyAndWithItsLength(Way way) {
        ways.upstream.says("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\nX-One: 1\r\n\r\n");

        try (RawClient client = ways.client()) {
            for (int i = 0; i < 3; i++) {
                Answer answer = client.send(ways.request("HEAD", way)).answerToHead();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.header("Content-Length")).containsExactly("5000");
                assertThat(answer.header("X-One")).containsExactly("1");
            }
        }
        assertThat(ways.upstream.last().requestLine()).isEqualTo("HEAD /x HTTP/1.1");
    }

    @OnBothWays
    void aHeadOfAChunkedAnswerEndsAtItsHead(Way way) {
        ways.upstream.says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");

        try (RawClient client = ways.client()) {
            for (int i = 0; i < 2; i++) {
                Answer answer = client.send(ways.request("HEAD", way)).answerToHead();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.header("Content-Length")).isEmpty();
            }
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("bodiless")
    void anAnswerThatHasNoBodyEndsAtItsHead(Way way, String answer) {
        ways.upstream.says("HTTP/1.1 " + answer + "\r\nX-One: 1\r\n\r\n");

        try (RawClient client = ways.client()) {
            for (int i = 0; i < 3; i++) {
                Answer came = client.send(ways.request("GET", way)).answer();
                assertThat(came.status()).isEqualTo(Integer.parseInt(answer.substring(0, 3)));
                assertThat(came.header("X-One")).containsExactly("1");
                assertThat(came.body()).isEmpty();
                assertThat(came.header("Transfer-Encoding")).isEmpty();
            }
        }
    }

    static Stream<Arguments> bodiless() {
        return Stream.of(
                        "204 No Content",
                        "304 Not Modified\r\nETag: \"a\"",
                        "304 Not Modified\r\nContent-Length: 5000",
                        "302 Found\r\nLocation: /y\r\nContent-Length: 0",
                        "200 OK\r\nContent-Length: 0")
                .flatMap(answer -> Stream.of(Way.values()).map(way -> Arguments.of(way, answer)));
    }

    @OnBothWays
    void everyCookieIsALineOfItsOwn(Way way) {
        ways.upstream.says("HTTP/1.1 204 No Content\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2; Path=/deep\r\n"
                + "Set-Cookie: gatehouse-acme=stolen\r\n\r\n");

        assertThat(ways.get(way).header("Set-Cookie"))
                .containsExactly("a=1; Path=" + way.path(""), "b=2; Path=" + way.path("/deep"));
    }

    @OnBothWays
    void nothingAboutTheUpstreamsConnectionGoesOn(Way way) {
        ways.upstream.says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: X-Private, keep-alive\r\n"
                + "X-Private: 1\r\nKeep-Alive: timeout=5\r\nProxy-Authenticate: Basic\r\nUpgrade: h2c\r\nTrailer: X-Sum\r\n"
                + "Proxy-Connection: keep-alive\r\nX-One: 1\r\nX-One: 2\r\n\r\nok");

        Answer answer = ways.get(way);

        assertThat(answer.text()).isEqualTo("ok");
        assertThat(answer.header("X-One")).containsExactly("1", "2");
        assertThat(answer.head())
                .doesNotContainIgnoringCase("X-Private")
                .doesNotContainIgnoringCase("Keep-Alive:")
                .doesNotContainIgnoringCase("Proxy-")
                .doesNotContainIgnoringCase("h2c")
                .doesNotContainIgnoringCase("Trailer");
    }

    @OnBothWays
    void anUpstreamThatAnnouncesItsEndLeavesTheClientConnected(Way way) {
        ways.upstream.saysAndCloses("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");

        try (RawClient client = ways.client()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(ways.request("POST", way, "Content-Length: 0"))
                                .answer()
                                .text())
                        .isEqualTo("ok");
            }
        }
        assertThat(ways.upstream.visits()).extracting(visit -> visit.connection).doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("untilTheEnd")
    void aBodyThatEndsWithTheConnectionIsWhole(Way way, String head) {
        String body = Bodies.text(200_000);
        ways.upstream.saysAndCloses(head + "\r\nX-One: 1\r\n\r\n" + body);

        Answer answer = ways.get(way);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.whole()).isTrue();
        assertThat(answer.text().equals(body)).isTrue();
    }

    static Stream<Arguments> untilTheEnd() {
        return Stream.of("HTTP/1.0 200 OK", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK\r\nConnection: close")
                .flatMap(head -> Stream.of(Way.values()).map(way -> Arguments.of(way, head)));
    }

    @OnBothWays
    void anAnswerOfAnOldUpstreamDoesNotKeepItsConnection(Way way) {
        ways.upstream.says("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok");

        assertThat(ways.get(way).text()).isEqualTo("ok");
        assertThat(ways.get(way).text()).isEqualTo("ok");

        assertThat(ways.upstream.visits()).extracting(visit -> visit.connection).doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("interim")
    void interimAnswersAreNotTheAnswer(Way way, String interim) {
        ways.upstream.says(interim + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

        try (RawClient client = ways.client()) {
            for (int i = 0; i < 2; i++) {
                client.send(ways.request("GET", way));
                assertThat(client.head()).startsWith("HTTP/1.1 200");
                assertThat(client.read(2)).isEqualTo("ok");
            }
        }
    }

    static Stream<Arguments> interim() {
        return Stream.of(
                        "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n",
                        "HTTP/1.1 100 Continue\r\n\r\n",
                        "HTTP/1.1 102 Processing\r\n\r\n",
                        "HTTP/1.1 199 Odd\r\n\r\n",
                        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n")
                .flatMap(interim -> Stream.of(Way.values()).map(way -> Arguments.of(way, interim)));
    }

    @OnBothWays
    void aClientOfHttp10SeesTheEnd(Way way) {
        ways.upstream.says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + Bodies.chunked("old enough", 3));

        try (RawClient client = ways.client().send(ways.request("GET", way).replace("HTTP/1.1", "HTTP/1.0"))) {
            Answer answer = client.answer();
            assertThat(answer.header("Transfer-Encoding")).isEmpty();
            assertThat(answer.text()).isEqualTo("old enough");
            assertThat(answer.whole()).isTrue();
            assertThat(client.isClosed()).isTrue();
        }
    }

    @OnBothWays
    void chunkExtensionsAndTrailersEndHere(Way way) {
        ways.upstream.says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nok\r\n0\r\n"
                + "Set-Cookie: gatehouse-acme=stolen\r\nX-Trailer: 1\r\n\r\n");

        try (RawClient client = ways.client()) {
            for (int i = 0; i < 2; i++) {
                Answer answer = client.send(ways.request("GET", way)).answer();
                assertThat(answer.text()).isEqualTo("ok");
                assertThat(answer.whole()).isTrue();
                assertThat(answer.head()).doesNotContain("stolen");
            }
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("statusLines")
    void oddButReadableStatusLinesPass(Way way, String line, int status) {
        ways.upstream.saysAndCloses(line + "\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");

        Answer answer = ways.get(way);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text()).isEqualTo("ok");
    }

    static Stream<Arguments> statusLines() {
        return Stream.of(
                        List.of("HTTP/1.1 200", 200),
                        List.of("HTTP/1.1 200 ", 200),
                        List.of("HTTP/1.1 299 Very \u00e4good", 299),
                        List.of("HTTP/1.1 418 I'm a teapot", 418),
                        List.of("HTTP/1.1 599 Own", 599))
                .flatMap(line -> Stream.of(Way.values()).map(way -> Arguments.of(way, line.get(0), line.get(1))));
    }

    @OnBothWays
    void spaceInFrontOfAColonIsMended(Way way) {
        ways.upstream.says("HTTP/1.1 200 OK\r\nContent-Length : 2\r\nX-One : 1\r\nX-Two: a\r\n b\r\n\r\nok");

        Answer answer = ways.get(way);

        assertThat(answer.text()).isEqualTo("ok");
        assertThat(answer.header("X-One")).containsExactly("1");
        assertThat(answer.header("X-Two")).containsExactly("a b");
    }

    @OnBothWays
    void manyHeadersPass(Way way) {
        String large = "x".repeat(40_000);
        ways.upstream.says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Large: " + large + "\r\n\r\nok");

        assertThat(ways.get(way).header("X-Large")).containsExactly(large);
    }

    @OnBothWays
    void aLengthBesideChunksIsNotBelieved(Way way) {
        ways.upstream.says("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Bodies.chunked("all of it", 4));

        Answer answer = ways.get(way);

        if (answer.status() == 200) {
            assertThat(answer.header("Content-Length")).isEmpty();
            assertThat(answer.text()).isEqualTo("all of it");
        } else {
            assertThat(answer.status()).isEqualTo(502);
        }
    }
}
