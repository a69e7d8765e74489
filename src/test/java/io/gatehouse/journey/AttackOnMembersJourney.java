package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HttpBrowser.Page;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another organization's admin, an ordinary member and another site, at the pages of members, roles, sessions and activity. */
@Tag("once")
class AttackOnMembersJourney {

    private static final String ACME = "/organizations/acme/settings";
    private static final String GLOBEX = "/organizations/globex/settings";
    private static final List<String> PAGES = List.of(
            "",
            "/members",
            "/members/export",
            "/roles",
            "/sessions",
            "/activity",
            "/activity/activity.csv",
            "/activity/activity.jsonl");
    private static final List<String> FORMS = List.of(
            "/members/invite",
            "/members/import",
            "/members/resend",
            "/members/revoke",
            "/members/role",
            "/members/block",
            "/members/unblock",
            "/members/remove",
            "/roles/stage",
            "/roles/take",
            "/roles/discard",
            "/sessions/end",
            "/sessions/end-person",
            "/sessions/end-all");

    @TempDir
    static Path config;

    static World world;
    static final HttpBrowser alice = new HttpBrowser();
    static final HttpBrowser bob = new HttpBrowser();
    static final HttpBrowser hank = new HttpBrowser();

    @BeforeAll
    static void start() {
        world = World.start(config);
        world.signIn(alice, ACME, "alice");
        world.signIn(bob, "/acme/portal/", "bob");
        world.signIn(hank, GLOBEX, "hank");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    @Proves("SEC-MEMBER-2")
    void anOrdinaryMemberOpensNoPageAndSendsNoForm() {
        for (String page : PAGES) {
            assertThat(bob.open(world.url(ACME + page)).status()).as(page).isEqualTo(403);
        }
        String proof = field(alice.open(world.url(ACME + "/members")), "proof");
        for (String form : FORMS) {
            assertThat(bob.post(world.url(ACME + form), all(proof, id("bob"))).status())
                    .as(form)
                    .isEqualTo(403);
        }
        assertNothingHasHappened();
    }

    @Test
    @Proves("SEC-MEMBER-2")
    void anotherOrganizationsAdminChangesNothingByItsIds() {
        Page own = hank.open(world.url(GLOBEX + "/members"));
        String proof = field(own, "proof");
        for (String id : List.of(id("bob"), "../" + id("bob"), "acme." + id("bob"), "*", "")) {
            for (String form : FORMS.subList(2, 8)) {
                hank.post(world.url(GLOBEX + form), all(proof, id));
                assertThat(hank.post(world.url(ACME + form), all(proof, id)).status())
                        .as(form)
                        .isNotEqualTo(200);
            }
        }
        for (String page : PAGES.subList(1, PAGES.size())) {
            assertThat(hank.open(world.url(GLOBEX + page)).body()).as(page).doesNotContain("bob", "alice@");
        }
        assertNothingHasHappened();
    }

    /** The browser says where a form, a frame or a script comes from, and a proof that somebody has overheard does not outweigh it. */
    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "none"})
    @Proves("SEC-MEMBER-3")
    void noFormOfAnotherSiteCountsEvenWithTheRightProof(String site) {
        String proof = field(alice.open(world.url(ACME + "/members")), "proof");
        for (String form : FORMS) {
            Page refused = alice.send(world.url(ACME + form), request -> request.header("Sec-Fetch-Site", site)
                    .header("Sec-Fetch-Mode", "navigate")
                    .header("Sec-Fetch-Dest", "document")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("sure=yes&list=x@evil.example&address=x@evil.example&member="
                            + id("bob") + "&proof=" + proof)));
            assertThat(refused.status()).as(form).isEqualTo(403);
        }
        assertNothingHasHappened();
    }

    @Test
    @Proves("SEC-MEMBER-3")
    void noScriptFrameOrPictureReadsWhatAnAdminMay() {
        for (String page : PAGES) {
            assertThat(alice.fetch(world.url(ACME + page)).status()).as(page).isEqualTo(403);
            for (String inside : List.of("iframe", "object", "embed", "image", "empty")) {
                Page refused = alice.send(world.url(ACME + page), request -> request.header("Accept", "text/html")
                        .header("Sec-Fetch-Mode", "navigate")
                        .header("Sec-Fetch-Dest", inside));
                assertThat(refused.status()).as(page + " in " + inside).isEqualTo(403);
            }
        }
    }

    @Test
    @Proves("SEC-MEMBER-3")
    void nothingOfItStaysInASharedBrowser() {
        for (String page : PAGES) {
            Page answer = alice.open(world.url(ACME + page));
            assertThat(answer.status()).as(page).isEqualTo(200);
            assertThat(answer.header("Cache-Control")).as(page).contains("no-store");
            assertThat(answer.header("X-Content-Type-Options")).as(page).contains("nosniff");
            assertThat(answer.header("Content-Security-Policy").orElseThrow())
                    .as(page)
                    .contains("default-src 'none'", "frame-ancestors 'none'");
        }
    }

    private static Map<String, String> all(String proof, String member) {
        return Map.of(
                "proof", proof,
                "member", member,
                "role", "admin",
                "address", "x@evil.example",
                "list", "x@evil.example,admin",
                "version", "0",
                "session", "x",
                "sure", "yes");
    }

    private static void assertNothingHasHappened() {
        assertThat(bob.get(world.url("/acme/portal/")).status()).isEqualTo(200);
        assertThat(bob.get(world.url("/acme/portal/admin/")).status()).isEqualTo(403);
        assertThat(alice.open(world.url(ACME + "/members?search=evil")).body()).contains("Nobody is found");
        assertThat(world.log.lines())
                .noneMatch(line -> line.matches(".*event=(member-(role|blocked|removed|invited)|roles-|session-revoked"
                        + "|person-signed-out|everybody-signed-out).*organization=acme.*"));
    }

    private static String id(String person) {
        return field(alice.open(world.url(ACME + "/members?search=" + person)), "member");
    }

    private static String field(Page page, String name) {
        return Pattern.compile("name=\"" + name + "\" value=\"([^\"]+)\"")
                .matcher(page.body())
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }
}
