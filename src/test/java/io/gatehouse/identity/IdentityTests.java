package io.gatehouse.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.Sso;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTests {

    private final Organization acme = TestOrganizations.acme();

    @Test
    void rolesComeMostPrivilegedFirstAsTheFileListsThem() {
        assertThat(identity(acme, Map.of("groups", List.of("contractors", "platform-team")))
                        .roles())
                .containsExactly("admin", "developer");
    }

    @Test
    void whoIsGrantedNothingHoldsTheDefaultRoleOrNone() {
        assertThat(identity(acme, Map.of("groups", List.of("sales"))).roles()).containsExactly("member");
        assertThat(identity(TestOrganizations.acmeWithoutDefaultRole(), Map.of())
                        .roles())
                .isEmpty();
    }

    @Test
    void readsNestedAndNamespacedClaims() {
        Map<String, Object> nested = Map.of("sub", "1", "realm_access", Map.of("roles", List.of("a", "b")));
        assertThat(Claims.from(nested, "c", new ClaimPath("realm_access.roles")).groups())
                .containsExactly("a", "b");

        Map<String, Object> namespaced = Map.of("sub", "1", "https://acme.com/groups", "one");
        assertThat(Claims.from(namespaced, "c", new ClaimPath("[\"https://acme.com/groups\"]"))
                        .groups())
                .containsExactly("one");
        assertThat(Claims.from(namespaced, "c", new ClaimPath("a.b.c")).groups())
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "[\"", "[\"\"]", "a[b", "[\"a\"]."})
    void refusesAClaimPathThatIsNone(String path) {
        assertThatThrownBy(() -> new ClaimPath(path)).hasMessageContaining("(expected: ");
    }

    @Test
    @Proves("SEC-61")
    void anAddressCountsOnlyWhenTheProviderSaidBooleanTrue() {
        for (Object verified : new Object[] {"true", "false", 1, List.of(true)}) {
            assertThat(identity(acme, Map.of("email", "alice@acme.com", "email_verified", verified))
                            .roles())
                    .as("%s", verified)
                    .containsExactly("member");
        }
        assertThat(identity(acme, Map.of("email", "alice@acme.com")).roles()).containsExactly("member");
        assertThat(identity(acme, Map.of("email", "Alice@ACME.com", "email_verified", true))
                        .roles())
                .containsExactly("admin", "member");
    }

    /** An address that changes hands is somebody else's: only who was the first to come with it is admin by it. */
    @Test
    @Proves("SEC-90")
    void anAddressMakesNobodyAdminWhoHasNotClaimedIt() {
        Claims claims = identity(acme, Map.of("email", "alice@acme.com", "email_verified", true))
                .claims();
        Optional<EmailAddress> address = claims.verifiedEmail();
        Optional<Standing> first = Optional.of(new Standing("m1", Optional.empty(), address));
        Optional<Standing> second = Optional.of(new Standing("m2", Optional.empty()));

        assertThat(Identity.of(acme, claims).roles()).containsExactly("member");
        assertThat(Identity.of(acme, claims, second).roles()).containsExactly("member");
        assertThat(Identity.of(acme, claims, first).roles()).containsExactly("admin", "member");
        Claims renamed =
                identity(acme, Map.of("email", "alice@elsewhere.example")).claims();
        assertThat(Identity.of(acme, renamed, first).roles()).containsExactly("admin", "member");
    }

    /** CVE-2026-40574 read the domain behind the last at-sign. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "attacker@evil.example@acme.com", "alice@acme.com.", "\"x@y\"@acme.com", "alice@acme.com ",
                        "аlice@acme.com",
                "alice@acme.com,evil@evil.example", "@acme.com", "alice@", "alice\r\n@acme.com", "alice@xn--acme"
            })
    @Proves("SEC-61")
    void whatIsNoPlainAddressIsNone(String email) {
        assertThat(Claims.from(Map.of("sub", "1", "email", email), "c", new ClaimPath("groups"))
                        .email())
                .isEmpty();
    }

    /** A pattern that goes as deep as its text is long would end the sign-in with a StackOverflowError. */
    @Test
    @Proves({"SEC-61", "SEC-74"})
    void anAddressOfManyThousandLabelsIsNone() {
        assertThat(EmailAddress.parse("a@" + "a.".repeat(100_000) + "com")).isEmpty();
        assertThat(EmailAddress.isDomain("a.".repeat(100_000) + "com")).isFalse();
    }

    @Test
    @Proves("SEC-61")
    void anAddressThatIsAListIsNone() {
        Map<String, Object> claims = Map.of("sub", "1", "email", List.of("alice@acme.com"), "email_verified", true);

        assertThat(Claims.from(claims, "c", new ClaimPath("groups")).verifiedEmail())
                .isEmpty();
    }

    @Test
    void aPilotLetsInAdminsAndTheNamedPeopleOnly() {
        Organization pilot = TestOrganizations.acmeWith(Sso.PILOT);

        assertThat(identity(pilot, Map.of("groups", List.of("platform-team"))).isAdmitted(pilot))
                .isTrue();
        assertThat(identity(pilot, Map.of("email", "bob@acme.com", "email_verified", true))
                        .isAdmitted(pilot))
                .isTrue();
        assertThat(identity(pilot, Map.of("email", "bob@acme.com")).isAdmitted(pilot))
                .isFalse();
        assertThat(identity(pilot, Map.of()).isAdmitted(pilot)).isFalse();
    }

    @Test
    void withoutInvitationsOnlyAdminsAreLetInWhereInvitationIsNeeded() {
        Organization invited = TestOrganizations.acmeByInvitation();

        assertThat(identity(invited, Map.of("groups", List.of("engineering"))).roles())
                .isEmpty();
        assertThat(identity(invited, Map.of("groups", List.of("platform-team"))).roles())
                .containsExactly("admin");
    }

    @Test
    void atEntraTheSubjectIsTheObjectIdInTheTenantOfTheIssuer() {
        String tenant = "8b87af7d-8647-4dc7-8df4-5f69a2011bb5";
        String person = "5f69a201-1bb5-4dc7-8df4-8b87af7d8647";
        Map<String, Object> token = new HashMap<>(Map.of(
                "iss", "https://login.microsoftonline.com/" + tenant + "/v2.0", "sub", "pairwise", "oid", person));

        assertThat(subject(token)).isEqualTo("pairwise");
        token.put("tid", tenant.toUpperCase(Locale.ROOT));
        assertThat(subject(token)).isEqualTo(person + "." + tenant);
        token.put("tid", "0b2f5ad4-3f0e-4d5e-8a6a-5c1d2e3f4a5b");
        assertThat(subject(token)).as("a tenant that the issuer is not").isEqualTo("pairwise");
        token.put("tid", tenant);
        token.put("oid", "admin");
        assertThat(subject(token)).as("what is no object id").isEqualTo("pairwise");
        token.put("oid", person);
        token.put("iss", "https://id.evil.com/" + tenant + "/v2.0");
        assertThat(subject(token)).as("another provider").isEqualTo("pairwise");
    }

    @Test
    void googleVouchesForItsOwnAddressesAndForThoseOfAWorkspace() {
        assertThat(google("root@acme.com", "acme.com").emailVerified()).isTrue();
        assertThat(google("someone@gmail.com", "").emailVerified()).isTrue();
        assertThat(google("root@acme.com", "").emailVerified()).isFalse();
    }

    @Test
    void entrasProofOfADomainComesInSeveralSpellings() {
        for (Object proof : new Object[] {true, 1, 1L, "1", "true"}) {
            assertThat(edov(proof)).as("%s", proof).isTrue();
        }
        for (Object none : new Object[] {false, 0, "0", "", "yes", List.of(true)}) {
            assertThat(edov(none)).as("%s", none).isFalse();
        }
    }

    private static boolean edov(Object value) {
        return Claims.from(
                        Map.of(
                                "iss",
                                "https://login.microsoftonline.com/8b87af7d-8647-4dc7-8df4-5f69a2011bb5/v2.0",
                                "sub",
                                "1",
                                "email",
                                "root@acme.com",
                                "xms_edov",
                                value),
                        "c",
                        new ClaimPath("groups"))
                .emailVerified();
    }

    private static Claims google(String email, String domain) {
        Map<String, Object> token = new HashMap<>(
                Map.of("iss", "https://accounts.google.com", "sub", "1", "email", email, "email_verified", true));
        if (!domain.isEmpty()) {
            token.put("hd", domain);
        }
        return Claims.from(token, "c", new ClaimPath("groups"));
    }

    private static String subject(Map<String, Object> token) {
        return Claims.from(token, "c", new ClaimPath("groups")).subject();
    }

    @Test
    void aTokenWithoutASubjectIsRefused() {
        assertThatThrownBy(() -> Claims.from(Map.of(), "c", new ClaimPath("groups")))
                .hasMessage("sub: missing");
    }

    private static Identity identity(Organization organization, Map<String, Object> claims) {
        Map<String, Object> all = new HashMap<>(claims);
        all.put("sub", "1");
        all.put("iss", "https://login.acme.example");
        return Identity.ofFirst(
                organization, Claims.from(all, "gatehouse", organization.roles().claim()));
    }
}
