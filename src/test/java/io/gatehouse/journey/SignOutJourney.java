package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.demo.DemoOrganizations;
import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HttpBrowser.Page;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignOutJourney {

    @TempDir
    static Path config;

    static World world;

    final HttpBrowser browser = new HttpBrowser();

    @BeforeAll
    static void start() {
        world = World.start(config);
        world.write(
                "organizations/globex.yaml",
                World.organization(DemoOrganizations.GLOBEX, world.globex.issuer())
                        .replace("sign-out: identity-provider", "sign-out: here"));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    @Proves("SEC-51")
    void signsOutHereAndAtTheIdentityProvider() {
        world.signIn(browser, "/acme/portal/", "alice");
        String cookie = browser.cookiesFor(world.gateway.uri()).get("gatehouse-acme");

        Page page = browser.post(world.url("/organizations/acme/logout"), Map.of());

        assertThat(page.hops()).anySatisfy(hop -> assertThat(hop.getPort()).isEqualTo(world.acme.port()));
        assertThat(page.address()).hasPath("/organizations/acme/signed-out");
        assertThat(page.body()).contains("You are signed out of <bdi>Acme</bdi>");
        assertThat(browser.cookiesFor(world.gateway.uri())).doesNotContainKey("gatehouse-acme");
        // The cookie is dead, not only gone; and the identity provider asks again.
        browser.plantCookie(world.gateway.uri(), "gatehouse-acme=" + cookie + "; Path=/");
        Page again = browser.open(world.url("/acme/portal/"));
        assertThat(again.address().getPort()).isEqualTo(world.acme.port());
        assertThat(again.body()).contains("alice");
    }

    @Test
    void askingToSignOutByALinkAsksFirst() {
        world.signIn(browser, "/acme/portal/", "alice");

        Page page = browser.open(world.url("/organizations/acme/logout"));

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("Sign out of <bdi>Acme</bdi>?", "alice", "method=\"post\"");
        assertThat(browser.get(world.url("/acme/portal/")).status()).isEqualTo(200);
    }

    @Test
    void anotherSiteCannotSignAnybodyOut() {
        world.signIn(browser, "/acme/portal/", "alice");
        for (var header : Map.of("Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site")
                .entrySet()) {
            Page page = browser.send(world.url("/organizations/acme/logout"), request -> request.header(
                            header.getKey(), header.getValue())
                    .POST(java.net.http.HttpRequest.BodyPublishers.noBody()));
            assertThat(page.status()).isEqualTo(403);
        }

        assertThat(browser.get(world.url("/acme/portal/")).status()).isEqualTo(200);
    }

    @Test
    void signingOutOfOneOrganizationLeavesTheOtherAndNamesIt() {
        world.signIn(browser, "/acme/portal/", "alice");
        world.signIn(browser, "/globex/portal/", "mona");

        Page page = browser.post(world.url("/organizations/acme/logout"), Map.of());

        assertThat(page.body()).contains("You are still signed in to <bdi>globex</bdi>");
        assertThat(browser.get(world.url("/globex/portal/")).status()).isEqualTo(200);
    }

    @Test
    void aStrangerWhoSignsOutIsSignedOut() {
        assertThat(browser.post(world.url("/organizations/acme/logout"), Map.of())
                        .address())
                .hasPath("/organizations/acme/signed-out");
        assertThat(browser.open(world.url("/organizations/acme/logout")).address())
                .hasPath("/organizations/acme/signed-out");
    }
}
