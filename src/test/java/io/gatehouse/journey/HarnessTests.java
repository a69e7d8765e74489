package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.journey.HttpBrowser.Page;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.netty.buffer.PooledByteBufAllocator;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Shows that the harness can be trusted: a journey that passes on a careless browser proves nothing. */
@Tag("once")
class HarnessTests {

    private final TestUpstream upstream = TestUpstream.start();
    private final HttpBrowser browser = new HttpBrowser();
    private final URI site = URI.create("https://gate.example/acme/portal/page");

    @AfterEach
    void stopUpstream() {
        upstream.close();
    }

    @Test
    void aHostCookieNeedsSecureAndTheWholeSite() {
        browser.plantCookie(site, "__Host-a=1; Secure; Path=/");
        browser.plantCookie(site, "__Host-b=1; Path=/");
        browser.plantCookie(site, "__Host-c=1; Secure");
        browser.plantCookie(site, "__host-d=1; Secure; Path=/; Domain=gate.example");
        assertThat(browser.cookiesFor(site)).containsOnlyKeys("__Host-a");
    }

    @Test
    void aSecureCookieTravelsOnTlsAndLoopbackOnly() {
        URI plain = URI.create("http://gate.example/");
        browser.plantCookie(plain, "refused=1; Secure");
        browser.plantCookie(site, "kept=1; Secure; Path=/");
        browser.plantCookie(upstream.uri(), "loopback=1; Secure");
        assertThat(browser.cookiesFor(plain)).isEmpty();
        assertThat(browser.cookiesFor(site)).containsOnlyKeys("kept");
        assertThat(browser.cookiesFor(upstream.uri())).containsOnlyKeys("loopback");
    }

    @Test
    void cookiesTellPathsApartButNotPorts() {
        browser.plantCookie(site, "deep=1");
        browser.plantCookie(site, "wide=1; Path=/acme");
        assertThat(browser.cookiesFor(URI.create("https://gate.example:8443/acme/portal/")))
                .containsOnlyKeys("deep", "wide");
        assertThat(browser.cookiesFor(URI.create("https://gate.example/acme"))).containsOnlyKeys("wide");
        assertThat(browser.cookiesFor(URI.create("https://gate.example/acmeportal")))
                .isEmpty();
    }

    @Test
    void aCookieReachesSubdomainsOnlyWhenItNamesItsDomain() {
        browser.plantCookie(site, "mine=1; Path=/");
        browser.plantCookie(site, "ours=1; Path=/; Domain=.gate.example");
        browser.plantCookie(site, "foreign=1; Domain=other.example");
        browser.plantCookie(site, "top=1; Domain=example");
        assertThat(browser.cookiesFor(URI.create("https://sub.gate.example/"))).containsOnlyKeys("ours");
        assertThat(browser.cookiesFor(site)).containsOnlyKeys("mine", "ours");
    }

