package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HttpBrowser.Page;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
class AnswersJourney {

    @TempDir
    static Path config;

    static World world;

    final HttpBrowser browser = new HttpBrowser();

    @BeforeAll
    static void start() {
        world = World.start(config);
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
    void aPageWithoutASessionIsRedirectedToTheIdentityProvider() {
        Page page = browser.get(world.url("/acme/portal/"));

        assertThat(page.status()).isEqualTo(302);
        assertThat(page.header("Location").orElseThrow())
                .startsWith(world.acme.issuer().toString());
    }

    @ParameterizedTest(name = "cookie: {0}")
    @ValueSource(
            strings = {"", "gatehouse-acme=", "gatehouse-acme=%%%", "gatehouse-acme=AAAA", "gatehouse-acme=EXPIRED"})
    @Proves("SEC-29")
    void aProgramGets401AndTheLoginUrlInEveryState(String cookie) {
        String state = cookie.replace("EXPIRED", endedSession());
        for (var program : java.util.List.<java.util.function.Consumer<java.net.http.HttpRequest.Builder>>of(
                request -> request.header("Accept", "*/*"),
                request -> request.header("Accept", "application/json"),
                request -> request.header("Accept", "text/html").header("X-Requested-With", "XMLHttpRequest"),
                request -> request.header("Accept", "text/html").header("Sec-Fetch-Mode", "cors"),
                request -> request.method("OPTIONS", java.net.http.HttpRequest.BodyPublishers.noBody()),
                request -> request.POST(java.net.http.HttpRequest.BodyPublishers.ofString("x")))) {
            Page page = browser.send(world.url("/acme/portal/"), request -> {
                program.accept(request);
                if (!state.isEmpty()) {
                    request.header("Cookie", state);
                }
            });
            assertThat(page.status()).isEqualTo(401);
            assertThat(page.header("Content-Type")).contains("application/problem+json");
            assertThat(page.body())
                    .contains("\"login_url\":\"" + world.url("/organizations/acme/oidc/login") + "\"", "GH-3001");
            assertThat(page.headers().allValues("Set-Cookie")).isEmpty();
        }
        assertThat(world.upstream.received()).isEmpty();
    }

    @Test
    @Proves("SEC-70")
    void aFormThatAPersonSendsTooLateGetsAPageThatSaysSo() {
        Page page = browser.post(world.url("/acme/portal/save"), Map.of("a", "1"));

        assertThat(page.status()).isEqualTo(401);
        assertThat(page.isPage()).isTrue();
        assertThat(page.body()).contains("Your sign-in ended, the form was not sent", "%2Facme%2Fportal%2Fsave");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/initech/portal/",
                "/acme/unknown",
                "/ACME/portal/",
                "/organizations/acme/unknown",
                "/favicon.ico",
                "/actuator/health",
                "/actuator/gateway/routes",
                "/login",
                "/acme"
            })
    @Proves({"SEC-07", "CVE-2022-22947"})
    void unknownOrganizationsAndRoutesAre404(String path) {
        Page page = browser.open(world.url(path));

        assertThat(page.status()).isEqualTo(404);
        assertThat(page.body()).contains("There is nothing at this address", "GH-1003");
        assertThat(browser.fetch(world.url(path)).body()).contains("\"status\":404", "\"code\":\"GH-1003\"");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/acme/../globex/portal/",
                "/acme/./portal/",
                "//globex/portal/",
                "/acme//portal/",
                "/acme/portal/..;/x",
                "/acme/portal/%2e%2e/%2e%2e/globex/portal/",
                "/acme%2fportal/",
                "/acme/portal/%5c..",
                "/acme/portal/\\x",
                "/acme/portal/%zz",
                "/acme/portal/%",
                "/acme/portal/%c0%ae",
                "/acme/portal/x%00",
                "/acme/portal/x%0a",
                "/acme/portal#x",
                "http://localhost/acme/portal/",
                "*",
                "/acme/portal/?x=#y",
                "/acme/public/..%2fportal"
            })
    @Proves({"SEC-02", "SEC-05", "SEC-08", "SEC-10", "SEC-12"})
    void oddAddressesAreRefusedBeforeAnythingReadsThem(String target) {
        String answer = RawHttp.exchange(
                world.gateway.port(),
                "GET " + target + " HTTP/1.1\r\nHost: localhost:" + world.gateway.port()
                        + "\r\nAccept: text/html\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400");
        assertThat(world.upstream.received()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"PROPFIND", "QUERY", "DELETE", "PATCH"})
    @Proves("SEC-15")
    void everyMethodNeedsTheSameSignIn(String method) {
        assertThat(raw(method + " /acme/portal/ HTTP/1.1")).startsWith("HTTP/1.1 401");
        assertThat(world.upstream.received()).isEmpty();
    }

    @Test
    @Proves({"SEC-15", "SEC-16"})
    void traceAndConnectAreNotServed() {
        assertThat(raw("TRACE /acme/public/ HTTP/1.1")).startsWith("HTTP/1.1 405");
        assertThat(raw("CONNECT globex:443 HTTP/1.1")).startsWith("HTTP/1.1 4");
        assertThat(world.upstream.received()).isEmpty();
    }

    @Test
    @Proves("SEC-24")
    void aPageUnderAnotherHostIsSentToThePublicUrlBeforeAnyCookieIsSet() {
        String answer = RawHttp.exchange(
                world.gateway.port(),
                "GET /acme/portal/x?y=1 HTTP/1.1\r\nHost: evil.example\r\nAccept: text/html\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 308")
                .containsIgnoringCase("location: " + world.url("/acme/portal/x?y=1"))
                .doesNotContainIgnoringCase("set-cookie");
        assertThat(RawHttp.exchange(world.gateway.port(), "GET /acme/portal/x HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
                .startsWith("HTTP/1.1 421");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: https", "X-Forwarded-Prefix: //evil.example",
                "X-Forwarded-Port: 443", "Forwarded: host=evil.example;proto=https", "X-Original-URL: /acme/public/",
                "X-Forwarded-Uri: /acme/public/", "User-Agent: kube-probe/1.33", "X-Rewrite-URL: /acme/public/"
            })
    @Proves({"SEC-03", "SEC-04", "SEC-09", "SEC-24", "SEC-25"})
    void noHeaderOfAClientChangesWhereItIsSentOrWhetherItMustSignIn(String header) {
        String answer = raw("GET /acme/portal/ HTTP/1.1", "Accept: text/html", header);

        assertThat(answer)
                .startsWith("HTTP/1.1 302")
                .contains("redirect_uri=" + world.url("/organizations/acme/oidc/consume"))
                .doesNotContain("evil.example");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "//evil.example", "///evil.example", "/\\evil.example", "\\/\\/evil.example", "/%09/evil.example",
                "/\t/evil.example", "/%5cevil.example", "/%2f%2fevil.example", "https://evil.example",
                        "https:evil.example",
                "javascript:alert(1)", "/globex/portal/", "/acme/..//evil.example", "/acme/../globex/", "acme/portal",
                "/acme/portal/\r\nX: y", "", "/organizations/acme/logout"
            })
    @Proves("SEC-30")
    void anOpenRedirectIsRefused(String returnTo) {
        HttpBrowser visitor = new HttpBrowser();
        Page signIn = visitor.open(world.url("/organizations/acme/oidc/login?return_to="
                + java.net.URLEncoder.encode(returnTo, java.nio.charset.StandardCharsets.UTF_8)));

        Page callback = visitor.submitOnce(signIn, Map.of("username", "bob"));
        Page arrival = visitor.get(callback.header("Location").orElseThrow());

        assertThat(arrival.header("Location")).contains("/acme/portal/");
    }

    @Test
    @Proves("CVE-2026-22732")
    void theProblemPageIsClosedToScriptsAndFramesAndQuotesNothing() {
        Page page = browser.open(world.url("/initech/%3Cscript%3E"));

        assertThat(page.header("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(page.header("X-Content-Type-Options")).contains("nosniff");
        assertThat(page.header("Cache-Control")).contains("no-store");
        assertThat(page.body()).doesNotContain("script");
    }

    @Test
    void aPageIsInTheLanguageThatItsReaderPrefersAndProgramsReadEnglish() {
        Page german = open("/initech/", "text/html", "gsw, de-CH;q=0.9, en;q=0.8");
        Page program = open("/initech/", "application/json", "de");

        assertThat(german.body())
                .contains("<html lang=\"de\" dir=\"ltr\">", "Unter dieser Adresse gibt es nichts", "GH-1003");
        assertThat(german.header("Content-Language")).contains("de");
        assertThat(german.header("Vary")).contains("Accept-Language");
        assertThat(program.body()).contains("There is nothing at this address");
        assertThat(program.header("Content-Language")).isEmpty();
    }

    private Page open(String path, String accept, String languages) {
        return browser.send(
                world.url(path), request -> request.header("Accept", accept).header("Accept-Language", languages));
    }

    @Test
    void theIndexPageAsksForTheOrganizationAndListsNone() {
        Page index = browser.open(world.url("/"));
        assertThat(index.status()).isEqualTo(200);
        assertThat(index.body()).contains("Where do you want to go?").doesNotContain("acme", "Acme", "globex");
    }

    @Test
    @Proves({"SEC-04", "CVE-2022-22947", "CVE-2025-41243", "CVE-2025-41253", "CVE-2026-59284"})
    void healthIsOnTheManagementPortOnly() {
        String management = "http://127.0.0.1:" + world.gateway.managementPort();

        assertThat(browser.fetch(management + "/actuator/health/liveness").body())
                .contains("UP");
        assertThat(browser.fetch(management + "/actuator/health/readiness").body())
                .contains("UP");
        assertThat(browser.fetch(management + "/actuator/gateway/routes").status())
                .isEqualTo(404);
        assertThat(browser.fetch(management + "/actuator/env").status()).isEqualTo(404);
    }

    @Test
    void anOrganizationThatIsOffOrInPilotSaysSo() {
        String file = "organizations/umbrella.yaml";
        String acme = World.organization(io.gatehouse.demo.DemoOrganizations.ACME, world.acme.issuer())
                .replace("email-domains: [acme.com]", "email-domains: [umbrella.com]");
        world.write(file, acme + "sso: off\n");
        Awaitility.await()
                .until(() -> browser.open(world.url("/umbrella/portal/")).status() == 403);
        assertThat(browser.open(world.url("/umbrella/portal/")).body()).contains("GH-2002", "Sign-in is switched off");
        assertThat(browser.fetch(world.url("/umbrella/public/")).status()).isEqualTo(200);

        world.write(file, "name: Umbrella\n");
        Awaitility.await()
                .until(() -> browser.open(world.url("/umbrella/portal/")).status() == 503);
        assertThat(browser.open(world.url("/umbrella/portal/")).body())
                .contains("GH-2001", "Sign-in is not set up yet");
    }

    @Test
    @Proves("SEC-58")
    void aReloadedRoleCountsAtTheNextRequest() {
        HttpBrowser carol = new HttpBrowser();
        world.signIn(carol, "/acme/portal/", "carol");
        assertThat(world.upstream.last().header("X-Forwarded-Roles")).containsExactly("member");

        String acme = World.organization(io.gatehouse.demo.DemoOrganizations.ACME, world.acme.issuer());
        world.write("organizations/acme.yaml", acme + "    guest: [contractors]\n");

        Awaitility.await().untilAsserted(() -> {
            carol.get(world.url("/acme/portal/"));
            assertThat(world.upstream.last().header("X-Forwarded-Roles")).containsExactly("guest");
        });
        world.write("organizations/acme.yaml", acme);
    }

    private String endedSession() {
        HttpBrowser bob = new HttpBrowser();
        world.signIn(bob, "/acme/portal/", "bob");
        String cookie = bob.cookiesFor(world.gateway.uri()).get("gatehouse-acme");
        bob.post(world.url("/organizations/acme/logout"), Map.of());
        world.upstream.clear();
        return cookie;
    }

    private static String raw(String requestLine, String... headers) {
        return RawHttp.exchange(
                world.gateway.port(),
                requestLine + "\r\nHost: localhost:" + world.gateway.port() + "\r\n"
                        + String.join(
                                "",
                                java.util.Arrays.stream(headers)
                                        .map(line -> line + "\r\n")
                                        .toList()) + "\r\n");
    }
}
