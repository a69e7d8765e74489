package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HttpBrowser.Page;
import io.gatehouse.journey.TestUpstream.Received;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamJourney {

    @TempDir
    static Path config;

    static World world;
    static String cookie;

    final HttpBrowser browser = new HttpBrowser();

    @BeforeAll
    static void start() {
        world = World.start(config, "--spring.cloud.gateway.server.webflux.httpclient.response-timeout=1s");
        HttpBrowser alice = new HttpBrowser();
        world.signIn(alice, "/acme/portal/", "alice");
        cookie = "gatehouse-acme=" + alice.cookiesFor(world.gateway.uri()).get("gatehouse-acme");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void clear() {
        world.upstream.clear();
        browser.plantCookie(world.gateway.uri(), cookie + "; Path=/");
    }

    @ParameterizedTest(name = "signed in: {0}")
    @ValueSource(
            strings = {
                "X-Forwarded-User: root",
                "x_forwarded_user: root",
                "X-Forwarded-User: root\r\nX-Forwarded-User: admin",
                "X-Forwarded-User: root\r\nConnection: close, X-Forwarded-User",
                "Connection: x-forwarded-user, x-forwarded-roles, x-forwarded-organization",
                "Connection: close\r\nConnection: X-Forwarded-User",
                "X-FORWARDED-ROLES: admin\r\nX.Forwarded.Roles: admin",
                "X-Gatehouse-Jwt-Assertion: root\r\nRemote-User: root\r\nForwarded: for=1.2.3.4",
            })
    @Proves({"SEC-20", "SEC-21", "SEC-22"})
    void aClientNeverGetsAnythingButItsOwnIdentityToTheUpstream(String headers) {
        String answer = raw("GET /acme/portal/ HTTP/1.1", "Cookie: " + cookie, headers);

        assertThat(answer).startsWith("HTTP/1.1 200");
        Received received = world.upstream.last();
        assertThat(received.header("X-Forwarded-Preferred-Username")).containsExactly("alice");
        assertThat(received.header("X-Forwarded-User"))
                .singleElement()
                .asString()
                .startsWith("acme:");
        assertThat(received.header("X-Forwarded-Roles")).containsExactly("admin,developer");
        assertThat(received.header("X-Forwarded-Organization")).containsExactly("acme");
        assertThat(received.header("X-Gatehouse-Jwt-Assertion"))
                .singleElement()
                .asString()
                .startsWith("eyJ");
        Map<String, List<String>> others = new TreeMap<>(received.headers());
        others.remove("X-Gatehouse-Jwt-Assertion");
        assertThat(others.toString()).doesNotContain("root", "1.2.3.4", "_forwarded", "X.F");
    }

    @ParameterizedTest(name = "public route: {0}")
    @ValueSource(
            strings = {
                "X-Forwarded-User: root",
                "x_forwarded_user: root",
                "X-Forwarded-User: root\r\nX-Forwarded-User: admin",
                "X-Forwarded-User: root\r\nConnection: close, X-Forwarded-User",
            })
    @Proves("SEC-23")
    void aStrangerOnAPublicRouteIsNobody(String headers) {
        String answer = raw("GET /acme/public/page HTTP/1.1", headers);

        assertThat(answer).startsWith("HTTP/1.1 200");
        Received received = world.upstream.last();
        assertThat(received.uri()).isEqualTo("/acme/public/page");
        assertThat(received.header("X-Forwarded-User")).isEmpty();
        assertThat(received.header("X-Forwarded-Organization")).containsExactly("acme");
        assertThat(received.headers().toString()).doesNotContain("root");
    }

    @Test
    void aPublicRouteSeesWhoIsSignedIn() {
        browser.get(world.url("/acme/public/page"));

        assertThat(world.upstream.last().header("X-Forwarded-Preferred-Username"))
                .containsExactly("alice");
    }

    @Test
    @Proves("SEC-22")
    void neitherAClientNorAFilterOfTheRouteTakesIdentityAway() {
        raw(
                "GET /acme/filtered/x?y=%20 HTTP/1.1",
                "Cookie: " + cookie, "Connection: close, X-Portal, X-Forwarded-User");

        Received received = world.upstream.last();
        assertThat(received.uri()).isEqualTo("/below/x?y=%20");
        assertThat(received.header("X-Portal")).containsExactly("catalog");
        assertThat(received.header("X-Forwarded-User"))
                .singleElement()
                .asString()
                .startsWith("acme:");
    }

    @Test
    void aRouteMayNameThePersonWithoutTheOrganization() {
        browser.get(world.url("/acme/whole/x"));

        assertThat(world.upstream.last().uri()).isEqualTo("/acme/whole/x");
        assertThat(world.upstream.last().header("X-Forwarded-User"))
                .singleElement()
                .asString()
                .doesNotContain(":");
        assertThat(world.upstream.last().header("X-Forwarded-Prefix")).isEmpty();
    }

    @Test
    @Proves({"SEC-06", "SEC-10"})
    void forwardsTheBytesThatCame() {
        browser.get(world.url("/acme/portal/a%20b/%E4%BD%A0/x+y?q=%2F%20&z=a+b&&e="));

        assertThat(world.upstream.last().uri()).isEqualTo("/a%20b/%E4%BD%A0/x+y?q=%2F%20&z=a+b&&e=");
    }

    @Test
    void forwardsWhatBrowsersSendRawPercentEncoded() {
        raw("GET /acme/public/[slug]/x?filter[a]=b|c&q={\"d\":1}&e=100% HTTP/1.1", "Accept: */*");

        assertThat(world.upstream.last().uri())
                .isEqualTo("/acme/public/%5Bslug%5D/x?filter[a]=b%7Cc&q=%7B%22d%22:1%7D&e=100%25");
    }

    @Test
    void aPageAtTheBarePrefixGetsItsSlash() {
        assertThat(browser.get(world.url("/acme/portal?x=1")).header("Location"))
                .contains("/acme/portal/?x=1");
    }

    @Test
    void forwardsBodiesAndMethods() {
        browser.send(
                world.url("/acme/portal/form"),
                request -> request.method("PUT", java.net.http.HttpRequest.BodyPublishers.ofString("a=1")));

        assertThat(world.upstream.last().method()).isEqualTo("PUT");
        assertThat(world.upstream.last().body()).isEqualTo("a=1");
    }

    @Test
    @Proves("SEC-59")
    void ourCookiesAreNeverForwardedAndOthersAre() {
        browser.plantCookie(world.gateway.uri(), "theme=dark; Path=/");

        browser.get(world.url("/acme/portal/"));

        assertThat(world.upstream.last().header("Cookie")).containsExactly("theme=dark");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({
        "/login, /acme/portal/login",
        "/, /acme/portal/",
        "UPSTREAM/login?x=1#y, /acme/portal/login?x=1#y",
        "UPSTREAM, /acme/portal/",
        "GATEWAY/login, /acme/portal/login",
        "/acme/portal/login, /acme/portal/login",
        "relative, relative",
        "?page=2, ?page=2",
        "https://elsewhere.example/x, https://elsewhere.example/x",
        "//elsewhere.example/x, //elsewhere.example/x",
    })
    void mapsLocationBackUnderTheRoute(String location, String expected) {
        String to = location.replace("UPSTREAM", world.upstream.uri().toString())
                .replace("GATEWAY", world.gateway.uri().toString());

        Page page = browser.get(world.url("/acme/portal/redirect?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8)));

        assertThat(page.header("Location")).contains(expected);
    }

    @Test
    void confinesTheUpstreamsCookiesToItsRoute() {
        assertThat(cookiesSetBy(
                        "/acme/portal/cookie", "a=1; Path=/; HttpOnly", "b=2; Path=/sub; Domain=localhost", "c=3"))
                .containsExactly(
                        "a=1; HttpOnly; Path=/acme/portal", "b=2; Path=/acme/portal/sub", "c=3; Path=/acme/portal");
        assertThat(cookiesSetBy("/acme/whole/cookie", "a=1; Path=/", "b=2; Path=/globex", "c=3; Path=/acme/whole/x"))
                .containsExactly("a=1; Path=/acme/whole", "b=2; Path=/acme/whole", "c=3; Path=/acme/whole/x");
    }

    @Test
    void anUpstreamCanNeitherSetNorClearOurCookies() {
        assertThat(cookiesSetBy(
                        "/acme/portal/cookie",
                        "gatehouse-acme=; Path=/; Max-Age=0",
                        "__Host-gatehouse-globex=x; Path=/; Secure",
                        "GATEHOUSE-acme=x",
                        "theirs=1; Path=/"))
                .containsExactly("theirs=1; Path=/acme/portal");
    }

    @Test
    void anUpstreamThatIsAwayIsA502AndASlowOneA504() {
        Page away = browser.get(world.url("/acme/nowhere/"));
        assertThat(away.status()).isEqualTo(502);
        assertThat(away.body()).contains("The page you want cannot be reached", "GH-5002");

        assertThat(browser.fetch(world.url("/acme/portal/close")).status()).isEqualTo(502);

        Page slow = browser.fetch(world.url("/acme/portal/slow"));
        assertThat(slow.status()).isEqualTo(504);
        assertThat(slow.header("Content-Type")).contains("application/problem+json");
        assertThat(slow.body()).contains("\"code\":\"GH-5003\"");
    }

    @Test
    void anUpstreamsOwnErrorsPassThrough() {
        assertThat(browser.get(world.url("/acme/portal/status/404")).body()).contains("\"uri\":\"/status/404\"");
        assertThat(browser.get(world.url("/acme/portal/status/503")).status()).isEqualTo(503);
    }

    @Test
    void webSocketsPassThroughWithIdentity() throws Exception {
        Messages messages = new Messages();
        WebSocket socket = webSocket(messages, world.gateway.uri().toString());

        assertThat(messages.next())
                .contains("\"X-Forwarded-Preferred-Username\":[\"alice\"]")
                .doesNotContain("gatehouse-acme");
        socket.sendText("hello", true).get(5, TimeUnit.SECONDS);
        assertThat(messages.next()).isEqualTo("hello");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(5, TimeUnit.SECONDS);
    }

    @Test
    void anotherSiteCannotOpenAWebSocketWithOurCookies() {
        assertThat(raw(
                        "GET /acme/portal/ws HTTP/1.1",
                        "Cookie: " + cookie,
                        "Connection: Upgrade, X-Forwarded-User",
                        "Upgrade: websocket",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                        "Origin: https://evil.example"))
                .startsWith("HTTP/1.1 403");
        assertThat(world.upstream.received()).isEmpty();
    }

    @Test
    @Proves("SEC-22")
    void aWebSocketKeepsIdentityWhateverConnectionNames() {
        String answer = RawHttp.everything(
                world.gateway.port(),
                String.join(
                        "\r\n",
                        "GET /acme/portal/ws HTTP/1.1",
                        "Host: localhost:" + world.gateway.port(),
                        "Cookie: " + cookie,
                        "Connection: Upgrade, X-Forwarded-User, X-Forwarded-Roles",
                        "Upgrade: websocket",
                        "X_Forwarded_User: root",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                        "",
                        ""));

        assertThat(answer).startsWith("HTTP/1.1 101");
        assertThat(world.upstream.last().header("X-Forwarded-User"))
                .singleElement()
                .asString()
                .startsWith("acme:");
        assertThat(world.upstream.last().headers().toString()).doesNotContain("root");
    }

    @Test
    void aWebSocketWithoutASessionIsToldWhereToSignIn() {
        assertThat(raw(
                        "GET /acme/portal/ws HTTP/1.1",
                        "Connection: Upgrade",
                        "Upgrade: websocket",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="))
                .startsWith("HTTP/1.1 401")
                .contains("login_url");
    }

    @Test
    void serverSentEventsArriveOneByOne() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        var request = java.net.http.HttpRequest.newBuilder(URI.create(world.url("/acme/portal/events")))
                .header("Cookie", cookie)
                .header("Accept", "text/event-stream")
                .build();
        CompletableFuture<?> stream = HttpClient.newHttpClient()
                .sendAsync(
                        request, java.net.http.HttpResponse.BodyHandlers.fromLineSubscriber(new LineCollector(lines)));

        assertThat(lines.poll(5, TimeUnit.SECONDS)).isEqualTo("data: 0");
        stream.cancel(true);
    }

    @Test
    void anUpstreamCannotSpeakForTheWholeOrigin() {
        Page page = browser.get(world.url("/acme/portal/cookie?set=x=1"));

        assertThat(page.headers().map())
                .doesNotContainKeys(TestUpstream.OF_THE_ORIGIN.toArray(String[]::new))
                .containsKey("speculation-rules");
    }

    private List<String> cookiesSetBy(String path, String... cookies) {
        StringBuilder query = new StringBuilder("?");
        for (String line : cookies) {
            query.append("set=")
                    .append(URLEncoder.encode(line, StandardCharsets.UTF_8))
                    .append('&');
        }
        return browser.get(world.url(path + query)).headers().allValues("Set-Cookie");
    }

    private static String raw(String requestLine, String... headers) {
        return RawHttp.exchange(
                world.gateway.port(),
                requestLine + "\r\nHost: localhost:" + world.gateway.port() + "\r\n" + String.join("\r\n", headers)
                        + "\r\n\r\n");
    }

    private static WebSocket webSocket(Messages messages, String origin) throws Exception {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Cookie", cookie)
                .header("Origin", origin)
                .buildAsync(URI.create(world.url("/acme/portal/ws").replace("http", "ws")), messages)
                .get(5, TimeUnit.SECONDS);
    }

    /** What a WebSocket heard, in order. */
    private static final class Messages implements WebSocket.Listener {

        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final StringBuilder part = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                heard.add(part.toString());
                part.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        String next() throws InterruptedException {
            return heard.poll(5, TimeUnit.SECONDS);
        }
    }

    private record LineCollector(BlockingQueue<String> lines) implements java.util.concurrent.Flow.Subscriber<String> {

        @Override
        public void onSubscribe(java.util.concurrent.Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            lines.add(line);
        }

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onComplete() {}
    }
}
