package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HttpBrowser.Page;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What broke Gatehouse once, found by people who tried. */
class AttackJourney {

    @TempDir
    static Path config;

    static World world;
    static String cookie;

    final HttpBrowser browser = new HttpBrowser();

    @BeforeAll
    static void start() {
        world = World.start(config);
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

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "x=1; Path =/globex",
                "x=1; Path\t=/",
                "x=1; Domain =example.com",
                "Path=planted; Path=/globex",
                "domain=planted; Path=/; Domain=example.com",
                "x=1; PATH  = /globex; Max-Age=60",
            })
    void anUpstreamCannotPlantACookieOutsideItsRouteHoweverItSpellsTheAttribute(String setCookie) {
        for (String line : cookiesSetBy(setCookie)) {
            // As browsers read it (RFC 6265bis §5.6): the first part is the cookie, names are trimmed, the last counts.
            String path = null;
            String[] parts = line.split(";");
            for (int i = 1; i < parts.length; i++) {
                String name = parts[i].split("=", 2)[0].strip().toLowerCase(Locale.ROOT);
                assertThat(name).as(line).isNotEqualTo("domain");
                path = name.equals("path") ? parts[i].split("=", 2)[1].strip() : path;
            }
            assertThat(path).as(line).startsWith("/acme/portal");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "path=1; gatehouse-globex=evil; Path =/",
                "domain=1; __Host-gatehouse-globex=evil; Path =/; Secure",
                "path=1; __Secure-gatehouse-login-abc=evil; Path =/organizations/globex/oidc/; Secure",
            })
    void anUpstreamCannotHideOurCookieBehindAnAttributeInFront(String setCookie) {
        assertThat(cookiesSetBy(setCookie)).noneMatch(line -> line.matches("(?i)(__\\w+-)?gatehouse-.*"));
    }

    @Test
    @Proves("SEC-59")
    void noSpellingOfTheCookieHeaderThatSignsInReachesTheUpstreamWithOurCookie() {
        String answer = raw("GET /acme/portal/ HTTP/1.1", "Cookie: ," + cookie);

        assertThat(answer).doesNotContain("gatehouse-acme=");
        assertThat(world.upstream.received().toString()).doesNotContain("gatehouse-acme");
    }

    @Test
    @Proves({"SEC-13", "SEC-23"})
    void aPreflightOfAStrangerIsRefusedAsAnyOtherRequest() {
        assertThat(raw(
                        "OPTIONS /acme/portal/ HTTP/1.1",
                        "Origin: https://evil.example",
                        "Access-Control-Request-Method: PUT"))
                .startsWith("HTTP/1.1 401");
    }

    @Test
    @Proves("SEC-23")
    void aPreflightToAPublicRouteReachesItsUpstream() {
        raw("OPTIONS /acme/public/x HTTP/1.1", "Origin: https://evil.example", "Access-Control-Request-Method: PUT");

        assertThat(world.upstream.received()).hasSize(1);
    }

    @Test
    @Proves("SEC-28")
    void aWebSocketUpgradeWithAnotherMethodIsNoFaultOfOurs() {
        assertThat(raw(
                        "POST /acme/public/x HTTP/1.1",
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Content-Length: 0"))
                .matches("(?s)HTTP/1.1 4\\d\\d.*");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"{x}", "a|b", "100%", "a\"b", "^", "`"})
    @Proves("SEC-30")
    void aSignInEndsAtAPageWhateverTheReturnPathHolds(String query) {
        String returnTo = URLEncoder.encode("/acme/portal/?q=" + query, StandardCharsets.UTF_8);
        HttpBrowser alice = new HttpBrowser();

        Page page = world.signIn(alice, "/organizations/acme/oidc/login?return_to=" + returnTo, "alice");

        assertThat(page.status()).isEqualTo(200);
    }

    @Test
    @Proves({"SEC-49", "SEC-52"})
    void manyTabsWithLongAddressesDoNotLockAPersonOut() {
        HttpBrowser alice = new HttpBrowser();
        for (int tab = 0; tab < 15; tab++) {
            alice.get(world.url("/acme/portal/?tab=" + tab + "&q=" + "a".repeat(1900)));
        }

        assertThat(world.signIn(alice, "/acme/portal/", "alice").status()).isEqualTo(200);
    }

    @Test
    @Proves({"SEC-49", "SEC-52"})
    void manyTabsDoNotLockAPersonOut() {
        HttpBrowser alice = new HttpBrowser();
        for (int tab = 0; tab < 70; tab++) {
            alice.get(world.url("/acme/portal/" + tab));
        }

        assertThat(world.signIn(alice, "/acme/portal/", "alice").status()).isEqualTo(200);
    }

    @Test
    @Proves("SEC-23")
    void whoIsNotAdmittedIsNobodyOnPublicRoutesToo() throws Exception {
        String file = "organizations/globex.yaml";
        String before = Files.readString(config.resolve(file));
        HttpBrowser hank = new HttpBrowser();
        world.signIn(hank, "/globex/portal/", "hank");
        try {
            world.write(file, before + "sso: off\n");
            Awaitility.await()
                    .until(() -> hank.fetch(world.url("/globex/portal/")).status() == 403);
            world.upstream.clear();

            hank.fetch(world.url("/globex/public/"));

            assertThat(world.upstream.last().header("X-Forwarded-User")).isEmpty();
            assertThat(world.upstream.last().header("X-Forwarded-Roles")).isEmpty();
        } finally {
            world.write(file, before);
        }
    }

    @Test
    @Proves("CVE-2025-58056")
    void transferCodingsThatDoNotEndInChunkedAreRefusedInOneLineOrTwo() {
        assertThat(raw(
                        "POST /acme/public/x HTTP/1.1",
                        "Transfer-Encoding: chunked",
                        "Transfer-Encoding: identity\r\n\r\n0"))
                .startsWith("HTTP/1.1 400");
    }

    private List<String> cookiesSetBy(String setCookie) {
        String query = "?set=" + URLEncoder.encode(setCookie, StandardCharsets.UTF_8);
        return browser.get(world.url("/acme/portal/cookie" + query)).headers().allValues("Set-Cookie");
    }

    private static String raw(String requestLine, String... headers) {
        return RawHttp.exchange(
                world.gateway.port(),
                requestLine + "\r\nHost: localhost:" + world.gateway.port() + "\r\n" + String.join("\r\n", headers)
                        + "\r\n\r\n");
    }
}
