package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.demo.DemoOrganizations;
import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HttpBrowser.Page;
import io.gatehouse.journey.TestUpstream.Received;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignInJourney {

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
    void leadsFromThePortalToTheOrganizationsOwnSignInAndBackToThePageThatWasAskedFor() {
        Page signIn = browser.open(world.url("/acme/portal/catalog?page=2&x=%20"));
        assertThat(signIn.address().getPort()).isEqualTo(world.acme.port());
        assertThat(signIn.address().getQuery())
                .contains("response_type=code", "code_challenge_method=S256", "code_challenge=", "nonce=", "state=")
                .contains("redirect_uri=" + world.url("/organizations/acme/oidc/consume"));

        Page portal = browser.submit(signIn, Map.of("username", "alice"));

        assertThat(portal.status()).isEqualTo(200);
        assertThat(portal.address()).hasToString(world.url("/acme/portal/catalog?page=2&x=%20"));
        Received received = world.upstream.last();
        assertThat(received.uri()).isEqualTo("/catalog?page=2&x=%20");
        assertThat(received.header("X-Forwarded-User")).containsExactly("acme:" + subject("alice"));
        assertThat(received.header("X-Forwarded-Preferred-Username")).containsExactly("alice");
        assertThat(received.header("X-Forwarded-Email")).containsExactly("alice@acme.com");
        assertThat(received.header("X-Forwarded-Groups")).containsExactly("platform-team,engineering");
        assertThat(received.header("X-Forwarded-Roles")).containsExactly("admin,developer");
        assertThat(received.header("X-Forwarded-Organization")).containsExactly("acme");
        assertThat(received.header("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(received.header("X-Forwarded-Proto")).containsExactly("http");
        assertThat(received.header("X-Forwarded-Host")).containsExactly("localhost:" + world.gateway.port());
        assertThat(received.header("X-Forwarded-Port")).containsExactly(String.valueOf(world.gateway.port()));
        assertThat(received.header("X-Forwarded-Prefix")).containsExactly("/acme/portal");
        assertThat(received.header("Cookie")).isEmpty();
    }

    @Test
    @Proves("SEC-52")
    void globexsVisitorsGetGlobexsIdentityProviderInTheSameBrowser() {
        world.signIn(browser, "/acme/portal/", "bob");

        Page elsewhere = browser.open(world.url("/globex/portal/"));
        assertThat(elsewhere.address().getPort()).isEqualTo(world.globex.port());

        browser.submit(elsewhere, Map.of("username", "mona"));
        assertThat(world.upstream.last().header("X-Forwarded-Organization")).containsExactly("globex");
        assertThat(world.upstream.last().header("X-Forwarded-Preferred-Username"))
                .containsExactly("mona");

        browser.open(world.url("/acme/portal/"));
        assertThat(world.upstream.last().header("X-Forwarded-Preferred-Username"))
                .containsExactly("bob");
    }

    @Test
    @Proves("SEC-40")
    void aSessionOfOneOrganizationIsNothingAtAnother() {
        world.signIn(browser, "/acme/portal/", "alice");
        String acme = browser.cookiesFor(world.gateway.uri()).get("gatehouse-acme");
        browser.plantCookie(world.gateway.uri(), "gatehouse-globex=" + acme + "; Path=/");
        world.upstream.clear();

        Page page = browser.open(world.url("/globex/portal/"));

        assertThat(page.address().getPort()).isEqualTo(world.globex.port());
        assertThat(world.upstream.received()).isEmpty();
    }

    @Test
    @Proves("SEC-52")
    void twoTabsThatSignInAtTheSameTimeBothArrive() {
        Page first = browser.open(world.url("/acme/portal/first"));
        Page second = browser.open(world.url("/acme/portal/second"));
        String firstCallback = callback(browser, first);
        String secondCallback = callback(browser, second);

        assertThat(browser.open(secondCallback).address()).hasPath("/acme/portal/second");
        assertThat(browser.open(firstCallback).address()).hasPath("/acme/portal/first");
    }

    @Test
    @Proves("SEC-47")
    void aCallbackCannotBeUsedTwice() {
        String callback = callback(browser, browser.open(world.url("/acme/portal/")));
        browser.open(callback);
        String session = browser.cookiesFor(world.gateway.uri()).get("gatehouse-acme");
        int tokens = world.acme.tokenRequests();

        assertThat(browser.get(callback).header("Location")).contains("/acme/portal/");

        assertThat(browser.cookiesFor(world.gateway.uri())).containsEntry("gatehouse-acme", session);
        assertThat(world.acme.tokenRequests()).isEqualTo(tokens);
    }

    @Test
    @Proves("SEC-53")
    void aCallbackThatThisBrowserDidNotBeginGetsAPage() {
        String callback = callback(browser, browser.open(world.url("/acme/portal/")));
        browser.forgetCookies();

        Page page = browser.open(callback);

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.body()).contains("This sign-in has expired", "GH-4001");
    }

    @Test
    @Proves("SEC-53")
    void aVictimCannotBeSignedInWithAnAttackersCallback() {
        String callback = callback(browser, browser.open(world.url("/acme/portal/")));
        HttpBrowser victim = new HttpBrowser();

        Page page = victim.open(callback);

        assertThat(page.status()).isEqualTo(400);
        assertThat(victim.cookiesFor(world.gateway.uri())).doesNotContainKey("gatehouse-acme");
    }

    @Test
    @Proves("SEC-54")
    void aCallbackForAnotherOrganizationIsRefused() {
        String callback = callback(browser, browser.open(world.url("/acme/portal/")));

        Page page = browser.open(callback.replace("/organizations/acme/", "/organizations/globex/"));

        assertThat(page.status()).isEqualTo(400);
        assertThat(browser.cookiesFor(world.gateway.uri())).doesNotContainKeys("gatehouse-globex", "gatehouse-acme");
    }

    @Test
    @Proves("SEC-54")
    void aCallbackThatNamesAnotherIssuerIsRefused() {
        String callback = callback(browser, browser.open(world.url("/acme/portal/")));

        assertThat(browser.open(callback.replaceFirst("iss=[^&]*", "iss=http://localhost:1"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    @Proves("SEC-54")
    void aCallbackWithoutTheIssuerThatTheProviderPromisesIsRefused() {
        String callback = callback(browser, browser.open(world.url("/acme/portal/")));

        assertThat(browser.open(callback.replaceFirst("&?iss=[^&]*", "")).status())
                .isEqualTo(400);
    }

    @Test
    @Proves("SEC-47")
    void oddCallbacksGetAPageAndNoSession() {
        for (String query :
                List.of("", "?code=x", "?state=x", "?error=x", "?code=x&code=y&state=z", "?state=a&state=b")) {
            Page page = browser.open(world.url("/organizations/acme/oidc/consume" + query));
            assertThat(page.status()).as(query).isEqualTo(400);
            assertThat(page.isPage()).as(query).isTrue();
        }
    }

    @Test
    void aPersonWhoGoesBackWithoutSigningInReadsSo() {
        Page signIn = browser.open(world.url("/acme/portal/"));

        Page page = browser.submit(signIn, Map.of("username", ""));

        assertThat(page.status()).isEqualTo(403);
        assertThat(page.body()).contains("You were not signed in", "Try again");
    }

    @Test
    @Proves({"SEC-41", "SEC-42"})
    void everySignInHasASessionIdOfItsOwnAndTheOldOneEnds() {
        world.signIn(browser, "/acme/portal/", "alice");
        String before = browser.cookiesFor(world.gateway.uri()).get("gatehouse-acme");

        browser.open(world.url("/organizations/acme/oidc/login?return_to=/acme/portal/"));
        String after = browser.cookiesFor(world.gateway.uri()).get("gatehouse-acme");

        assertThat(after).isNotEqualTo(before);
        HttpBrowser thief = new HttpBrowser();
        thief.plantCookie(world.gateway.uri(), "gatehouse-acme=" + before + "; Path=/");
        assertThat(thief.get(world.url("/acme/portal/")).status()).isEqualTo(302);
    }

    @Test
    void asksForAnotherAccountWhenThePersonWantsOne() {
        world.signIn(browser, "/acme/portal/", "alice");

        Page page = browser.open(world.url("/organizations/acme/oidc/login?account=other&return_to=/acme/portal/x"));

        assertThat(page.address().getQuery()).contains("prompt=select_account");
        assertThat(browser.submit(page, Map.of("username", "bob")).address()).hasPath("/acme/portal/x");
        assertThat(world.upstream.last().header("X-Forwarded-Preferred-Username"))
                .containsExactly("bob");
    }

    @Test
    @Proves("SEC-49")
    void manyAttemptsDoNotGrowTheBrowsersCookiesWithoutBound() {
        for (int i = 0; i < 20; i++) {
            browser.get(world.url("/organizations/acme/oidc/login"));
        }

        assertThat(browser.cookiesFor(URI.create(world.url("/organizations/acme/oidc/consume")))
                        .keySet())
                .filteredOn(name -> name.startsWith("gatehouse-login-"))
                .hasSize(12);
    }

    @Test
    void theSessionCookieIsSmallOpaqueAndClosedToScripts() {
        Page signIn = browser.open(world.url("/acme/portal/"));
        String callback = callback(browser, signIn);

        Page answer = browser.get(callback);

        assertThat(answer.headers().allValues("Set-Cookie"))
                .filteredOn(cookie -> cookie.startsWith("gatehouse-acme="))
                .singleElement()
                .satisfies(cookie -> assertThat(cookie)
                        .hasSizeLessThan(200)
                        .containsIgnoringCase("; HttpOnly")
                        .contains("; Path=/;", "SameSite=Lax")
                        .doesNotContain("Domain", "alice"));
    }

    @Test
    void whoamiSaysWhoIsSignedIn() {
        assertThat(browser.fetch(world.url("/organizations/acme/whoami")).status())
                .isEqualTo(401);
        world.signIn(browser, "/acme/portal/", "alice");

        Page whoami = browser.fetch(world.url("/organizations/acme/whoami"));

        assertThat(whoami.body())
                .contains(
                        "\"organization\":\"acme\"",
                        "\"email\":\"alice@acme.com\"",
                        "\"roles\":[\"admin\",\"developer\"]");
    }

    @Test
    void aRoleOpensItsRouteAndNobodyElseGetsThere() {
        world.signIn(browser, "/acme/portal/", "bob");
        world.upstream.clear();

        Page page = browser.open(world.url("/acme/portal/admin/users"));
        assertThat(page.status()).isEqualTo(403);
        assertThat(page.body()).contains("GH-3003", "Use another account");
        assertThat(browser.open(world.url("/acme/portal/%61dmin/users")).status())
                .isEqualTo(403);
        assertThat(world.upstream.received()).isEmpty();

        HttpBrowser alice = new HttpBrowser();
        assertThat(world.signIn(alice, "/acme/portal/admin/users", "alice").status())
                .isEqualTo(200);
    }

    @Test
    @Proves("SEC-75")
    void discoversOnceHoweverManySignIn() {
        for (int i = 0; i < 3; i++) {
            world.signIn(new HttpBrowser(), "/acme/portal/", "carol");
        }

        assertThat(world.acme.discoveryRequests()).isEqualTo(1);
        assertThat(world.acme.jwksRequests()).isEqualTo(1);
    }

    /** Signs in at the identity provider, and stops at the address it sends the browser back to. */
    private static String callback(HttpBrowser browser, Page signIn) {
        Page answer = browser.send(signIn.address().toString(), request -> request.header("Accept", "text/html"));
        if (answer.status() == 302) {
            return answer.header("Location").orElseThrow();
        }
        Map<String, String> form = Map.of("username", "alice");
        return browser.submitOnce(signIn, form).header("Location").orElseThrow();
    }

    private static String subject(String username) {
        return DemoOrganizations.ACME.users().stream()
                .filter(user -> user.username().equals(username))
                .findFirst()
                .orElseThrow()
                .subject();
    }
}
