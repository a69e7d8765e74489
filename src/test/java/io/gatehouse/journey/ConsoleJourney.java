package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.journey.HttpBrowser.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an empty organization to one whose people sign in, by its own admin. */
@Tag("once")
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
    void theReportSaysHowFarTheProvidersClockIsAway() {
        try (HostileProvider elsewhere = HostileProvider.start()) {
            elsewhere
                    .script("newco")
                    .claim("iat", Instant.now().minusSeconds(40).getEpochSecond());

            Page passed = admin.submit(
                    world.enter(admin, "newco"),
                    Map.of(
                            "issuer", elsewhere.issuer("newco").toString(),
                            "client-id", HostileScript.CLIENT,
                            "client-secret", HostileScript.SECRET));

            assertThat(passed.body()).contains("It works.").containsPattern("The clocks differ by 4[0-5] s");
        }
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
        assertThat(question.body()).contains("Switch sign-in off for", "Newco");
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

    @Test
    void anOrganizationWhoseFileIsGoneIsGone() throws IOException {
        world.setUp(admin);

        Files.delete(config.resolve("organizations/newco.yaml"));

        Awaitility.await().untilAsserted(() -> assertThat(
                        new HttpBrowser().get(world.url("/newco/portal/")).status())
                .isEqualTo(404));
    }

    @Test
    void whereTheFileSaysWhoGetsInTheTestedSignOnIsMadeLive() throws IOException {
        Files.writeString(config.resolve("organizations/newco.yaml"), "name: Newco\nsso: enforced\n");
        Page settings = world.enter(admin, "newco");
        Awaitility.await().untilAsserted(() -> assertThat(
                        admin.open(world.settings("newco").toString()).body())
                .contains("configuration file says it"));
        Page tested = world.updateAndTest(admin, settings, ConsoleWorld.SECRET, "nina");
        Page bound = world.press(admin, tested, "/admin", Map.of());

        Page live = world.press(admin, bound, "/access", Map.of());

        assertThat(live.body()).doesNotContain("Make it live").contains("People of Newco sign in at");
        HttpBrowser ordinary = new HttpBrowser();
        Page portal = ordinary.submit(ordinary.open(world.url("/newco/portal/")), Map.of("username", "oscar"));
        assertThat(portal.status()).isEqualTo(200);
    }

    @Test
    void anAdminBindsNobody() {
        world.setUp(admin);
        HttpBrowser nina = new HttpBrowser();
        Page settings = nina.submit(nina.open(world.settings("newco").toString()), Map.of("username", "nina"));
        String proof = settings.body().replaceAll("(?s).*name=\"proof\" value=\"([^\"]+)\".*", "$1");
        String version = settings.body().replaceAll("(?s).*name=\"version\" value=\"([^\"]+)\".*", "$1");

        Page refused = nina.post(settings.address() + "/admin", Map.of("proof", proof, "version", version));

        assertThat(refused.status()).isEqualTo(409);
    }

    @Test
    void whoIsRemovedIsNoAdminAnyMore() {
        world.setUp(admin);
        HttpBrowser nina = new HttpBrowser();
        Page settings = nina.submit(nina.open(world.settings("newco").toString()), Map.of("username", "nina"));

        world.press(nina, settings, "/remove-admin", Map.of());

        assertThat(nina.open(world.settings("newco").toString()).status()).isEqualTo(403);
    }

    @Test
    void whatIsDiscardedLeavesTheLiveSignOnAndItsProof() {
        world.setUp(admin);
        Page changed = world.updateAndTest(
                admin, admin.open(world.settings("newco").toString()), ConsoleWorld.SECRET + "-wrong", "nina");
        assertThat(changed.body()).contains("People go on signing in as before");

        Page discarded = world.press(admin, changed, "/discard", Map.of());

        assertThat(discarded.body()).contains("It works.").doesNotContain("is not live yet");
    }

    @Test
    void noSignInFailsWhileAnAdminStagesWhatIsBroken() throws Exception {
        world.setUp(admin);
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService people = Executors.newFixedThreadPool(3);
        List<Future<List<Integer>>> answers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            answers.add(people.submit(() -> signInsUntil(stop)));
        }

        for (int i = 0; i < 10; i++) {
            Page settings = admin.open(world.settings("newco").toString());
            assertThat(world.updateAndTest(admin, settings, "wrong-" + i, "nina")
                            .body())
                    .contains("It does not work yet");
        }
        stop.set(true);
        people.shutdown();

        for (Future<List<Integer>> answer : answers) {
            assertThat(answer.get()).isNotEmpty().containsOnly(200);
        }
    }

    private List<Integer> signInsUntil(AtomicBoolean stop) {
        List<Integer> statuses = new ArrayList<>();
        while (!stop.get()) {
            HttpBrowser browser = new HttpBrowser();
            Page portal = browser.submit(browser.open(world.url("/newco/portal/")), Map.of("username", "oscar"));
            statuses.add(portal.status());
        }
        return statuses;
    }
}