    @Test
    void aCookieEndsWhenToldTo() {
        browser.plantCookie(site, "a=1; Path=/");
        browser.plantCookie(site, "b=1; Path=/; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
        browser.plantCookie(site, "a=; Path=/; Max-Age=0");
        browser.plantCookie(site, "c=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
        assertThat(browser.cookiesFor(site)).containsOnlyKeys("b");
    }

    @Test
    void theBrowserFollowsRedirectsAndShowsThem() {
        String end = upstream.uri() + "/cookie?set=a%3D1%3B%20Path%3D/";
        Page page = browser.open(upstream.uri() + "/redirect?to=" + encoded(end));
        assertThat(page.hops()).hasSize(2).endsWith(URI.create(end));
        assertThat(upstream.last().header("sec-fetch-mode")).containsExactly("navigate");
        assertThat(upstream.last().header("sec-fetch-site")).containsExactly("none");
        assertThat(browser.get(upstream.uri() + "/redirect?to=/x").header("Location"))
                .hasValue("/x");
        browser.fetch(upstream.uri() + "/api");
        assertThat(upstream.last().header("cookie")).containsExactly("a=1");
        assertThat(upstream.last().header("accept")).containsExactly("application/json");
    }

    @Test
    void aFormIsSentOnceAndItsRedirectIsFetched() {
        Page page = browser.post(upstream.uri() + "/redirect?to=/done", Map.of("name", "a&b"));
        assertThat(page.status()).isEqualTo(200);
        assertThat(upstream.received())
                .extracting(TestUpstream.Received::method)
                .containsExactly("POST", "GET");
        assertThat(upstream.received().get(0).body()).isEqualTo("name=a%26b");
        assertThat(upstream.received().get(0).header("origin"))
                .containsExactly(upstream.uri().toString());
    }

    @Test
    void rawBytesArriveAsTheyAre() {
        String answer = RawHttp.exchange(
                upstream.port(), "GET //a/../b HTTP/1.1\r\nHost: h\r\nX-a: 1\r\nX-A: 2\r\nX-a: 3\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200").contains("\"X-a\":[\"1\",\"3\"]", "\"X-A\":[\"2\"]");
        assertThat(upstream.last().uri()).isEqualTo("//a/../b");
        assertThat(RawHttp.exchange(upstream.port(), "GET /x/close HTTP/1.1\r\nHost: h\r\n\r\n"))
                .isEmpty();
        assertThat(RawHttp.exchange(upstream.port(), "HEAD /status/404 HTTP/1.1\r\nHost: h\r\n\r\n"))
                .startsWith("HTTP/1.1 404");
    }

    @Test
    void theUpstreamStreamsEventsAndStaysOpen() {
        String answer = RawHttp.everything(upstream.port(), "GET /a/events HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(answer).contains("text/event-stream", "data: 0", "data: 2").doesNotEndWith("\r\n0\r\n\r\n");
    }

    @Test
    void theUpstreamEchoesOverAWebSocketAfterShowingTheHandshake() throws Exception {
        LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
        WebSocket.Listener listener = new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                messages.add(text.toString());
                socket.request(1);
                return null;
            }
        };
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("X-Who", "alice")
                .buildAsync(URI.create("ws://127.0.0.1:" + upstream.port() + "/a/ws"), listener)
                .join();
        assertThat(messages.poll(5, TimeUnit.SECONDS)).contains("\"X-Who\":[\"alice\"]");
        socket.sendText("hello", true).join();
        assertThat(messages.poll(5, TimeUnit.SECONDS)).isEqualTo("hello");
        socket.abort();
    }

    @Test
    void redisStoresAndComesBackEmptyOnTheSamePort() {
        try (RedisServer redis = RedisServer.start();
                RedisClient client = RedisClient.create(redis.uri().toString())) {
            RedisCommands<String, String> commands = client.connect().sync();
            commands.set("key", "value");
            commands.hset("hash", "field", "inside");
            assertThat(redis.everythingStored())
                    .extracting(String::new)
                    .containsExactlyInAnyOrder("key", "value", "hash", "field", "inside");
            redis.stop();
            assertThatThrownBy(() -> new Socket(redis.host(), redis.port())).hasMessageContaining("refused");
            redis.restart();
            assertThat(redis.everythingStored()).isEmpty();
            assertThat(commands.ping()).isEqualTo("PONG");
        }
    }

    @Test
    void chromiumShowsAPageDarkAndNarrowAndKeepsAPicture() throws Exception {
        try (ChromiumBrowser chromium = ChromiumBrowser.startOrSkip()) {
            chromium.dark();
            chromium.width(400);
            chromium.open(upstream.uri() + "/page");
            chromium.waitFor("the answer", page -> page.text().contains("\"method\":\"GET\""));
            assertThat(Files.size(chromium.screenshot("harness"))).isPositive();
            assertThat(upstream.received().get(0).header("Sec-Fetch-Site")).containsExactly("none");
        }
    }

    @Test
    void aBufferThatLeaksIsHeardOf() {
        LogWatch.begin();
        LogWatch.leaks();

        leakABuffer();

        Awaitility.await().until(() -> !LogWatch.leaks().isEmpty());
    }

    private static void leakABuffer() {
        PooledByteBufAllocator.DEFAULT.directBuffer(16).writeByte(1);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
