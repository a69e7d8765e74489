package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.journey.HttpBrowser.Page;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an empty organization to one whose people sign in, by its own admin. */
class ConsoleJourney {

    @TempDir
    Path config;

    ConsoleWorld world;

    final HttpBrowser admin = new HttpBrowser();

    @BeforeEach
    void start() {
        world = ConsoleWorld.start(config);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void leadsFromASetUpLinkThroughAWrongSecretToAnOrganizationWhosePeopleSignIn() {
        Page settings = world.enter(admin, "newco");
        assertThat(settings.address()).isEqualTo(world.settings("newco"));
        assertThat(settings.body())
                .contains("Sign-on for Newco", world.url("/organizations/newco/oidc/consume"), "set-up link");

        Page failed = world.updateAndTest(admin, settings, "a-wrong-secret", "nina");
        assertThat(failed.address()).isEqualTo(world.settings("newco").resolve("#test"));
        assertThat(failed.body()).contains("It does not work yet", "invalid_client", "client-secret");
        assertThat(failed.body()).doesNotContain("a-wrong-secret");

        Page passed = world.updateAndTest(admin, failed, ConsoleWorld.SECRET, "nina");
        assertThat(passed.body()).contains("It works.", "nina", "nina@newco.com", "Make me admin");
        assertThat(passed.body()).doesNotContain(ConsoleWorld.SECRET);
        assertThat(new HttpBrowser().open(world.url("/newco/portal/")).status()).isEqualTo(403);

        Page bound = world.press(admin, passed, "/admin", Map.of());
        assertThat(bound.body()).doesNotContain("Make me admin").contains("passed for an admin");
        Page enforced = world.press(admin, bound, "/access", Map.of("sso", "enforced"));
        assertThat(enforced.status()).isEqualTo(200);

        HttpBrowser ordinary = new HttpBrowser();
        Page portal = ordinary.submit(ordinary.open(world.url("/newco/portal/catalog")), Map.of("username", "oscar"));
        assertThat(portal.status()).isEqualTo(200);
        assertThat(portal.address()).hasToString(world.url("/newco/portal/catalog"));
        assertThat(world.upstream.last().header("X-Forwarded-Organization")).containsExactly("newco");
    }

    @Test
    void theAdminWhoWasBoundComesBackByAnOrdinarySignIn() {
        world.setUp(admin);
        HttpBrowser later = new HttpBrowser();

        Page settings = later.submit(later.open(world.settings("newco").toString()), Map.of("username", "nina"));

        assertThat(settings.address()).isEqualTo(world.settings("newco"));
        assertThat(settings.body()).contains("You are here as <strong>nina</strong>");
    }

    @Test
    void whoIsNoAdminDoesNotComeIn() {
        world.setUp(admin);
        HttpBrowser ordinary = new HttpBrowser();

        Page refused = ordinary.submit(ordinary.open(world.settings("newco").toString()), Map.of("username", "oscar"));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("GH-3003");
    }

    @Test
    void theLiveSignOnGoesOnWhileABrokenOneIsStaged() {
        world.setUp(admin);
        Page settings = admin.open(world.settings("newco").toString());

        Page broken = world.updateAndTest(admin, settings, "a-wrong-secret", "nina");

        assertThat(broken.body()).contains("It does not work yet");
        HttpBrowser ordinary = new HttpBrowser();
        Page portal = ordinary.submit(ordinary.open(world.url("/newco/portal/")), Map.of("username", "oscar"));
        assertThat(portal.status()).isEqualTo(200);
    }

    @Test
    void whatIsEnteredSurvivesARestart() {
        world.setUp(admin);

        world.restart();

        HttpBrowser ordinary = new HttpBrowser();
        Page portal = ordinary.submit(ordinary.open(world.url("/newco/portal/")), Map.of("username", "oscar"));
        assertThat(portal.status()).isEqualTo(200);
    }

    @Test
    void switchingOffIsAskedOnceMoreAndTheSettingsStayOpen() {
        world.setUp(admin);
        Page settings = admin.open(world.settings("newco").toString());

        Page question = world.press(admin, settings, "/access", Map.of("sso", "off"));
        assertThat(question.body()).contains("Switch sign-in off for Newco?");
        Page off = world.press(admin, question, "/access", Map.of());

        assertThat(off.address()).isEqualTo(world.settings("newco"));
        assertThat(new HttpBrowser().open(world.url("/newco/portal/")).status()).isEqualTo(403);
        assertThat(admin.open(world.settings("newco").toString()).status()).isEqualTo(200);
    }

    @Test
    void whoSeesAnOlderVersionChangesNothing() {
        Page first = world.enter(admin, "newco");
        HttpBrowser other = new HttpBrowser();
        Page second = world.enter(other, "newco");
        world.updateAndTest(admin, first, ConsoleWorld.SECRET, "nina");

        Page refused = world.press(
                other,
                second,
                "/sign-on",
                Map.of("issuer", "https://evil.example", "client-id", "x", "client-secret", "y"));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).contains("GH-2006");
    }
}
