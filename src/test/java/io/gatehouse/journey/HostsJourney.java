package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HttpBrowser.Page;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An organization with origins of its own: it lives there and nowhere else, and nobody else lives there. */
class HostsJourney {

    @TempDir
    static Path config;

    static World world;
    static String own;
    static String second;

    final HttpBrowser browser = new HttpBrowser();

    @BeforeAll
    static void start() throws Exception {
        String routes = "  all: { path: \"/{organization}/app/**\", upstream: \"${upstream}\", strip-prefix: false }\n";
        world = World.with(routes, config);
        int port = world.gateway.port();
        own = "http://127.0.0.2:" + port;
        second = "http://127.0.0.3:" + port;
        String file = "organizations/acme.yaml";
        // The port is the public URL's where none is said.
        world.write(file, Files.readString(config.resolve(file)) + "hosts: [127.0.0.2, 127.0.0.3:" + port + "]\n");
        Awaitility.await().until(() -> new HttpBrowser().fetch(own + "/portal/").status() == 401);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void clear() {
        world.upstream.clear();
    }

    @Test
    void signsInOnItsOwnOriginWithItsOwnRedirectUri() {
        Page portal = signIn(own + "/portal/catalog?x=1");

        assertThat(portal.status()).isEqualTo(200);
        assertThat(portal.address()).hasToString(own + "/portal/catalog?x=1");
        assertThat(portal.hops().toString())
                .contains("redirect_uri=" + own + "/organizations/acme/oidc/consume&")
                .doesNotContain("localhost:" + world.gateway.port());
        assertThat(browser.cookiesFor(URI.create(own))).containsKey("gatehouse-acme");
        assertThat(browser.cookiesFor(world.gateway.uri())).doesNotContainKey("gatehouse-acme");
    }

    @Test
    void signsInOnEachOfItsOrigins() {
        assertThat(signIn(second + "/portal/").address()).hasToString(second + "/portal/");
    }

    @Test
    void tellsTheUpstreamOfTheOriginAndThePathThatTheBrowserSees() {
        signIn(own + "/portal/catalog");
        assertThat(world.upstream.last().uri()).isEqualTo("/catalog");
        assertThat(world.upstream.last().header("X-Forwarded-Host"))
                .containsExactly("127.0.0.2:" + world.gateway.port());
        assertThat(world.upstream.last().header("X-Forwarded-Prefix")).containsExactly("/portal");
        assertThat(world.upstream.last().header("X-Forwarded-Organization")).containsExactly("acme");

        browser.fetch(own + "/app/x");
        assertThat(world.upstream.last().uri()).isEqualTo("/app/x");
    }

    @Test
    void mapsTheUpstreamsAnswersBackUnderThePathThatTheBrowserSees() {
        signIn(own + "/portal/");

        Page redirected = browser.get(own + "/portal/redirect?to=/there");
        Page cookie = browser.get(own + "/portal/cookie?set=" + encoded("x=1; Path=/"));

        assertThat(redirected.header("Location")).contains("/portal/there");
        assertThat(cookie.headers().allValues("Set-Cookie")).containsExactly("x=1; Path=/portal");
    }

    @Test
    void filtersAndWebSocketRoutesSeeTheSamePath() {
        signIn(own + "/filtered/x");

        assertThat(world.upstream.last().uri()).isEqualTo("/below/x");
        assertThat(world.upstream.last().header("X-Forwarded-Host"))
                .containsExactly("127.0.0.2:" + world.gateway.port());
    }

    @Test
    void leadsFromTheRootToThePortal() {
        assertThat(browser.get(own + "/").header("Location")).contains("/portal/");
    }

    @Test
    void sendsPagesFromThePublicUrlToItsOwnOrigin() {
        Page answer = browser.get(world.url("/acme/portal/catalog?x=%20y"));
        Page settings = browser.get(world.url("/organizations/acme/settings"));

        assertThat(answer.status()).isEqualTo(308);
        assertThat(answer.header("Location")).contains(own + "/portal/catalog?x=%20y");
        assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(settings.header("Location")).contains(own + "/organizations/acme/settings");
        assertThat(world.upstream.received()).isEmpty();
    }

    @Test
    void itsProviderReachesItsLogoutAddressesOnEachOriginAndFromAFrameOfItsOwnSite() {
        for (String origin : List.of(own, second, world.url(""))) {
            Page frame = browser.send(
                    origin + "/organizations/acme/oidc/frontchannel-logout?iss=" + world.acme.issuer() + "&sid=x",
                    request -> request.header("Accept", "text/html")
                            .header("Sec-Fetch-Site", "same-site")
                            .header("Sec-Fetch-Mode", "navigate")
                            .header("Sec-Fetch-Dest", "iframe"));

            assertThat(frame.status()).as(origin).isEqualTo(200);
            assertThat(ProviderLogout.sendForm(origin, "acme", "logout_token=x").body())
                    .as(origin)
                    .contains("GH-4201");
        }
    }

    @Test
    void answersNothingElseOfItThere() {
        assertThat(browser.fetch(world.url("/acme/portal/")).status()).isEqualTo(421);
        assertThat(browser.fetch(world.url("/acme/public/")).status()).isEqualTo(421);
        assertThat(browser.fetch(world.url("/organizations/acme/whoami")).status())
                .isEqualTo(421);
        assertThat(world.upstream.received()).isEmpty();
    }

    @Test
    @Proves("SEC-40")
    void aSessionOfThePublicUrlsDaysIsWorthNothingThere() {
        signIn(own + "/portal/");
        String cookie = browser.cookiesFor(URI.create(own)).get("gatehouse-acme");
        HttpBrowser thief = new HttpBrowser();
        thief.plantCookie(world.gateway.uri(), "gatehouse-acme=" + cookie + "; Path=/");

        assertThat(thief.fetch(world.url("/acme/portal/")).status()).isEqualTo(421);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/globex/portal/",
                "/globex/public/",
                "/acme/portal/",
                "/organizations/globex/oidc/login",
                "/organizations/globex/oidc/consume?code=x&state=y",
                "/organizations/globex/logout",
                "/organizations/globex/whoami",
                "/organizations/globex/settings",
                "/organizations/acme/portal/",
                "/organizations/",
            })
    @Proves("SEC-10")
    void nothingOfAnyOtherOrganizationIsThere(String path) {
        assertThat(browser.get(own + path).status()).isEqualTo(404);
        assertThat(browser.fetch(own + path).status()).isEqualTo(404);
        assertThat(world.upstream.received()).isEmpty();
    }

