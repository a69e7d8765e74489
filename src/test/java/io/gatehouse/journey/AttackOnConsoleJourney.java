package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.journey.HttpBrowser.Page;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nobody does to an organization's settings, or with a way into them. */
class AttackOnConsoleJourney {

    @TempDir
    static Path config;

    static ConsoleWorld world;

    final HttpBrowser browser = new HttpBrowser();

    @BeforeAll
    static void start() {
        world = ConsoleWorld.start(config);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void aStrangerSeesNothing() {
        Page refused = browser.open(world.settings("newco").toString());

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("GH-2004").doesNotContain("redirect-uri");
    }

    @Test
    void aSetUpLinkWorksOnce() {
        String link = world.setupLink("newco");
        Page question = browser.open(link);
        browser.submitTo(question, "/organizations/newco/settings/enter", Map.of());
        HttpBrowser thief = new HttpBrowser();

        Page refused = thief.submitTo(thief.open(link), "/organizations/newco/settings/enter", Map.of());

        assertThat(refused.status()).isEqualTo(410);
        assertThat(thief.open(world.settings("newco").toString()).status()).isEqualTo(403);
    }

    @Test
    void lookingAtASetUpLinkDoesNotUseItUp() {
        String link = world.setupLink("newco");
        new HttpBrowser().open(link);

        Page settings = browser.submitTo(browser.open(link), "/organizations/newco/settings/enter", Map.of());

        assertThat(settings.status()).isEqualTo(200);
    }

    @Test
    void aSetUpLinkFromTheFutureCouldNotBeCalledBackAndOpensNothing() {
        String ahead = world.setupLink("newco", Clock.offset(Clock.systemUTC(), Duration.ofSeconds(90)));
        String nearly = world.setupLink("newco", Clock.offset(Clock.systemUTC(), Duration.ofSeconds(30)));

        assertThat(browser.open(ahead).status()).isEqualTo(410);
        assertThat(browser.open(nearly).status()).isEqualTo(200);
    }

    @Test
    void aSetUpLinkEnds() {
        String link = world.setupLink("newco", Clock.offset(Clock.systemUTC(), Duration.ofDays(-2)));

        assertThat(browser.open(link).status()).isEqualTo(410);
    }

    @Test
    void aSetUpLinkOpensNoOtherOrganization() {
        String link = world.setupLink("newco").replace("/newco/", "/other/");
        assertThat(browser.open(link).status()).isEqualTo(410);

        world.enter(browser, "newco");
        assertThat(browser.open(world.settings("other").toString()).status()).isEqualTo(403);
    }

    @Test
    void aSetUpLinkThatWasCalledBackOpensNothingAndANewOneDoes() {
        String link = world.setupLink("newco");
        Page question = browser.open(link);
        assertThat(world.revokeLinks("newco")).contains("Every set-up link for newco", "worthless");

        Page refused = browser.submitTo(question, "/organizations/newco/settings/enter", Map.of());

        assertThat(refused.status()).isEqualTo(410);
        assertThat(browser.open(link).status()).isEqualTo(410);
        assertThat(world.enter(browser, "newco").status()).isEqualTo(200);
    }

    @Test
    void whoeverCameByALinkThatWasCalledBackIsOutAtOnceAndNobodyElse() {
        HttpBrowser elsewhere = new HttpBrowser();
        world.enter(elsewhere, "other");
        Page settings = world.enter(browser, "newco");
        HttpBrowser tester = new HttpBrowser();
        Page there = begin(tester);

        world.revokeLinks("newco");

        assertThat(browser.open(settings.address().toString()).status()).isEqualTo(403);
        assertThat(world.press(browser, settings, "/leave", Map.of()).status()).isEqualTo(403);
        assertThat(tester.submit(there, Map.of("username", "nina")).body()).contains("GH-4001");
        assertThat(elsewhere.open(world.settings("other").toString()).status()).isEqualTo(200);
    }

    @Test
    void aCopyOfTheCookieIsWorthNothingOnceItsOwnerHasLeft() {
        Page settings = world.enter(browser, "newco");
        HttpBrowser thief = new HttpBrowser();
        thief.plantCookie(settings.address(), setupCookie(browser) + "; Path=/");
        assertThat(thief.open(settings.address().toString()).status()).isEqualTo(200);

        world.press(browser, settings, "/leave", Map.of());

        assertThat(thief.open(settings.address().toString()).status()).isEqualTo(403);
        assertThat(world.press(thief, settings, "/sign-on", Map.of()).status()).isEqualTo(403);
    }

    @Test
    void aSetUpCookieThatIsMovedToAnotherOrganizationOpensNothing() {
        world.enter(browser, "newco");
        HttpBrowser other = new HttpBrowser();
        String renamed = setupCookie(browser).replace(".setup-newco=", ".setup-other=");
        other.plantCookie(world.settings("other"), renamed + "; Path=/");
        assertThat(renamed).contains("other");

        assertThat(other.open(world.settings("other").toString()).status()).isEqualTo(403);
    }

    @Test
    void aSetUpSessionOpensNoRoute() {
        world.enter(browser, "newco");

        assertThat(browser.open(world.url("/newco/portal/")).status()).isNotEqualTo(200);
        assertThat(browser.fetch(world.url("/organizations/newco/whoami")).status())
                .isEqualTo(401);
    }

    @Test
    void aScriptOfThisOriginReadsNoSettings() {
        world.enter(browser, "newco");

        Page answer = browser.fetch(world.settings("newco").toString());

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("GH-1005").doesNotContain("proof");
    }

    @Test
    void noPageFramesTheSettings() {
        world.enter(browser, "newco");

        Page framed = browser.send(
                world.settings("newco").toString(),
                request -> request.headers(
                        "Accept", "text/html", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"));

        assertThat(framed.status()).isEqualTo(403);
    }

    @Test
    void aFormWithoutOurProofChangesNothing() {
        Page settings = world.enter(browser, "newco");
        for (String proof : new String[] {"", "x", "AAAAAAAAAAAAAAAAAAAAAA", "%%%"}) {
            Map<String, String> form = new HashMap<>(
                    Map.of("version", "0", "issuer", "https://evil.example", "client-id", "x", "client-secret", "y"));
            form.put("proof", proof);

            Page refused = browser.post(settings.address() + "/sign-on", form);

            assertThat(refused.status()).as(proof).isEqualTo(403);
        }
    }

    @Test
    void anotherGuestsProofIsWorthNothing() {
        Page mine = world.enter(browser, "newco");
        HttpBrowser victim = new HttpBrowser();
        world.enter(victim, "newco");
        String proof = mine.body().replaceAll("(?s).*name=\"proof\" value=\"([^\"]+)\".*", "$1");

        Page refused = victim.post(
                world.settings("newco") + "/sign-on",
                Map.of("proof", proof, "version", "0", "issuer", "https://evil.example", "client-id", "x"));

        assertThat(refused.status()).isEqualTo(403);
    }

    @Test
    void nothingIsSwitchedOnThatHasNotBeenTested() {
        Page settings = world.enter(browser, "newco");

        for (String sso : new String[] {"enforced", "pilot"}) {
            Page refused = world.press(browser, settings, "/access", Map.of("sso", sso));

            assertThat(refused.status()).as(sso).isEqualTo(409);
            assertThat(refused.body()).contains("GH-2007");
        }
    }

    @Test
    void nobodyIsMadeAdminWithoutHavingSignedIn() {
        Page settings = world.enter(browser, "newco");
        String proof = settings.body().replaceAll("(?s).*name=\"proof\" value=\"([^\"]+)\".*", "$1");

        Page refused = browser.post(settings.address() + "/admin", Map.of("proof", proof, "version", "0"));

        assertThat(refused.status()).isEqualTo(409);
    }

    @Test
    void aGetChangesNothing() {
        world.enter(browser, "newco");

        assertThat(browser.get(world.settings("newco") + "/sign-on").status()).isEqualTo(405);
        assertThat(browser.get(world.settings("newco") + "/access?sso=off").status())
                .isEqualTo(405);
    }

    @Test
    void theSettingsSayThatTheyAreNeverFramedCachedOrScripted() {
        Page settings = world.enter(browser, "newco");

        assertThat(settings.header("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'nonce-", "frame-ancestors 'none'", "base-uri 'none'");
        assertThat(settings.header("X-Frame-Options")).contains("DENY");
        assertThat(settings.header("Cache-Control")).contains("no-store");
        assertThat(settings.body()).doesNotContain("<script>").doesNotContain("style=");
    }

    /** An upstream shares the origin: with the same policy of its own it would stay this page's opener. */
    @Test
    void noUpstreamStaysTheOpenerOfTheSettings() {
        Page settings = world.enter(browser, "newco");

        assertThat(settings.header("Cross-Origin-Opener-Policy")).contains("noopener-allow-popups");
    }

    @Test
    void whoHasLeftDoesNotFinishATest() {
        Page there = begin(browser);
        Page settings = browser.open(world.settings("newco").toString());
        world.press(browser, settings, "/leave", Map.of());

        Page refused = browser.submit(there, Map.of("username", "oscar"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("GH-4001");
    }

    @Test
    void anotherBrowserDoesNotFinishATest() {
        Page there = begin(browser);
        URI consume = URI.create(world.url("/organizations/newco/oidc/consume"));
        HttpBrowser victim = new HttpBrowser();
        browser.cookiesFor(consume).entrySet().stream()
                .filter(cookie -> cookie.getKey().contains("login-"))
                .forEach(cookie -> victim.plantCookie(consume, cookie + "; Path=/organizations/newco/oidc/"));

        Page refused = victim.submit(victim.open(there.address().toString()), Map.of("username", "nina"));

        assertThat(refused.body()).contains("GH-4001");
        assertThat(browser.open(world.settings("newco").toString()).body()).doesNotContain("nina@newco.com");
    }

    @Test
    void aFormThatCannotBeReadIsNoFaultOfOurs() {
        world.enter(browser, "newco");
        for (String body : new String[] {"issuer=%zz", "issuer=%", "issuer=" + "x".repeat(16 * 1024)}) {
            Page refused = browser.send(world.settings("newco") + "/sign-on", request -> request.POST(
                            HttpRequest.BodyPublishers.ofString(body))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("Accept", "text/html")
                    .header("Origin", world.url("")));

            assertThat(refused.status()).as(body.substring(0, 6)).isEqualTo(400);
        }
    }

    private static String setupCookie(HttpBrowser browser) {
        return browser.cookiesFor(world.settings("newco")).entrySet().stream()
                .filter(entry -> entry.getKey().contains("setup"))
                .findFirst()
                .orElseThrow()
                .toString();
    }

    private static Page begin(HttpBrowser browser) {
        Page settings = world.enter(browser, "newco");
        return browser.submit(
                settings,
                Map.of(
                        "issuer", world.provider.issuer().toString(),
                        "client-id", ConsoleWorld.CLIENT,
                        "client-secret", ConsoleWorld.SECRET));
    }
}
