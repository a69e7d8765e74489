package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.demo.DemoOrganizations;
import io.gatehouse.journey.MisbehavingUpstream.Visit;
import io.gatehouse.journey.RawClient.Answer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM at a real process in the midst of its work. */
@Tag("once")
class StoppingJourney {

    @TempDir
    Path directory;

    @Test
    void whatIsUnderWayEndsWellAndTheRestIsToldToGoElsewhere() throws Exception {
        int port = RedisServer.freePort();
        int management = RedisServer.freePort();
        CountDownLatch slowOnes = new CountDownLatch(1);
        try (MisbehavingUpstream upstream = MisbehavingUpstream.start();
                GatewayProcess gateway = GatewayProcess.start(
                        configuration(upstream),
                        directory.resolve("log"),
                        "--server.port=" + port,
                        "--management.server.port=" + management,
                        "--gateway.public-url=http://localhost:" + port,
                        "--gateway.shutdown-delay=2s")) {
            upstream.plays(visit -> play(visit, slowOnes));
            try (RawClient slow = client(port, "/slow", "");
                    RawClient kept = client(port, "/plain", "");
                    RawClient idle = client(port, "/plain", "");
                    RawClient events = client(port, "/events", "");
                    RawClient socket = client(
                            port,
                            "/ws",
                            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")) {
                assertThat(kept.answer().header("Connection")).isEmpty();
                assertThat(idle.answer().status()).isEqualTo(200);
                assertThat(events.head()).startsWith("HTTP/1.1 200");
                assertThat(events.read(8)).isEqualTo("3\r\none\r\n");
                assertThat(socket.head()).startsWith("HTTP/1.1 101");

                gateway.terminate();
                Instant began = Instant.now();
                await().until(() -> readiness(management) == 503);

                assertThat(kept.send(request(port, "/plain", "")).answer().header("Connection"))
                        .as("taken, and the last on this connection")
                        .containsExactly("close");
                assertThat(events.read(5))
                        .as("whole, so that its reader comes again")
                        .isEqualTo("0\r\n\r\n");
                assertThat(socket.read(14)).isEqualTo("\u0088\f\u0003\u00e9going away");
                assertThat(idle.isClosed()).isTrue();
                await().until(() -> refuses(port));
                slowOnes.countDown();
                Answer answer = slow.answer();
                assertThat(answer.whole()).isTrue();
                assertThat(answer.text()).isEqualTo("slow");
                assertThat(answer.header("Connection")).containsExactly("close");

                assertThat(gateway.awaitEnd(Duration.ofSeconds(10))).isEqualTo(128 + 15);
                Duration took = Duration.between(began, Instant.now());
                System.out.println("stopped after " + took.toMillis() + " ms");
                assertThat(took).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(10));
                assertThat(gateway.log()).doesNotContain("ERROR", "Exception");
            }
        }
    }

    private static void play(Visit visit, CountDownLatch slowOnes) throws IOException {
        String path = visit.requestLine().split(" ")[1];
        if (path.endsWith("/slow")) {
            try {
                assertThat(slowOnes.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
            visit.say("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow");
        } else if (path.endsWith("/plain")) {
            visit.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        } else if (path.endsWith("/events")) {
            visit.say("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\none\r\n");
            visit.awaitEnd();
        } else {
            WebSocketJourney.accept(visit, "");
            visit.awaitEnd();
        }
    }

    private Path configuration(MisbehavingUpstream upstream) throws IOException {
        Path config = Files.createDirectories(directory.resolve("config"));
        Files.createDirectories(config.resolve("organizations"));
        Files.writeString(config.resolve("gateway.yaml"), "gateway: {}\n");
        Files.writeString(config.resolve("routes.yaml"), """
                routes:
                  public: {path: "/{organization}/public/**", upstream: "%s", access: anyone}
                """.formatted(upstream.uri()));
        Files.writeString(
                config.resolve("organizations/acme.yaml"),
                World.organization(DemoOrganizations.ACME, URI.create("http://127.0.0.1:1")));
        return config;
    }

    private static RawClient client(int port, String path, String headers) {
        return RawClient.to(port).send(request(port, path, headers));
    }

    private static String request(int port, String path, String headers) {
        return "GET /acme/public" + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n" + headers + "\r\n";
    }

    private static int readiness(int management) {
        return new HttpBrowser()
                .send("http://127.0.0.1:" + management + "/actuator/health/readiness", request -> {})
                .status();
    }

    private static boolean refuses(int port) {
        try (RawClient client = RawClient.to(port)) {
            return client == null;
        } catch (java.io.UncheckedIOException refused) {
            return refused.getCause() instanceof java.net.ConnectException;
        }
    }
}
