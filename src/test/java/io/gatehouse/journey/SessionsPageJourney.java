package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Who is signed in, as an admin sees it, and how that ends. */
@Tag("once")
class SessionsPageJourney {

    private static final String SESSIONS = "/organizations/acme/settings/sessions";

    @TempDir
    static Path config;

    static World world;

    final HttpBrowser admin = new HttpBrowser();
    final HttpBrowser bob = new HttpBrowser();

    @BeforeAll
    static void start() {
        world = World.start(config);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void signIn() {
        signIn(bob, "/acme/portal/", "bob");
        signIn(admin, SESSIONS, "alice");
    }

    /** Again, if need be: within the second in which all were signed out, a sign-in could still be one from before. */
    private static void signIn(HttpBrowser browser, String path, String username) {
        Awaitility.await().until(() -> world.signIn(browser, path, username).status() == 200);
    }

    @Test
    void showsWhoIsSignedInFromWhereAndMarksOnesOwn() {
        Page page = admin.open(world.url(SESSIONS));

        assertThat(page.body())
                .contains("alice", "bob", "127.0.0.1", "Gatehouse-Journey/1.0", "(this is you, here)")
                .contains("aria-current=\"page\">Sessions");
        assertThat(page.header("Content-Security-Policy").orElseThrow()).doesNotContain("script-src");
    }

    @Test
    void anEndedSessionIsWorthNothingAtOnceAndTheOtherGoesOn() {
        HttpBrowser bobsPhone = new HttpBrowser();
        signIn(bobsPhone, "/acme/portal/", "bob");
        Page found = admin.open(world.url(SESSIONS + "?person=bob"));

        Page after = admin.submitTo(found, SESSIONS + "/end", Map.of());

        assertThat(after.address().getPath()).isEqualTo(SESSIONS);
        assertThat(bobsPhone.get(world.url("/acme/portal/")).status()).isEqualTo(302);
        assertThat(bob.get(world.url("/acme/portal/")).status()).isEqualTo(200);
        assertThat(String.join("\n", world.log.lines()))
                .contains("event=session-revoked")
                .contains("username=bob");
    }

    @Test
    void aPersonIsSignedOutEverywhere() {
        HttpBrowser bobsPhone = new HttpBrowser();
        signIn(bobsPhone, "/acme/portal/", "bob");
        Page found = admin.open(world.url(SESSIONS + "?person=bob@acme.com"));

        admin.post(
                world.url(SESSIONS + "/end-person"),
                Map.of("proof", field(found, "proof"), "session", field(found, "session")));

        assertThat(bob.get(world.url("/acme/portal/")).status()).isEqualTo(302);
        assertThat(bobsPhone.get(world.url("/acme/portal/")).status()).isEqualTo(302);
        assertThat(admin.open(world.url(SESSIONS + "?person=bob")).body()).contains("Nobody of that name");
        assertThat(String.join("\n", world.log.lines())).contains("event=person-signed-out");
    }

    @Test
    void everybodyIsSignedOutAfterAQuestionAndWhoDoesItMayStay() {
        Page page = admin.open(world.url(SESSIONS));
        Page question = admin.submitTo(page, SESSIONS + "/end-all", Map.of());
        assertThat(question.body()).contains("End all but mine");
        assertThat(bob.get(world.url("/acme/portal/")).status()).isEqualTo(200);

        Page after = admin.submitTo(question, SESSIONS + "/end-all", Map.of("mine", "keep"));

        assertThat(after.status()).isEqualTo(200);
        assertThat(after.body()).contains("(this is you, here)").doesNotContain(">bob");
        assertThat(bob.get(world.url("/acme/portal/")).status()).isEqualTo(302);
        assertThat(String.join("\n", world.log.lines())).contains("event=everybody-signed-out");
    }

    @Test
    void whoIsNoAdminSeesAndEndsNothing() {
        assertThat(bob.open(world.url(SESSIONS)).status()).isEqualTo(403);

        Page refused = bob.post(world.url(SESSIONS + "/end-all"), Map.of("sure", "yes", "proof", "x"));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(admin.get(world.url("/acme/portal/")).status()).isEqualTo(200);
    }

    @Test
    void anotherOrganizationsSessionCannotBeEnded() {
        HttpBrowser boss = new HttpBrowser();
        signIn(boss, "/organizations/globex/settings/sessions", "hank");
        Page theirs = boss.open(world.url("/organizations/globex/settings/sessions"));
        assertThat(theirs.status()).as(theirs.body()).isEqualTo(200);
        Page mine = admin.open(world.url(SESSIONS));

        for (String form : new String[] {"/end", "/end-person"}) {
            admin.post(
                    world.url(SESSIONS + form),
                    Map.of("proof", field(mine, "proof"), "session", field(theirs, "session")));
        }

        assertThat(boss.get(world.url("/globex/portal/")).status()).isEqualTo(200);
    }

    private static String field(Page page, String name) {
        return page.body().replaceAll("(?s).*?name=\"" + name + "\" value=\"([^\"]+)\".*", "$1");
    }
}
