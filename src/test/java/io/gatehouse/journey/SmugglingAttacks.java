package io.gatehouse.journey;

import static io.gatehouse.journey.HttpAttackJourney.WORLD;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.RawClient.Answer;
import io.gatehouse.journey.TestUpstream.Received;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests whose end two readers could see in different places (RFC 9112 §11.2). The gateway speaks HTTP/1.1 only: HTTP/2
 * is not on, in the clear or by TLS, and these say so.
 */
abstract class SmugglingAttacks {

    /** Asks globex for something in the name of whoever comes next; it must never be a request. */
    private static final String SMUGGLED =
            "GET /globex/public/smuggled HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n";

    private static final String EMPTY = "0\r\n\r\n";

    static Stream<String> framings() {
        return Stream.of(
                "Transfer-Encoding: xchunked\r\n\r\n",
                "Transfer-Encoding: chunked, identity\r\n\r\n",
                "Transfer-Encoding: identity\r\n\r\n",
                "Transfer-Encoding: gzip\r\n\r\n",
                "Transfer-Encoding:\r\n\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n\r\n" + EMPTY,
                "Content-Length: 0\r\nContent-Length: 5\r\n\r\n" + EMPTY,
                "Content-Length: 5,5\r\n\r\n" + EMPTY,
                "Content-Length: 5, 0\r\n\r\n" + EMPTY,
                "Content-Length: +5\r\n\r\n" + EMPTY,
                "Content-Length: -5\r\n\r\n" + EMPTY,
                "Content-Length: 0x5\r\n\r\n" + EMPTY,
                "Content-Length: 5 0\r\n\r\n" + EMPTY,
                "Content-Length: 1e1\r\n\r\n" + EMPTY,
                "Content-Length: 99999999999999999999\r\n\r\n" + EMPTY,
                "Content-Length: \u00b2\r\n\r\n" + EMPTY,
                "Content-Length : 5\r\n\r\n" + EMPTY,
                "Content-Length\t: 5\r\n\r\n" + EMPTY,
                "Content-Length: \r\n\r\n" + EMPTY,
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n" + EMPTY,
                "Transfer-Encoding: xchunked\r\n\r\n" + EMPTY,
                "Transfer-Encoding: chunkedx\r\n\r\n" + EMPTY,
                "Transfer-Encoding: chunked, identity\r\n\r\n" + EMPTY,
                "Transfer-Encoding: identity, chunked\r\n\r\n" + EMPTY,
                "Transfer-Encoding: gzip, chunked\r\n\r\n" + EMPTY,
                "Transfer-Encoding: identity\r\n\r\n" + EMPTY,
                "Transfer-Encoding: \u000bchunked\r\n\r\n" + EMPTY,
                "Transfer-Encoding: \u000cchunked\r\n\r\n" + EMPTY,
                "Transfer-Encoding: chunked\u0000\r\n\r\n" + EMPTY,
                "Transfer-Encoding: \"chunked\"\r\n\r\n" + EMPTY,
                "Transfer-Encoding: chunked;q=1\r\n\r\n" + EMPTY,
                "Transfer-Encoding: chunked,\r\n\r\n" + EMPTY,
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + EMPTY,
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n" + EMPTY,
                "Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n\r\n" + EMPTY,
                "Transfer-Encoding : chunked\r\n\r\n" + EMPTY,
                "Transfer-Encoding\t: chunked\r\n\r\n" + EMPTY,
                "Transfer-Encoding:\r\n chunked\r\n\r\n" + EMPTY,
                "X: y\r\n Transfer-Encoding: chunked\r\n\r\n" + EMPTY,
                "Transfer-Encoding: chunk\r\n ed\r\n\r\n" + EMPTY,
                "X: y\nTransfer-Encoding: chunked\r\n\r\n" + EMPTY,
                "X: y\rTransfer-Encoding: chunked\r\n\r\n" + EMPTY,
                "X: y\u0000\r\n\r\n",
                "Transfer\u00adEncoding: chunked\r\n\r\n" + EMPTY,
                "Transfer-Encoding: \u00ebchunked\r\n\r\n" + EMPTY,
                "Transfer-Encoding: chunked\r\n\r\n0x1\r\nx\r\n" + EMPTY,
                "Transfer-Encoding: chunked\r\n\r\n+1\r\nx\r\n" + EMPTY,
                "Transfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n" + EMPTY,
                "Transfer-Encoding: chunked\r\n\r\n1;a=\"\r\nx\r\n" + EMPTY,
                "Transfer-Encoding: chunked\r\n\r\n1;a=\n\r\nx\r\n" + EMPTY,
                "Transfer-Encoding: chunked\r\n\r\n1\nx\r\n" + EMPTY,
                "Transfer-Encoding: chunked\r\n\r\n1\rx\r\n" + EMPTY,
                "Transfer-Encoding: chunked\r\n\r\n1 \r\nx\r\n" + EMPTY,
                "Transfer-Encoding: chunked\r\n\r\n1\r\nxx\r\n" + EMPTY,
                "Transfer-Encoding: chunked\r\n\r\n1\r\nx" + EMPTY,
                "Transfer-Encoding: chunked\r\n\r\n100000000000000000\r\nx\r\n" + EMPTY,
                "Transfer-Encoding: chunked\r\n\r\n\r\n" + EMPTY,
                "Transfer-Encoding: chunked\r\n\r\n0\n\n",
                "Transfer-Encoding: chunked\r\n\r\n0\r\nX: \u0000\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0\r\n\rX: y\r\n\r\n");
    }

