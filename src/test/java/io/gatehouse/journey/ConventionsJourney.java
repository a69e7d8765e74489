package io.gatehouse.journey;

import static io.gatehouse.journey.ConventionsWorld.OTHER_TENANT;
import static io.gatehouse.journey.ConventionsWorld.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.journey.DocumentedProvider.Person;
import io.gatehouse.journey.HttpBrowser.Page;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each identity provider as its documentation describes it, with the mistakes that its conventions invite. */
@Tag("once")
class ConventionsJourney {

    private static final String OBJECT_ID = "5f69a201-1bb5-4dc7-8df4-8b87af7d8647";
    private static final String GROUP = "00000000-0000-4000-8000-00000000000";
    private static final Map<String, Object> OVERAGE = Map.of(
            "_claim_names",
            Map.of("groups", "src1"),
            "_claim_sources",
            Map.of("src1", Map.of("endpoint", "https://graph.windows.net/" + TENANT + "/users/x/getMemberObjects")));

    /** As v2.0 sends it: pairwise {@code sub}, no {@code email_verified}. */
    private static final Person BOB = Person.of(Map.of(
            "sub", "pairwise-for-this-client",
            "oid", OBJECT_ID,
            "tid", TENANT,
            "preferred_username", "bob@acme.com",
            "name", "Bob",
            "ver", "2.0"));

    private static ConventionsWorld world;