    @Test
    @Proves("SEC-24")
    void hostsThatAreNobodysAreRefused() {
        int port = world.gateway.port();
        for (String host : List.of("evil.example", "127.0.0.2:1", "127.0.0.2.:" + port, "127.0.0.4:" + port, "")) {
            assertThat(RawHttp.exchange(port, "GET /portal/ HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                    .as(host)
                    .startsWith("HTTP/1.1 421");
        }
        assertThat(browser.get("http://127.0.0.4:" + port + "/portal/").header("Location"))
                .contains(world.url("/portal/"));
    }

    @Test
    void aProgramIsToldToSignInOnTheOriginThatItAsked() {
        assertThat(browser.fetch(own + "/portal/").body()).contains(own + "/organizations/acme/oidc/login");
    }

    @Test
    void signsOutOnItsOwnOrigin() {
        signIn(own + "/portal/");

        Page asked = browser.open(own + "/organizations/acme/logout");
        Page out = browser.submitOnce(asked, Map.of());

        assertThat(asked.status()).isEqualTo(200);
        assertThat(out.header("Location").orElseThrow())
                .contains("post_logout_redirect_uri=" + encoded(own + "/organizations/acme/signed-out"));
        assertThat(browser.fetch(own + "/portal/").status()).isEqualTo(401);
    }

    @Test
    void aWebSocketOfAnotherOriginIsRefused() {
        signIn(own + "/portal/");
        int port = world.gateway.port();
        String cookie = "gatehouse-acme=" + browser.cookiesFor(URI.create(own)).get("gatehouse-acme");
        String handshake = "GET /portal/ws HTTP/1.1\r\nHost: 127.0.0.2:" + port + "\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Cookie: " + cookie + "\r\nOrigin: ";

        assertThat(RawHttp.exchange(port, handshake + "http://localhost:" + port + "\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(world.upstream.received().toString()).doesNotContain("/ws");
    }

    @ParameterizedTest(name = "{0} {1}, {2}, Origin {3}")
    @CsvSource({
        "POST, no-cors, empty, public",
        "POST, cors, empty, second",
        "POST, no-cors, empty, null",
        "GET, no-cors, script, none",
        "GET, cors, empty, public",
        "POST, navigate, document, public",
        "GET, navigate, iframe, none",
    })
    void aPageOfAnotherOfOurOriginsGetsNothingInItsVisitorsName(
            String method, String mode, String destination, String origin) {
        signIn(own + "/portal/");
        world.upstream.clear();

        assertThat(asked(method, mode, destination, origin)).isEqualTo(403);

        assertThat(world.upstream.received()).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}, {2}, Origin {3}")
    @CsvSource({
        "GET, navigate, document, none",
        "POST, cors, empty, own",
        "POST, cors, empty, https://www.example.com",
    })
    void linksAndPagesThatAreNotOursAreTheUpstreamsToJudge(
            String method, String mode, String destination, String origin) {
        signIn(own + "/portal/");

        assertThat(asked(method, mode, destination, origin)).isEqualTo(200);
    }

    private int asked(String method, String mode, String destination, String origin) {
        String from =
                switch (origin) {
                    case "public" -> world.gateway.uri().toString();
                    case "second" -> second;
                    case "own" -> own;
                    default -> origin;
                };
        return browser.send(own + "/portal/transfer", request -> {
                    request.method(method, HttpRequest.BodyPublishers.noBody())
                            .header("Accept", "text/html")
                            .header("Sec-Fetch-Site", origin.equals("own") ? "same-origin" : "same-site")
                            .header("Sec-Fetch-Mode", mode)
                            .header("Sec-Fetch-Dest", destination);
                    if (!origin.equals("none")) {
                        request.header("Origin", from);
                    }
                })
                .status();
    }

    private Page signIn(String address) {
        return browser.submit(browser.open(address), Map.of("username", "alice"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
