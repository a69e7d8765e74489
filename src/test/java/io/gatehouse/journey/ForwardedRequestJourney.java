package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.MisbehavingUpstream.Visit;
import io.gatehouse.journey.RawClient.Answer;
import io.gatehouse.journey.TwoWays.OnBothWays;
import io.gatehouse.journey.TwoWays.Way;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an upstream is sent, byte for byte, whatever a client sends. */
class ForwardedRequestJourney {

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

    @OnBothWays
    void aRequestHasTheHeadersThatCameAndNoneOfOurClients(Way way) {
        ways.upstream.says(OK);

        ways.get(way, "X-One: 1", "X-One: 2", "Accept: a/b", "Authorization: Basic eA==");

        Visit visit = ways.upstream.last();
        assertThat(visit.requestLine()).isEqualTo("GET /x HTTP/1.1");
        assertThat(visit.header("X-One")).containsExactly("1", "2");
        assertThat(visit.header("Accept")).containsExactly("a/b");
        assertThat(visit.header("Authorization")).containsExactly("Basic eA==");
        assertThat(visit.header("Host")).containsExactly(ways.upstream.uri().substring("http://".length()));
        assertThat(visit.header("User-Agent")).isEmpty();
        assertThat(visit.header("Content-Length")).isEmpty();
        assertThat(visit.header("Transfer-Encoding")).isEmpty();
    }

    @OnBothWays
    void aBodyWithALengthArrivesWithIt(Way way) {
        ways.upstream.says(OK);
        String body = Bodies.text(1 << 20);

        assertThat(ways.post(way, body).status()).isEqualTo(200);

        Visit visit = ways.upstream.last();
        assertThat(visit.header("Content-Length")).containsExactly(String.valueOf(1 << 20));
        assertThat(visit.header("Transfer-Encoding")).isEmpty();
        assertThat(new String(visit.body(), StandardCharsets.ISO_8859_1)).isEqualTo(body);
    }

    @OnBothWays
    void aBodyInChunksArrivesInChunks(Way way) {
        ways.upstream.says(OK);
        String body = Bodies.text(1 << 20);

        Answer answer =
                ways.exchange(ways.request("POST", way, "Transfer-Encoding: chunked") + Bodies.chunked(body, 10_000));

        assertThat(answer.status()).isEqualTo(200);
        Visit visit = ways.upstream.last();
        assertThat(visit.header("Content-Length")).isEmpty();
        assertThat(visit.header("Transfer-Encoding")).containsExactly("chunked");
        assertThat(new String(visit.body(), StandardCharsets.ISO_8859_1)).isEqualTo(body);
    }

    @OnBothWays
    void anEmptyPostIsEmptyHoweverItSaysSo(Way way) {
        ways.upstream.says(OK);

        assertThat(ways.post(way, "").status()).isEqualTo(200);
        assertThat(ways.exchange(ways.request("POST", way)).status()).isEqualTo(200);
        assertThat(ways.exchange(ways.request("POST", way, "Transfer-Encoding: chunked") + "0\r\n\r\n")
                        .status())
                .isEqualTo(200);

        for (Visit visit : ways.upstream.visits()) {
            assertThat(visit.body()).isEmpty();
            assertThat(visit.header("Content-Length").size()
                            + visit.header("Transfer-Encoding").size())
                    .as(visit.head)
                    .isLessThanOrEqualTo(1);
        }
    }

    @OnBothWays
    void aGetMayHaveABody(Way way) {
        ways.upstream.says(OK);

        Answer answer = ways.exchange(ways.request("GET", way, "Content-Length: 5") + "query");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(ways.upstream.last().body()).asString().isEqualTo("query");
        assertThat(ways.exchange(ways.request("DELETE", way, "Transfer-Encoding: chunked") + Bodies.chunked("query", 2))
                        .status())
                .isEqualTo(200);
        assertThat(ways.upstream.last().body()).asString().isEqualTo("query");
    }