    @BeforeAll
    static void start(@TempDir Path directory) {
        world = ConventionsWorld.start(directory);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"entra", "entra-metadata", "entra-domain", "entra-key"})
    void atEntraAPersonIsTheObjectIdInItsTenantHoweverTheIssuerWasWritten(String organization) {
        Map<?, ?> bob = world.whoami(organization, BOB.with(Map.of("groups", List.of(GROUP + "3"))));

        assertThat(bob.get("subject")).isEqualTo(OBJECT_ID + "." + TENANT);
        assertThat(bob.get("username")).isEqualTo("bob@acme.com");
        assertThat(bob.get("roles")).isEqualTo(List.of("developer"));
    }

    @Test
    void theFirstVersionOfEntrasTokensHasAnotherIssuerAndOtherNames() {
        Map<?, ?> bob = world.whoami(
                "entra-v1",
                Person.of(Map.of(
                        "sub", "pairwise", "oid", OBJECT_ID, "tid", TENANT, "upn", "bob@acme.com", "ver", "1.0")));

        assertThat(bob.get("subject")).isEqualTo(OBJECT_ID + "." + TENANT);
        assertThat(bob.get("username")).isEqualTo("bob@acme.com");
    }

    @Test
    void externalIdNamesItselfByItsTenant() {
        assertThat(world.whoami("entra-customers", BOB).get("subject")).isEqualTo(OBJECT_ID + "." + TENANT);
    }

    @Test
    void ofManyTenantsAnAllowedOneSignsIn() {
        assertThat(world.whoami("entra-many", BOB.with(Map.of("iss", issuer(TENANT))))
                        .get("subject"))
                .isEqualTo(OBJECT_ID + "." + TENANT);
    }

    @Test
    void anotherCompanysPersonIsSentBackToChooseAnotherAccount() {
        Person stranger = BOB.with(Map.of("iss", issuer(OTHER_TENANT), "tid", OTHER_TENANT));

        Page page = refused("entra-many", stranger, 403, "GH-4131");

        assertThat(page.body())
                .contains(
                        "This account is not of your organization",
                        "/organizations/entra-many/oidc/login",
                        "Use another account");
        assertThat(logged("GH-4131")).contains("tid: " + OTHER_TENANT + " (expected: one of [" + TENANT + "])");
    }

    @Test
    void aTokenThatClaimsAnAllowedTenantUnderAnotherIssuerIsRefused() {
        refused("entra-many", BOB.with(Map.of("iss", issuer(OTHER_TENANT))), 502, "GH-4110");
        refused("entra-many", BOB.with(Map.of("iss", issuer("{tenantid}"), "tid", "{tenantid}")), 502, "GH-4110");
        refused("entra-many", BOB.with(Map.of("iss", "https://evil.example/" + TENANT + "/v2.0")), 502, "GH-4110");
    }

    @Test
    void anAddressOfEntraCountsOnlyWhereItsDomainIsProvenTheTenants() {
        Person root = BOB.with(Map.of("email", "root@acme.com", "oid", "00000000-0000-0000-0000-0000000000aa"));

        assertThat(world.whoami("entra", root).get("roles")).isEqualTo(List.of("member"));
        assertThat(world.whoami("entra", root.with(Map.of("email_verified", true)))
                        .get("roles"))
                .isEqualTo(List.of("member"));
        assertThat(world.whoami("entra", root.with(Map.of("xms_edov", false))).get("roles"))
                .isEqualTo(List.of("member"));
        assertThat(world.whoami("entra", root.with(Map.of("xms_edov", true))).get("roles"))
                .isEqualTo(List.of("admin", "member"));
    }

    @Test
    void entrasUserInfoIsNeverAsked() {
        world.whoami("entra", BOB);

        assertThat(world.internet.calls("graph.microsoft.com"))
                .noneMatch(call -> call.address().getPath().contains("userinfo"));
    }

    @Test
    void tooManyGroupsAreRefusedWithTheReason() {
        Page page = refused("entra", BOB.with(OVERAGE), 403, "GH-4133");

        assertThat(page.body()).contains("You are in more groups");
        assertThat(logged("GH-4133")).contains("groups: too many for the token (group-overage: refuse)", "App roles");
        refused("entra", BOB.with(Map.of("hasgroups", true)), 403, "GH-4133");
    }

    @Test
    void tooManyGroupsGiveTheDefaultRoleWhereThatIsChosenAndItIsSaid() {
        Map<?, ?> bob = world.whoami("entra-default", BOB.with(OVERAGE));

        assertThat(bob.get("roles")).isEqualTo(List.of("member"));
        assertThat(bob.get("groups_missing")).asString().startsWith("too many");
    }

    @Test
    void graphTellsTheGroupsOnAllItsPages() {
        List<String> ids = List.of(GROUP + "1", GROUP + "2", GROUP + "4", GROUP + "3", GROUP + "5");

        Map<?, ?> bob = world.whoami("entra-graph", BOB.with(OVERAGE).inGraph(ids));

        assertThat(bob.get("roles")).isEqualTo(List.of("developer"));
        assertThat(bob.get("groups")).isEqualTo(List.of(GROUP + "3"));
        assertThat(world.internet.calls("graph.windows.net")).isEmpty();
    }

    @Test
    void aNationalCloudHasItsOwnGraph() {
        world.whoami("entra-us", BOB.with(OVERAGE).inGraph(List.of(GROUP + "3")));

        assertThat(world.asked("graph.microsoft.us"))
                .hasValueSatisfying(asked -> assertThat(asked).hasPath("/v1.0/me/getMemberGroups"));
    }

    @Test
    void whereGraphRefusesThePersonIsRefusedWithTheReason() {
        refused("entra-graph", BOB.with(OVERAGE), 403, "GH-4134");

        assertThat(logged("GH-4134")).contains("getMemberGroups: 403 (expected: 200)", "GroupMember.Read.All");
    }

    @Test
    void graphIsNotAskedForWhoseGroupsCame() {
        int before = world.internet.calls("graph.microsoft.com").size();

        world.whoami("entra-graph", BOB.with(Map.of("groups", List.of("engineering"))));

        assertThat(world.internet.calls("graph.microsoft.com")).hasSize(before);
    }

    @ParameterizedTest
    @CsvSource({
        "entra, client_secret_post",
        "entra-key, private_key_jwt",
        "okta, client_secret_basic",
        "auth0-key, private_key_jwt",
        "keycloak, client_secret_basic"
    })
    void authenticatesAsTheMetadataSays(String organization, String method) {
        world.whoami(organization, organization.startsWith("entra") ? BOB : Person.of(Map.of("sub", "1")));

        assertThat(world.provider(organization).authenticatedBy()).isEqualTo(method);
    }

    @ParameterizedTest
    @ValueSource(strings = {"okta", "okta-custom"})
    void oktasServersAreTwoIssuersAndUserInfoHasWhatTheIdTokenLacks(String organization) {
        Map<?, ?> ada = world.whoami(
                organization,
                Person.of(Map.of("sub", "00u1", "email", "root@acme.com"))
                        .withUserInfo(Map.of(
                                "sub",
                                "00u1",
                                "email",
                                "root@acme.com",
                                "email_verified",
                                true,
                                "groups",
                                List.of("engineering"))));

        assertThat(ada.get("roles")).isEqualTo(List.of("admin", "developer"));
    }

    @Test
    void whatUserInfoSaysOfAnotherAddressVerifiesNone() {
        Map<?, ?> ada = world.whoami(
                "okta",
                Person.of(Map.of("sub", "00u1", "email", "root@acme.com"))
                        .withUserInfo(Map.of("sub", "00u1", "email", "mine@acme.com", "email_verified", true)));

        assertThat(ada.get("email_verified")).isEqualTo(false);
        assertThat(ada.get("roles")).isEqualTo(List.of("member"));
    }

    @Test
    void aTokenOfOktasOtherServerIsRefused() {
        refused("okta-custom", Person.of(Map.of("sub", "00u1", "iss", "https://acme.okta.com")), 502, "GH-4110");
    }

    @Test
    void atGoogleAnAccountOfTheWorkspaceSignsInUnderEitherNameOfTheIssuer() {
        Map<String, Object> root =
                new HashMap<>(Map.of("sub", "110", "hd", "acme.com", "email", "root@acme.com", "email_verified", true));

        assertThat(world.whoami("google", Person.of(root)).get("roles")).isEqualTo(List.of("admin", "member"));
        root.put("iss", "accounts.google.com");
        assertThat(world.whoami("google", Person.of(root)).get("subject")).isEqualTo("110");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''", "evil.com", "sub.acme.com", "acme.com.evil.com"})
    void anyOtherGoogleAccountIsRefusedWhateverAddressItShows(String domain) {
        Map<String, Object> anybody =
                new HashMap<>(Map.of("sub", "111", "email", "root@acme.com", "email_verified", true));
        if (!domain.isEmpty()) {
            anybody.put("hd", domain);
        }

        refused("google", Person.of(anybody), 403, "GH-4132");
    }

    @Test
    void aWorkspaceThatOnlyUserInfoNamesIsNone() {
        refused(
                "google",
                Person.of(Map.of("sub", "111")).withUserInfo(Map.of("sub", "111", "hd", "acme.com")),
                403,
                "GH-4132");
    }

    @Test
    void auth0sIssuerHasASlashAndItsGroupsANamespace() {
        Map<?, ?> ada = world.whoami(
                "auth0", Person.of(Map.of("sub", "auth0|1", "https://acme.com/groups", List.of("engineering"))));

        assertThat(ada.get("subject")).isEqualTo("auth0|1");
        assertThat(ada.get("roles")).isEqualTo(List.of("developer"));
    }

    @Test
    void objectIdsOfOtherProvidersAreNobodysSubject() {
        Map<?, ?> mallory = world.whoami(
                "auth0", Person.of(Map.of("sub", "auth0|666", "oid", OBJECT_ID, "tid", TENANT, "xms_edov", true)));

        assertThat(mallory.get("subject")).isEqualTo("auth0|666");
    }

    @Test
    void keycloaksRolesComeFromUserInfoWhereTheIdTokenHasNone() {
        Map<?, ?> ada = world.whoami(
                "keycloak",
                Person.of(Map.of("sub", "f:1"))
                        .withUserInfo(Map.of(
                                "sub",
                                "f:1",
                                "realm_access",
                                Map.of("roles", List.of("engineering", "offline_access")))));

        assertThat(ada.get("roles")).isEqualTo(List.of("developer"));
    }

    @Test
    void anAccessTokenIsReadOnlyWhereThatIsChosen() {
        Person ada = Person.of(Map.of("sub", "f:1"))
                .withUserInfo(Map.of("sub", "f:1"))
                .withAccessToken(Map.of(
                        "sub", "f:1", "azp", "gatehouse", "realm_access", Map.of("roles", List.of("engineering"))));

        assertThat(world.whoami("keycloak", ada).get("roles")).isEqualTo(List.of("member"));
        assertThat(world.whoami("keycloak-access", ada).get("roles")).isEqualTo(List.of("developer"));
    }

    @Test
    void anAccessTokenThatDoesNotHoldIsNeverBelieved() {
        Map<String, Object> claims = Map.of("sub", "f:1", "realm_access", Map.of("roles", List.of("engineering")));
        Person ada = Person.of(Map.of("sub", "f:1")).withUserInfo(Map.of("sub", "f:1"));
        Person claiming = ada.withAccessToken(claims);

        refused("keycloak-access", claiming.forging(), 502, "GH-4135");
        refused("keycloak-access", ada, 502, "GH-4135");
        refused("keycloak-access", claiming(ada, claims, "iss", "https://evil.example"), 502, "GH-4135");
        refused("keycloak-access", claiming(ada, claims, "azp", "another-client"), 502, "GH-4135");
        refused("keycloak-access", claiming(ada, claims, "exp", 1_000_000_000), 502, "GH-4135");
    }

    private static Person claiming(Person person, Map<String, Object> claims, String name, Object value) {
        Map<String, Object> more = new HashMap<>(claims);
        more.put(name, value);
        return person.withAccessToken(more);
    }

    private static Page refused(String organization, Person person, int status, String code) {
        Page page = world.signIn(new HttpBrowser(), organization, person);

        assertThat(page.body()).contains(code);
        assertThat(page.status()).isEqualTo(status);
        return page;
    }

    /** The last line of the log with this code. */
    private static String logged(String code) {
        return world.log.lines().stream()
                .filter(line -> line.startsWith(code))
                .reduce((one, two) -> two)
                .orElse("");
    }

    private static String issuer(String tenant) {
        return "https://login.microsoftonline.com/" + tenant + "/v2.0";
    }
}
