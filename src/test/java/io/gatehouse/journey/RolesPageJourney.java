package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.journey.HttpBrowser.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which groups give which role, as an admin enters it, and who becomes what by it. */
@Tag("once")
class RolesPageJourney {

    @TempDir
    static Path config;

    static ConsoleWorld world;
    static HttpBrowser admin;

    final HttpBrowser oscar = new HttpBrowser();

    @BeforeAll
    static void start() {
        world = ConsoleWorld.start(config);
        admin = new HttpBrowser();
        world.setUp(admin);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void nobodyHasMoreThanTheDefaultRole() {
        take(stage(roles(), Map.of("role-0", "reader", "values-0", "nobody-is-in-it")));
    }

    @Test
    void aChangeOfRolesIsLookedAtWithRealPeopleAndThenSeenAtTheUpstreamWithoutAnotherSignIn() {
        oscar.submit(oscar.open(world.url("/newco/portal/")), Map.of("username", "oscar"));
        assertThat(rolesAtTheUpstream()).isEqualTo("member");

        Page preview = stage(roles(), Map.of("role-0", "developer", "values-0", "staff\nothers"));

        assertThat(preview.body()).contains("oscar", "<dd>member</dd>", "<strong>developer</strong>", "Make it count");
        assertThat(rolesAtTheUpstream()).isEqualTo("member");

        Page taken = take(preview);

        assertThat(taken.body()).doesNotContain("Make it count").contains("value=\"developer\"");
        Awaitility.await().untilAsserted(() -> assertThat(rolesAtTheUpstream()).isEqualTo("developer"));
    }

    @Test
    void aRoleMovesTowardsTheMostPrivilegedWithoutAScript() {
        Map<String, String> two =
                Map.of("role-0", "reader", "values-0", "staff", "role-1", "writer", "values-1", "staff");

        Map<String, String> moved = new HashMap<>(two);
        moved.put("up", "1");
        take(stage(roles(), moved));

        oscar.submit(oscar.open(world.url("/newco/portal/")), Map.of("username", "oscar"));
        assertThat(rolesAtTheUpstream()).isEqualTo("writer,reader");
    }

    @Test
    void nothingIsSavedByWhichNobodyWouldBeAdmin() {
        HttpBrowser visitor = new HttpBrowser();
        world.enter(visitor, "other");
        String others = world.settings("other") + "/roles";
        Map<String, String> developersOnly = Map.of("role-0", "developer", "values-0", "staff", "default", "member");
        Map<String, String> admins = Map.of("role-0", "admin", "values-0", "staff", "default", "member");

        Page refused = visitor.submit(visitor.open(others), developersOnly);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("Nobody would be admin").doesNotContain("Make it count");
        assertThat(visitor.submit(visitor.open(others), admins).body()).contains("Make it count");
    }

    @Test
    void whatIsWrongStandsBesideItsField() {
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
        take(stage(roles(), Map.of("role-0", "admin", "values-0", "staff")));
        String address = world.settings("newco") + "/roles";
        oscar.submit(oscar.open(address), Map.of("username", "oscar"));
        Page changed = world.press(
                oscar,
                oscar.open(address),
                "/roles/stage",
                Map.of("role-0", "admin", "values-0", "board", "default", "member"));

        Page question = world.press(oscar, changed, "/roles/take", Map.of());

        assertThat(question.body()).contains("You would not be admin any more");
        assertThat(oscar.open(address).status()).isEqualTo(200);
        world.press(oscar, question, "/roles/take", Map.of());
        assertThat(oscar.open(address).status()).isEqualTo(403);
    }

    @Test
    void whoSeesAnOlderVersionChangesNothing() {
        Page first = roles();
        stage(roles(), Map.of("role-0", "developer", "values-0", "staff"));

        Page refused = stage(first, Map.of("role-0", "writer", "values-0", "staff"));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(roles().body()).contains("value=\"developer\"").doesNotContain("value=\"writer\"");
    }

    @Test
    void rolesOfTheOperatorsFileAreShownAndNotChanged() throws IOException {
        Page before = roles();
        Path file = config.resolve("organizations/newco.yaml");
        String empty = Files.readString(file);
        Files.writeString(file, "name: Newco\nroles: {grant: {admin: [staff]}}\n");
        Awaitility.await().untilAsserted(() -> assertThat(roles().body()).contains("configuration file says it"));

        Page refused = stage(before, Map.of("role-0", "developer", "values-0", "staff"));

        assertThat(refused.status()).isEqualTo(405);
        assertThat(roles().body()).doesNotContain("<textarea").contains("<td>admin</td>");
        Files.writeString(file, empty);
        Awaitility.await().untilAsserted(() -> assertThat(roles().body()).contains("<textarea"));
    }

    private static Page roles() {
        return admin.open(world.settings("newco") + "/roles");
    }

    private static Page stage(Page page, Map<String, String> fields) {
        // What stands in the other rows goes, as it does when a person empties them.
        Map<String, String> filled =
                new HashMap<>(Map.of("default", "member", "role-1", "", "role-2", "", "role-3", ""));
        filled.putAll(fields);
        return world.press(admin, page, "/roles/stage", filled);
    }

    private static Page take(Page staged) {
        return world.press(admin, staged, "/roles/take", Map.of());
    }

    private String rolesAtTheUpstream() {
        assertThat(oscar.open(world.url("/newco/portal/")).status()).isEqualTo(200);
        return String.join("; ", world.upstream.last().header("X-Forwarded-Roles"));
    }
}