    /** What is refused ends the connection; what is not is one request for everybody, and so is the next. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("framings")
    @Proves({"CVE-2025-58056", "CVE-2026-33870"})
    void noBodyEndsInTwoPlaces(String framing) {
        for (String way : List.of("/acme/portal/", "/acme/filtered/")) {
            String second = SMUGGLED.replace("{port}", String.valueOf(WORLD.world.gateway.port()));
            List<Answer> answers = answers(WORLD.request("POST " + way, WORLD.alice, framing + second));

            if (answers.get(0).status() == 200) {
                assertAgreed(answers);
            } else {
                assertThat(answers.get(0).status()).isIn(0, 400);
                assertThat(answers.get(1).status()).as("the connection is over").isZero();
                assertThat(WORLD.received()).isEmpty();
            }
        }
    }

    /** As many requests as answers, and in their order: nothing of a body was read as a request, or the reverse. */
    private static void assertAgreed(List<Answer> answers) {
        long served = answers.stream().filter(answer -> answer.status() == 200).count();
        List<Received> received = WORLD.received();
        assertThat((long) received.size()).as(answers + " " + received).isLessThanOrEqualTo(served);
        assertThat(received).allSatisfy(one -> {
            assertThat(one.header("Content-Length").size()
                            + one.header("Transfer-Encoding").size())
                    .as("one framing: " + one)
                    .isLessThanOrEqualTo(1);
            assertThat(one.body()).doesNotContain("smuggled");
        });
        assertThat(WORLD.globex.received())
                .allSatisfy(one -> assertThat(one.header("X-Forwarded-User")).isEmpty());
        WORLD.world.upstream.clear();
        WORLD.globex.clear();
    }

    /** The first answer, and the second where one comes soon: there may be nothing more to answer. */
    private static List<Answer> answers(String bytes) {
        try (RawClient client = WORLD.client().send(bytes.getBytes(ISO_8859_1))) {
            client.patient(Duration.ofMillis(500));
            return List.of(next(client), next(client));
        }
    }

    private static Answer next(RawClient client) {
        try {
            return client.answer();
        } catch (UncheckedIOException silent) {
            return new Answer("", new byte[0], false);
        }
    }

