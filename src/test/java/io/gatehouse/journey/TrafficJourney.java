package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator sees of requests: numbers on the management port, and a line each. */
@Tag("once")
class TrafficJourney {

    private static final String CALLBACK = "./organizations/{organization}/oidc/consume";

    @TempDir
    static Path config;

    static StandardOutput output;
    static World world;
    static Scrape metrics;

    final HttpBrowser browser = new HttpBrowser();

    @BeforeAll
    static void start() {
        output = StandardOutput.capture();
        world = World.start(config);
        metrics = new Scrape(world.gateway);
    }

    @AfterAll
    static void stop() {
        world.close();
        output.close();
    }

    @Test
    void aSignInIsCountedByRouteAndStatusClass() {
        counts(
                () -> world.signIn(browser, "/acme/portal/", "alice"),
                Map.of("portal 3xx", 1.0, CALLBACK + " 3xx", 1.0, "portal 2xx", 1.0));
        assertThat(metrics.text())
                .contains("gatehouse_sign_ins_total{outcome=\"succeeded\"}")
                .contains("gatehouse_identity_provider_seconds_count{outcome=\"succeeded\",step=\"discovery\"}")
                .contains("gatehouse_identity_provider_seconds_count{outcome=\"succeeded\",step=\"jwks\"}")
                .contains("gatehouse_identity_provider_seconds_count{outcome=\"succeeded\",step=\"token\"}");
    }

    /** Where the redirect URI is not registered, people end on a page of the identity provider's own. */
    @Test
    void aSignInThatNeverComesBackIsCountedAsBegun() {
        double begun = metrics.value("gatehouse_sign_ins_begun_total");
        double back = comeBack();

        new HttpBrowser().get(world.url("/acme/portal/"));
        assertThat(metrics.value("gatehouse_sign_ins_begun_total")).isEqualTo(begun + 1);
        assertThat(comeBack()).isEqualTo(back);

        world.signIn(new HttpBrowser(), "/acme/portal/", "alice");
        assertThat(metrics.value("gatehouse_sign_ins_begun_total")).isEqualTo(begun + 2);
        assertThat(comeBack()).isEqualTo(back + 1);
    }

    private static double comeBack() {
        return metrics.value("gatehouse_sign_ins_total{outcome=\"succeeded\"}")
                + metrics.value("gatehouse_sign_ins_total{outcome=\"failed\"}");
    }

    @Test
    void whateverAnswersARequestItIsCountedOnce() {
        world.signIn(browser, "/acme/portal/", "alice");

        counts(() -> browser.get(world.url("/acme/public/x")), Map.of("public 2xx", 1.0));
        counts(() -> browser.get(world.url("/acme/public/status/503")), Map.of("public 5xx", 1.0));
        counts(() -> browser.get(world.url("/acme/filtered/x")), Map.of("filtered 2xx", 1.0));
        counts(() -> browser.get(world.url("/acme/nowhere/x")), Map.of("nowhere 5xx", 1.0));
        counts(() -> browser.get(world.url("/initech/public/x")), Map.of("public 4xx", 1.0));
        counts(() -> browser.get(world.url("/acme/unknown")), Map.of("none 4xx", 1.0));
        counts(() -> browser.get(world.url("/")), Map.of("./ 2xx", 1.0));
        counts(() -> new HttpBrowser().fetch(world.url("/globex/portal/")), Map.of("portal 4xx", 1.0));
        counts(() -> browser.post(world.url("/acme/portal/save"), Map.of("a", "1")), Map.of("portal 2xx", 1.0));
        counts(() -> raw("HEAD /acme/public/x HTTP/1.1\r\nHost: HERE\r\n\r\n"), Map.of("public 2xx", 1.0));
        counts(() -> raw("GET /acme/../x HTTP/1.1\r\nHost: HERE\r\n\r\n"), Map.of("none 4xx", 1.0));
        counts(() -> raw("GET /acme/public/x HTTP/1.1\r\nHost: evil.example\r\n\r\n"), Map.of("none 4xx", 1.0));
    }

    @Test
    void mostRequestsOfASessionAreHitsOfTheNearCache() {
        world.signIn(browser, "/acme/portal/", "alice");
        String hits = "gatehouse_session_cache_requests_total{result=\"hit\"}";
        double before = metrics.value(hits);

        for (int i = 0; i < 10; i++) {
            browser.get(world.url("/acme/portal/"));
        }

        assertThat(metrics.value(hits) - before).isEqualTo(10);
        assertThat(metrics.value("gatehouse_session_cache_requests_total{result=\"miss\"}"))
                .isPositive();
    }