    @OnBothWays
    @Proves("SEC-16")
    void pipelinedRequestsAreAnsweredInTheirOrder(Way way) {
        ways.upstream.plays(visit -> visit.readBody()
                .say("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n"
                        + visit.header("X-Number").get(0)));

        try (RawClient client = ways.client()
                .send(ways.request("GET", way, "X-Number: 1")
                        + ways.request("POST", way, "X-Number: 2", "Content-Length: 3") + "abc"
                        + ways.request("GET", way, "X-Number: 3"))) {
            assertThat(client.answer().text()).isEqualTo("1");
            assertThat(client.answer().text()).isEqualTo("2");
            assertThat(client.answer().text()).isEqualTo("3");
        }
        assertThat(ways.upstream.visits()).hasSize(3);
        assertThat(ways.upstream.visits().get(1).body()).asString().isEqualTo("abc");
    }

    @OnBothWays
    @Proves("SEC-22")
    void nothingAboutTheClientsConnectionGoesOn(Way way) {
        ways.upstream.says(OK);

        ways.get(
                way,
                "Connection: close, X-Private, X-Forwarded-For",
                "X-Private: 1",
                "Keep-Alive: timeout=5",
                "Proxy-Authorization: Basic eA==",
                "Proxy-Connection: keep-alive",
                "TE: trailers",
                "Trailer: X-Checksum",
                "Upgrade: h2c",
                "HTTP2-Settings: AAMAAABkAAQAAP__");

        Visit visit = ways.upstream.last();
        assertThat(visit.head)
                .doesNotContainIgnoringCase("X-Private")
                .doesNotContainIgnoringCase("\r\nKeep-Alive")
                .doesNotContainIgnoringCase("Proxy-")
                .doesNotContainIgnoringCase("\r\nTE:")
                .doesNotContainIgnoringCase("Trailer")
                .doesNotContainIgnoringCase("h2c")
                .doesNotContainIgnoringCase("HTTP2-Settings")
                .doesNotContainIgnoringCase("\r\nConnection: close");
        assertThat(visit.header("X-Forwarded-For")).containsExactly("127.0.0.1");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("forgeries")
    @Proves({"SEC-20", "SEC-21", "SEC-22", "SEC-23"})
    void aStrangerStaysNobodyHoweverItSpellsAName(Way way, String forged) {
        ways.upstream.says(OK);

        assertThat(ways.get(way, forged).status()).isEqualTo(200);

        assertThat(ways.upstream.last().head).doesNotContainIgnoringCase("root");
        assertThat(ways.upstream.last().header("X-Forwarded-Organization")).containsExactly("acme");
        assertThat(ways.upstream.last().header("X-Forwarded-Prefix")).containsExactly(way.path(""));
    }

    static Stream<Arguments> forgeries() {
        return Stream.of(
                        "X-Forwarded-User: root",
                        "x_forwarded_user: root",
                        "X.Forwarded.User: root",
                        "X-Forwarded-Roles: root\r\nX-FORWARDED-ROLES: root",
                        "Remote-User: root",
                        "Remote_User: root",
                        "X-Remote-User: root",
                        "X-Auth-Request-User: root",
                        "X-Gatehouse-Jwt-Assertion: root",
                        "X-Original-URL: /root",
                        "Forwarded: for=root",
                        "X-Real-IP: root",
                        "X-Forwarded-User: root\r\nConnection: X-Forwarded-User",
                        "Connection: close, x-forwarded-organization, X-Forwarded-Prefix")
                .flatMap(forged -> Stream.of(Way.values()).map(way -> Arguments.of(way, forged)));
    }

    @OnBothWays
    @Proves("SEC-59")
    void ourCookiesStayHereAndOthersGoOn(Way way) {
        ways.upstream.says(OK);

        ways.get(way, "Cookie: a=1; gatehouse-acme=secret; b=2", "Cookie: __Host-gatehouse-globex=secret");

        assertThat(ways.upstream.last().header("Cookie")).containsExactly("a=1; b=2");
    }

    @OnBothWays
    void theGatewayItselfTellsAClientToContinue(Way way) {
        ways.upstream.says(OK);

        try (RawClient client =
                ways.client().send(ways.request("POST", way, "Content-Length: 3", "Expect: 100-continue"))) {
            assertThat(client.head()).startsWith("HTTP/1.1 100");
            client.send("abc");
            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(ways.upstream.last().header("Expect")).isEmpty();
        assertThat(ways.upstream.last().body()).asString().isEqualTo("abc");
    }

    @OnBothWays
    @Proves("CVE-2025-58056")
    void aLengthBesideChunksNeverReachesTheUpstream(Way way) {
        ways.upstream.says(OK);

        String both = ways.request("POST", way, "Content-Length: 4", "Transfer-Encoding: chunked")
                + "1\r\nx\r\n0\r\n\r\n" + ways.request("GET", way, "X-Smuggled: 1");
        try (RawClient client = ways.client().send(both)) {
            client.answer();
        }

        for (Visit visit : ways.upstream.visits()) {
            assertThat(visit.header("Content-Length").size()
                            + visit.header("Transfer-Encoding").size())
                    .as(visit.head)
                    .isLessThanOrEqualTo(1);
            assertThat(new String(visit.body(), StandardCharsets.ISO_8859_1)).isIn("", "x");
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("ambiguities")
    @Proves("CVE-2025-58056")
    void aBodyThatTwoReadersCouldReadDifferentlyIsRefused(Way way, String headers) {
        ways.upstream.says(OK);

        assertThat(ways.exchange(ways.request("POST", way, headers) + "0\r\n\r\n")
                        .status())
                .isEqualTo(400);

        assertThat(ways.upstream.visits()).isEmpty();
    }

    static Stream<Arguments> ambiguities() {
        return Stream.of(
                        "Content-Length: 5\r\nContent-Length: 6",
                        "Content-Length: 5, 6",
                        "Content-Length: +5",
                        "Content-Length: 0x5",
                        "Content-Length: -1",
                        "Transfer-Encoding: xchunked",
                        "Transfer-Encoding: chunked, identity",
                        "Transfer-Encoding: identity, chunked",
                        "Transfer-Encoding : chunked",
                        "Transfer-Encoding: \u000bchunked",
                        "X: a\u0000b")
                .flatMap(headers -> Stream.of(Way.values()).map(way -> Arguments.of(way, headers)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("chunks")
    @Proves({"CVE-2025-58056", "CVE-2026-33870"})
    void chunksThatAreNoneNeverReachTheUpstreamAsAWholeRequest(Way way, String chunks) {
        ways.upstream.says(OK);

        Answer answer = ways.exchange(ways.request("POST", way, "Transfer-Encoding: chunked") + chunks);

        assertThat(answer.status()).isIn(0, 400);
        await().until(() -> ways.upstream.visits().stream().allMatch(Visit::isOver));
        assertThat(ways.upstream.visits()).noneMatch(visit -> visit.framedBody().endsWith("0\r\n\r\n"));
    }

    static Stream<Arguments> chunks() {
        return Stream.of("0x1\r\na\r\n0\r\n\r\n", "-1\r\na\r\n0\r\n\r\n", "xyz\r\n\r\n", "1\r\nab\r\n0\r\n\r\n")
                .flatMap(chunks -> Stream.of(Way.values()).map(way -> Arguments.of(way, chunks)));
    }

    @OnBothWays
    @Proves("SEC-20")
    void trailersOfARequestDoNotBecomeHeaders(Way way) {
        ways.upstream.says(OK);

        ways.exchange(ways.request("POST", way, "Transfer-Encoding: chunked")
                + "1;name=value\r\nx\r\n0\r\nX-Forwarded-User: root\r\n\r\n");

        Visit visit = ways.upstream.last();
        assertThat(visit.head + visit.framedBody()).doesNotContain("root", "name=value");
        assertThat(visit.body()).asString().isEqualTo("x");
    }
}