    /** RFC 9112 §6.1: both at once is either an attack or a mistake; the chunks count here and the length goes nowhere. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "Content-Length: 4\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 4",
                "Transfer-Encoding: CHUNKED\r\ncontent-length: 99",
                "Content_Length: 99\r\nTransfer_Encoding: identity\r\nTransfer-Encoding: chunked",
                "Connection: Transfer-Encoding, Content-Length\r\nTransfer-Encoding: chunked",
            })
    @Proves({"CVE-2025-58056", "SEC-21"})
    void chunksBesideALengthAreReadAsChunksByEverybody(String headers) {
        for (String way : List.of("/acme/portal/", "/acme/filtered/")) {
            List<Answer> answers = answers(
                    WORLD.request("POST " + way, WORLD.alice, headers + "\r\nConnection: close\r\n\r\n1\r\nx\r\n0"));

            assertThat(answers.get(0).status()).isIn(0, 200, 400);
            for (Received received : WORLD.received()) {
                assertThat(received.body()).isEqualTo("x");
                assertThat(received.header("Content-Length").size()
                                + received.header("Transfer-Encoding").size())
                        .isEqualTo(1);
                assertThat(received.headers().keySet().toString()).doesNotContain("_");
            }
            WORLD.world.upstream.clear();
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 5",
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
            })
    @Proves("CVE-2026-42581")
    void anOldClientHasNoChunks(String headers) {
        String request =
                WORLD.request("POST /acme/portal/", WORLD.alice, headers).replace("HTTP/1.1", "HTTP/1.0");

        List<Answer> answers = answers(request + EMPTY + SMUGGLED.replace("{port}", "" + WORLD.world.gateway.port()));

        assertThat(answers.get(0).status()).isIn(0, 200, 400);
        assertThat(answers.get(1).status()).as("the connection is over").isZero();
        assertAgreed(answers);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "\u0000",
                "\u0001",
                "\u0001\u0002\u0003",
                "\u001b",
                "\u007f",
                "\u0080",
                "\u00ff",
                " ",
                "\t",
                "\u000b",
                "\u00a0",
                "X: y\r\n",
                "\r\n \r\n"
            })
    @Proves("CVE-2026-50020")
    void nothingStandsBeforeARequestLine(String before) {
        List<Answer> answers = answers(before + WORLD.get("/acme/portal/", WORLD.alice, "Connection: close"));

        assertThat(answers.get(0).status()).isIn(0, 200, 400);
        assertThat(WORLD.received()).allSatisfy(SmugglingAttacks::isWhatWasAsked);
    }

    /** Blanks are forgiven where they leave one reading; the upstream gets a request line of our own making. */
    private static void isWhatWasAsked(Received received) {
        assertThat(received.method()).isEqualTo("GET");
        assertThat(received.uri()).isEqualTo("/");
        assertThat(received.header("X-Forwarded-Preferred-Username")).containsExactly("alice");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "GET /acme/portal/ HTTP/1.1 HTTP/1.1",
                "GET  /acme/portal/  HTTP/1.1",
                "GET\t/acme/portal/\tHTTP/1.1",
                "GET /acme/portal/\u000bHTTP/1.1",
                "GET /acme/portal/ HTTP/1.1\rX: y",
                "GET /acme/portal/\u00a0HTTP/1.1",
                "GET /acme/portal/\u0085HTTP/1.1",
                "GET /acme/portal/ http/1.1",
                "GET /acme/portal/ HTTP/1.2",
                "GET /acme/portal/ HTTP/2.0",
                "GET /acme/portal/ HTTP/9.9",
                "GET /acme/portal/ HTTP/01.1",
                "GET /acme/portal/ ICAP/1.0",
                "GET /acme/portal/",
                "GE\u0000T /acme/portal/ HTTP/1.1",
                "G(T /acme/portal/ HTTP/1.1",
                "GET: /acme/portal/ HTTP/1.1",
            })
    @Proves({"CVE-2026-50020", "CVE-2025-67735"})
    void aRequestLineIsReadInOneWayOrNotAtAll(String line) {
        String request = WORLD.get("/x", WORLD.alice, "Connection: close").replaceFirst("GET /x HTTP/1.1", line);

        List<Answer> answers = answers(request);

        assertThat(answers).allMatch(answer -> List.of(0, 200, 400, 501, 505).contains(answer.status()));
        assertThat(WORLD.received()).allSatisfy(SmugglingAttacks::isWhatWasAsked);
    }

    @Test
    @Proves({"CVE-2025-67735", "SEC-27"})
    void aLineBreakInAnAddressReachesNoUpstreamAsOne() {
        for (String target : List.of(
                "/acme/portal/%0d%0aX-Forwarded-User:%20root", "/acme/portal/x%0d", "/acme/filtered/%0d%0aX: y")) {
            assertThat(WORLD.exchange(WORLD.get(target.replace(" ", "%20"), WORLD.alice))
                            .status())
                    .isEqualTo(400);
        }
        assertThat(WORLD.received()).isEmpty();

        WORLD.exchange(WORLD.get("/acme/portal/?q=%0d%0aX-Forwarded-User:%20root", WORLD.alice));
        assertThat(WORLD.world.upstream.last().uri()).isEqualTo("/?q=%0d%0aX-Forwarded-User:%20root");
        assertThat(WORLD.world.upstream.last().header("X-Forwarded-Preferred-Username"))
                .containsExactly("alice");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "X-Forwarded-User: root",
                "X-Forwarded-Organization: globex",
                "Content-Length: 5",
                "Transfer-Encoding: chunked",
                "Host: evil.example",
                "Cookie: gatehouse-acme=x",
            })
    @Proves({"SEC-20", "CVE-2025-58056"})
    void whatStandsBehindABodyIsNoHeader(String trailer) {
        for (String way : List.of("/acme/portal/", "/acme/filtered/")) {
            Answer answer = WORLD.exchange(WORLD.request(
                    "POST " + way,
                    WORLD.alice,
                    "Trailer: X-Forwarded-User",
                    "TE: trailers",
                    "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n" + trailer));

            assertThat(answer.status()).isIn(0, 200, 400);
            for (Received received : WORLD.received()) {
                assertThat(received.header("X-Forwarded-Preferred-Username")).containsExactly("alice");
                assertThat(received.headers().toString()).doesNotContain("root", "globex", "evil");
                assertThat(received.body()).isEqualTo("x");
            }
        }
    }

    /** RFC 9113 §3: neither an upgrade in the clear nor a client that begins with HTTP/2 is followed. */
    @Test
    @Proves("CVE-2025-55163")
    void http2IsNotSpoken() {
        Answer upgrade = WORLD.exchange(WORLD.get(
                "/acme/portal/",
                WORLD.alice,
                "Connection: Upgrade, HTTP2-Settings",
                "Upgrade: h2c",
                "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA"));
        assertThat(upgrade.status()).isEqualTo(200);
        assertThat(upgrade.head()).startsWith("HTTP/1.1 200").doesNotContainIgnoringCase("h2c");
        assertThat(WORLD.world.upstream.last().headers().toString()).doesNotContainIgnoringCase("http2");
        WORLD.world.upstream.clear();

        try (RawClient client = WORLD.client().send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0")) {
            assertThat(client.answer().status()).isIn(0, 400, 505);
            assertThat(next(client.patient(Duration.ofMillis(500))).status()).isIn(0, 400);
        }
        assertThat(WORLD.received()).isEmpty();
    }

    /** Of two requests on one connection each is its own: who it is, and where it goes. */
    @Test
    @Proves({"SEC-16", "SEC-56"})
    void twoRequestsOnOneConnectionShareNothing() {
        try (RawClient client =
                WORLD.client().send(WORLD.get("/acme/portal/", WORLD.alice) + WORLD.get("/acme/portal/"))) {
            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(client.answer().status()).isEqualTo(401);
        }
        assertThat(WORLD.received()).hasSize(1);
    }
}