    @Test
    void requestsThatComeTogetherAreCountedEach() {
        String found = "GET /acme/public/x HTTP/1.1\r\nHost: HERE\r\n\r\n";
        String unknown = "GET /acme/unknown HTTP/1.1\r\nHost: HERE\r\n\r\n";

        counts(
                () -> RawHttp.everything(world.gateway.port(), here(found + found + unknown)),
                Map.of("public 2xx", 2.0, "none 4xx", 1.0));
    }

    @Test
    void aClientThatGoesAwayIsCountedOnce() {
        counts(
                () -> {
                    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), world.gateway.port())) {
                        String request = here("GET /acme/public/gone/slow HTTP/1.1\r\nHost: HERE\r\n\r\n");
                        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                        Awaitility.await().until(() -> world.upstream.received().stream()
                                .anyMatch(received -> received.uri().contains("/gone/")));
                    } catch (IOException unreachable) {
                        throw new AssertionError(unreachable);
                    }
                },
                Map.of("public aborted", 1.0));
        Awaitility.await().untilAsserted(() -> assertThat(output.text())
                .containsPattern("path=/acme/public/gone/slow route=public organization=acme status=aborted bytes=0 "));
    }

    @Test
    void aWebSocketIsCountedWhenItBegins() {
        counts(
                () -> raw("GET /acme/public/ws HTTP/1.1\r\nHost: HERE\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"),
                Map.of("public 1xx", 1.0));
    }

    @Test
    void aProblemIsCountedByItsCode() {
        double before = metrics.value("gatehouse_problems_total{code=\"GH-1003\"}");
        browser.get(world.url("/acme/unknown"));

        assertThat(metrics.value("gatehouse_problems_total{code=\"GH-1003\"}")).isEqualTo(before + 1);
        assertThat(metrics.value("gatehouse_problems_total{code=\"GH-5001\"}")).isZero();
    }

    @Test
    void noMeterNamesAnOrganizationOrAPerson() {
        world.signIn(browser, "/globex/portal/", "hank");
        // A request is counted when its answer is out, which its reader may see first.
        Awaitility.await().untilAsserted(() -> assertThat(metrics.text())
                .contains("gatehouse_requests_seconds_bucket{route=\"portal\",status=\"2xx\",le=\"0.1\"}"));

        assertThat(metrics.text())
                .doesNotContain("acme", "globex", "hank", "organization=")
                .doesNotContain("http_server_requests", "spring_cloud_gateway", "spring_security");
    }

    @Test
    void theOperatorsPortIsNotCounted() {
        counts(
                () -> browser.fetch("http://127.0.0.1:" + world.gateway.managementPort() + "/actuator/health"),
                Map.of());
    }

    @Test
    void aRequestIsALineWithoutItsQuery() {
        browser.get(world.url("/acme/public/line?code=hidden"));

        Awaitility.await().untilAsserted(() -> assertThat(output.text())
                .containsPattern("(?m)^event=request at=\\S+Z method=GET path=/acme/public/line route=public"
                        + " organization=acme status=200 bytes=[1-9]\\d* ms=\\d+\\.\\d client=127\\.0\\.0\\.1$"));
        assertThat(output.text()).doesNotContain("hidden");
        assertThat(metrics.value("gatehouse_access_log_dropped_total")).isZero();
    }

    /** Exactly these, and nothing else: not before the request is answered, and not again a moment later. */
    private static void counts(Runnable requests, Map<String, Double> expected) {
        Map<String, Double> before = settled();
        requests.run();
        Awaitility.await()
                .during(Duration.ofMillis(expected.isEmpty() ? 300 : 50))
                .untilAsserted(() -> assertThat(metrics.requestsSince(before)).isEqualTo(expected));
    }

    /** An earlier test's last request may be counted a moment after its reader has gone on. */
    private static Map<String, Double> settled() {
        AtomicReference<Map<String, Double>> last = new AtomicReference<>();
        return Awaitility.await()
                .pollInterval(Duration.ofMillis(100))
                .until(metrics::requests, now -> now.equals(last.getAndSet(now)));
    }

    private static void raw(String request) {
        assertThat(RawHttp.exchange(world.gateway.port(), here(request))).startsWith("HTTP/1.1 ");
    }

    private static String here(String request) {
        return request.replace("HERE", "localhost:" + world.gateway.port());
    }
}
