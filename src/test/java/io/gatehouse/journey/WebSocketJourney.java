package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.MisbehavingUpstream.Visit;
import io.gatehouse.journey.RawClient.Answer;
import io.gatehouse.journey.TwoWays.OnBothWays;
import io.gatehouse.journey.TwoWays.Way;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A WebSocket is open when the upstream says so, and both ends hear of each other’s end. */
class WebSocketJourney {

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

    private static final String TEXT = "\u0081";
    private static final String CLOSE = "\u0088";

    @OnBothWays
    void isOpenOnceTheUpstreamHasSaidSo(Way way) {
        ways.upstream.plays(visit -> {
            accept(visit, "");
            visit.say(TEXT + "\u0005hello");
            visit.awaitEnd();
        });

        try (RawClient client = ways.client().send(handshake(way))) {
            assertThat(client.head())
                    .startsWith("HTTP/1.1 101")
                    .containsIgnoringCase("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            assertThat(client.read(7)).isEqualTo(TEXT + "\u0005hello");
        }
        await().until(() -> ways.upstream.last().isOver());
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("refusals")
    void is502WhereTheUpstreamWillNotHaveIt(Way way, String answer) {
        ways.upstream.says(answer);

        Answer came = ways.exchange(handshake(way));

        assertThat(came.status()).as(came.toString()).isEqualTo(502);
        assertThat(came.text()).contains("GH-5002");
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                        "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
                        "HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n",
                        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                + "Sec-WebSocket-Accept: wrong\r\n\r\n",
                        "garbage\r\n\r\n")
                .flatMap(answer -> Stream.of(Way.values()).map(way -> Arguments.of(way, answer)));
    }

    @OnBothWays
    void is502WhereTheUpstreamBreaksOff(Way way) {
        ways.upstream.plays(visit -> visit.reset());

        assertThat(ways.exchange(handshake(way)).status()).isEqualTo(502);
        assertThat(ways.exchange(handshake(way).replace(way.path("/"), "/acme/gone-chain/"))
                        .status())
                .isEqualTo(502);
    }

    @OnBothWays
    void is504WhereTheUpstreamSaysNothing(Way way) {
        ways.upstream.plays(Visit::awaitEnd);

        assertThat(ways.exchange(handshake(way)).status()).isEqualTo(504);
        await().until(() -> ways.upstream.last().isOver());
    }

    @OnBothWays
    void mayBeSilentForAsLongAsItLikes(Way way) {
        ways.upstream.plays(visit -> {
            accept(visit, "");
            long end = System.nanoTime() + Duration.ofMillis(1_500).toNanos();
            await().pollInterval(Duration.ofMillis(20)).until(() -> System.nanoTime() >= end);
            visit.say(TEXT + "\u0004late");
            visit.awaitEnd();
        });

        try (RawClient client = ways.client().send(handshake(way))) {
            assertThat(client.head()).startsWith("HTTP/1.1 101");
            assertThat(client.read(6)).isEqualTo(TEXT + "\u0004late");
        }
    }

    @OnBothWays
    void speaksTheSubprotocolThatTheUpstreamChose(Way way) {
        ways.upstream.plays(visit -> {
            accept(visit, "Sec-WebSocket-Protocol: second\r\n");
            visit.awaitEnd();
        });

        try (RawClient client = ways.client().send(handshake(way, "Sec-WebSocket-Protocol: first, second"))) {
            assertThat(client.head())
                    .startsWith("HTTP/1.1 101")
                    .containsIgnoringCase("Sec-WebSocket-Protocol: second\r\n");
        }
        assertThat(String.join(",", ways.upstream.last().header("Sec-WebSocket-Protocol")))
                .isEqualTo("first,second");
    }

    @OnBothWays
    void closesWithTheCodeOfWhoeverCloses(Way way) {
        ways.upstream.plays(visit -> {
            accept(visit, "");
            visit.say(CLOSE + "\u0005\u000f\u00a1bye"); // 4001
            visit.awaitEnd();
        });
        try (RawClient client = ways.client().send(handshake(way))) {
            assertThat(client.head()).startsWith("HTTP/1.1 101");
            assertThat(client.read(7)).isEqualTo(CLOSE + "\u0005\u000f\u00a1bye");
        }
        await().until(() -> ways.upstream.last().isOver());

        ways.upstream.plays(visit -> {
            accept(visit, "");
            visit.read(2 + 4 + 5);
            visit.awaitEnd();
        });
        try (RawClient client = ways.client().send(handshake(way))) {
            assertThat(client.head()).startsWith("HTTP/1.1 101");
            client.send(CLOSE + "\u0085\0\0\0\0\u000f\u00a2bye"); // 4002
            await().until(() -> ways.upstream.last().body().length == 11);
        }
        assertThat(unmasked(ways.upstream.last().body())).isEqualTo("\u000f\u00a2bye");
        await().until(() -> ways.upstream.last().isOver());
    }

    @OnBothWays
    void endsWhenEitherSideIsGone(Way way) {
        ways.upstream.plays(visit -> {
            accept(visit, "");
            visit.reset();
        });
        try (RawClient client = ways.client().send(handshake(way))) {
            assertThat(client.head()).startsWith("HTTP/1.1 101");
            client.readAll();
        }

        ways.upstream.plays(visit -> {
            accept(visit, "");
            visit.awaitEnd();
        });
        try (RawClient client = ways.client().send(handshake(way))) {
            assertThat(client.head()).startsWith("HTTP/1.1 101");
            client.abort();
        }
        await().until(() -> ways.upstream.last().isOver());
    }

    @OnBothWays
    void carriesLargeMessagesBothWays(Way way) {
        String large = Bodies.text(60_000);
        ways.upstream.plays(visit -> {
            accept(visit, "");
            visit.read(8 + large.length());
            visit.say(TEXT + "\u007e\u00ea\u0060" + large);
            visit.awaitEnd();
        });

        try (RawClient client = ways.client().send(handshake(way))) {
            assertThat(client.head()).startsWith("HTTP/1.1 101");
            client.send(TEXT + "\u00fe\u00ea\u0060\0\0\0\0" + large);
            assertThat(client.read(4 + large.length()).substring(4)).isEqualTo(large);
        }
    }

    @OnBothWays
    @Proves("SEC-28")
    void aHandshakeThatIsNoneIsTheClientsFaultAndNoMatterOfTheUpstreams(Way way) {
        assertThat(ways.exchange(handshake(way).replace("Sec-WebSocket-Key", "X-Key"))
                        .status())
                .isEqualTo(400);
        assertThat(ways.exchange(handshake(way).replace("Connection: Upgrade", "Connection: close"))
                        .status())
                .isEqualTo(400);
        assertThat(ways.exchange(handshake(way).replace("dGhlIHNhbXBsZSBub25jZQ==", "%%%"))
                        .status())
                .isEqualTo(400);
        assertThat(ways.exchange(handshake(way).replace("Version: 13", "Version: 8"))
                        .header("Sec-WebSocket-Version"))
                .containsExactly("13");
        assertThat(ways.exchange(handshake(way).replace("GET", "POST")).status())
                .isEqualTo(405);

        assertThat(ways.upstream.visits()).isEmpty();
    }

    private static String handshake(Way way, String... more) {
        List<String> headers = new ArrayList<>(List.of(
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
        headers.addAll(List.of(more));
        return ways.request("GET", way, headers.toArray(String[]::new));
    }

    /** RFC 6455 §4.2.2. */
    static void accept(Visit visit, String more) throws IOException {
        String key = visit.header("Sec-WebSocket-Key").get(0) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(key.getBytes(StandardCharsets.US_ASCII));
            visit.say("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" + more
                    + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** The payload of a short masked frame (RFC 6455 §5.3). */
    static String unmasked(byte[] frame) {
        StringBuilder payload = new StringBuilder();
        for (int i = 6; i < frame.length; i++) {
            payload.append((char) ((frame[i] ^ frame[2 + (i - 6) % 4]) & 0xff));
        }
        return payload.toString();
    }
}
