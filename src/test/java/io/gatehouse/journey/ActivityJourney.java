package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HttpBrowser.Page;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an organization's admins see of what happened, and what nobody else sees. */
@Tag("once")
class ActivityJourney {

    @TempDir
    static Path config;

    static ConsoleWorld world;
    static final HttpBrowser nina = new HttpBrowser();

    @BeforeAll
    static void start() {
        world = ConsoleWorld.start(config);
        world.setUp(new HttpBrowser());
        nina.submit(nina.open(world.settings("newco").toString()), Map.of("username", "nina"));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void theAdminSeesWhoChangedWhatAndWhoSignedIn() {
        Page activity = see("");

        assertThat(activity.status()).isEqualTo(200);
        assertThat(activity.body())
                .contains(
                        "Opened sign-in for everybody",
                        "Made somebody admin",
                        "A test of the sign-on passed",
                        "Came by a set-up link",
                        "Signed in</strong> · nina")
                .doesNotContain(ConsoleWorld.SECRET);
        assertThat(activity.body().indexOf("Opened sign-in for everybody"))
                .isLessThan(activity.body().indexOf("Came by a set-up link"));
    }

    @Test
    @Proves("SEC-ACTIVITY-3")
    void aSignInThatFailedStandsThereWithTheNumberThatThePersonReads() {
        HttpBrowser oscar = new HttpBrowser();
        Page refused = turnBack(oscar, "<script>=cmd");
        String reference = found("([0-9a-f]{4}-[0-9a-f]{4})", refused.body());

        Page activity = see("?kind=failed-sign-in");

        assertThat(activity.body())
                .contains("A sign-in failed", reference, "<dd>GH-")
                .doesNotContain("Opened sign-in", "<script>=");
    }

    @Test
    void aPersonIsFoundAndWhoIsNotThereIsNot() {
        assertThat(see("?person=NIN").body()).contains("Signed in</strong> · nina");
        assertThat(see("?person=nobody").body()).contains("Nothing of that.").doesNotContain("· nina");
        assertThat(see("?until=2001-01-01").body()).contains("Nothing of that.");
    }

    @Test
    void allOfItCanBeTakenAlong() {
        Page csv = nina.open(world.settings("newco") + "/activity/activity.csv");
        Page lines = nina.open(world.settings("newco") + "/activity/activity.jsonl?kind=change");

        assertThat(csv.body())
                .startsWith("at,event,sentence,who,client,code,reference,details\r\n")
                .contains("\"sso-enforced\"");
        assertThat(lines.body().lines()).allMatch(line -> line.startsWith("{\"at\":\"") && line.endsWith("}"));
        assertThat(lines.body()).contains("\"event\":\"admin-bound\"").doesNotContain("sign-in");
        assertThat(see("").body()).contains("Downloaded the activity</strong> · nina");
    }

    @Test
    @Proves("SEC-ACTIVITY-2")
    void whoIsNoAdminSeesNothing() {
        HttpBrowser oscar = new HttpBrowser();
        String address = world.settings("newco") + "/activity";
        Page refused = oscar.submit(oscar.open(address), Map.of("username", "oscar"));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(oscar.open(address + "/activity.csv").status()).isEqualTo(403);
        assertThat(nina.open(world.settings("other") + "/activity").status()).isEqualTo(403);
        assertThat(nina.open(world.settings("other") + "/activity/activity.jsonl")
                        .status())
                .isEqualTo(403);
    }

    private static Page see(String query) {
        return nina.open(world.settings("newco") + "/activity" + query);
    }

    /** Begins to sign in and comes back without having done it. */
    private static Page turnBack(HttpBrowser browser, String said) {
        URI there = browser.open(world.url("/newco/portal/")).address();
        String state = found("[?&]state=([^&]+)", there.toString());
        return browser.open(world.url("/organizations/newco/oidc/consume?error=access_denied&error_description="
                + java.net.URLEncoder.encode(said, java.nio.charset.StandardCharsets.UTF_8) + "&state=" + state));
    }

    private static String found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .findFirst()
                .map((MatchResult match) -> match.group(1))
                .orElseThrow(() -> new AssertionError(pattern + " in " + text));
    }
}
