package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.journey.HttpBrowser.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which groups give which role, as an admin enters it, and who becomes what by it. */
@Tag("once")
class RolesPageJourney {

    @TempDir
    Path config;

    ConsoleWorld world;

    final HttpBrowser admin = new HttpBrowser();
    final HttpBrowser oscar = new HttpBrowser();

    @BeforeEach
    void start() {
        world = ConsoleWorld.start(config);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void aChangeOfRolesIsLookedAtWithRealPeopleAndThenSeenAtTheUpstreamWithoutAnotherSignIn() {
        world.setUp(admin);
        oscar.submit(oscar.open(world.url("/newco/portal/")), Map.of("username", "oscar"));
        assertThat(rolesAtTheUpstream()).isEqualTo("member");

        Page preview = stage(roles(), Map.of("role-0", "developer", "values-0", "staff\nothers"));

        assertThat(preview.body()).contains("oscar", "<dd>member</dd>", "<strong>developer</strong>", "Make it count");
        assertThat(rolesAtTheUpstream()).isEqualTo("member");

        Page taken = world.press(admin, preview, "/roles/take", Map.of());

        assertThat(taken.body()).doesNotContain("Make it count").contains("value=\"developer\"");
        Awaitility.await().untilAsserted(() -> assertThat(rolesAtTheUpstream()).isEqualTo("developer"));
    }

    @Test
    void aRoleMovesTowardsTheMostPrivilegedWithoutAScript() {
        world.setUp(admin);
        Map<String, String> two =
                Map.of("role-0", "reader", "values-0", "staff", "role-1", "writer", "values-1", "staff");

        Map<String, String> moved = new HashMap<>(two);
        moved.put("up", "1");
        Page staged = stage(roles(), moved);
        world.press(admin, staged, "/roles/take", Map.of());

        oscar.submit(oscar.open(world.url("/newco/portal/")), Map.of("username", "oscar"));
        assertThat(rolesAtTheUpstream()).isEqualTo("writer,reader");
    }

    @Test
    void nothingIsSavedByWhichNobodyWouldBeAdmin() {
        world.enter(admin, "newco");

        Page refused = stage(roles(), Map.of("role-0", "developer", "values-0", "staff"));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("Nobody would be admin").doesNotContain("Make it count");
        Page staged = stage(roles(), Map.of("role-0", "admin", "values-0", "staff"));
        assertThat(staged.body()).contains("Make it count");
    }

    @Test
    void whatIsWrongStandsBesideItsField() {
        world.setUp(admin);

        Page refused = stage(
                roles(),
                Map.of(
                        "role-0", "Developer!",
                        "values-0", "staff",
                        "role-1", "empty",
                        "default", "admin"));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body())
                .contains("“Developer!” (expected:", "no values (expected:", "everybody would be admin");
    }

    @Test
    void anAdminWhoWouldLockHerselfOutIsAskedFirst() {
        Page settings = world.enter(admin, "newco");
        Page staged = stage(roles(), Map.of("role-0", "admin", "values-0", "staff"));
        world.press(admin, staged, "/roles/take", Map.of());
        Page tested =
                world.updateAndTest(admin, admin.open(settings.address().toString()), ConsoleWorld.SECRET, "nina");
        world.press(admin, tested, "/access", Map.of("sso", "enforced"));
        HttpBrowser nina = new HttpBrowser();
        nina.submit(nina.open(world.settings("newco").toString()), Map.of("username", "nina"));
        Page page = nina.open(world.settings("newco") + "/roles");
        Page changed = world.press(
                nina, page, "/roles/stage", Map.of("role-0", "admin", "values-0", "board", "default", "member"));

        Page question = world.press(nina, changed, "/roles/take", Map.of());

        assertThat(question.body()).contains("You would not be admin any more");
        assertThat(nina.open(world.settings("newco") + "/roles").status()).isEqualTo(200);
        world.press(nina, question, "/roles/take", Map.of());
        assertThat(nina.open(world.settings("newco") + "/roles").status()).isEqualTo(403);
    }

    @Test
    void whoSeesAnOlderVersionChangesNothing() {
        world.setUp(admin);
        Page first = roles();
        stage(roles(), Map.of("role-0", "developer", "values-0", "staff"));

        Page refused = stage(first, Map.of("role-0", "reader", "values-0", "staff"));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(roles().body()).contains("value=\"developer\"").doesNotContain("value=\"reader\"");
    }

    @Test
    void rolesOfTheOperatorsFileAreShownAndNotChanged() throws IOException {
        world.setUp(admin);
        Page before = roles();
        Files.writeString(
                config.resolve("organizations/newco.yaml"), "name: Newco\nroles: {grant: {admin: [staff]}}\n");
        Awaitility.await().untilAsserted(() -> assertThat(roles().body()).contains("configuration file says it"));

        Page refused = stage(before, Map.of("role-0", "developer", "values-0", "staff"));

        assertThat(refused.status()).isEqualTo(405);
        assertThat(roles().body()).doesNotContain("<textarea").contains("<td>admin</td>");
    }

    private Page roles() {
        return admin.open(world.settings("newco") + "/roles");
    }

    private Page stage(Page page, Map<String, String> fields) {
        Map<String, String> filled = new HashMap<>(Map.of("default", "member"));
        filled.putAll(fields);
        return world.press(admin, page, "/roles/stage", filled);
    }

    private String rolesAtTheUpstream() {
        assertThat(oscar.open(world.url("/newco/portal/")).status()).isEqualTo(200);
        return String.join("; ", world.upstream.last().header("X-Forwarded-Roles"));
    }
}
