package io.gatehouse.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.identity.Claims;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.organization.provider.Issuer;
import io.gatehouse.organization.provider.SignOut;
import io.gatehouse.secret.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an admin is warned of although the test has passed. */
class TestWarningsTests {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    @Test
    void aPersonWithEverythingIsNoWarning() {
        assertThat(warnings(person(true, "engineering"), Map.of("iat", NOW.minusSeconds(1)), Map.of()))
                .isEmpty();
    }

    @Test
    void noAddressAndAnUnverifiedOneAreToldApart() {
        Claims nobody = new Claims(
                "https://login.acme.example", "gatehouse", "1", "x", Optional.empty(), false, "groups", List.of("a"));

        assertThat(warnings(nobody, Map.of(), Map.of()))
                .singleElement()
                .asString()
                .startsWith("No e-mail address");
        assertThat(warnings(person(false, "a"), Map.of(), Map.of()))
                .singleElement()
                .asString()
                .contains("not marked as verified");
    }

    @Test
    void tooManyGroupsForTheTokenAreNotNone() {
        assertThat(warnings(person(true).withGroupsWithheld(), Map.of(), Map.of()))
                .singleElement()
                .asString()
                .contains("too many groups");
        assertThat(warnings(person(true), Map.of("_claim_names", Map.of("groups", "src1")), Map.of()))
                .singleElement()
                .asString()
                .contains("Microsoft Graph told the groups");
    }

    @Test
    void groupsThatStandInTheAccessTokenOnlyAreFound() {
        assertThat(warnings(person(true), Map.of(), Map.of("groups", List.of("engineering"))))
                .singleElement()
                .asString()
                .contains("access token only", "Add to ID token");
    }

    @Test
    void noGroupsAnywhereIsSaidWithWhatItMeans() {
        assertThat(warnings(person(true), Map.of(), Map.of()))
                .containsExactly("No groups came in “groups”: everybody gets the role “member” only.");
    }

    @Test
    void exactlyAHundredGroupsAreAWarningAtOktaOnly() {
        String[] hundred = IntStream.range(0, 100).mapToObj(i -> "group-" + i).toArray(String[]::new);
        Organization okta = TestOrganizations.acmeWith(new IdentityProvider(
                Issuer.parse("https://acme.okta.com"),
                "gatehouse",
                List.of(Secret.of("s3cret")),
                Optional.empty(),
                IdentityProvider.DEFAULT_SCOPES,
                Map.of(),
                SignOut.HERE));

        assertThat(TestWarnings.of(okta, person(true, hundred), Map.of(), Map.of(), NOW))
                .singleElement()
                .asString()
                .contains("Okta cuts");
        assertThat(warnings(person(true, hundred), Map.of(), Map.of())).isEmpty();
    }

    @Test
    void groupsThatAreObjectIdsAreSaid() {
        assertThat(warnings(person(true, "8b87af7d-8647-4dc7-8df4-5f69a2011bb5"), Map.of(), Map.of()))
                .singleElement()
                .asString()
                .contains("object ids");
    }

    @Test
    void clocksThatDifferAreSaidBeforeTheyHurt() {
        assertThat(warnings(person(true, "a"), Map.of("iat", NOW.minusSeconds(45)), Map.of()))
                .containsExactly("The clocks differ by 45 s; from 60 s on nobody can sign in.");
    }

    @Test
    void whoWouldNotBeLetInIsTold() {
        assertThat(TestWarnings.of(TestOrganizations.acmeWithoutDefaultRole(), person(true), Map.of(), Map.of(), NOW))
                .contains("No groups came in “groups”: nobody gets a role.");
    }

    private static List<String> warnings(
            Claims person, Map<String, Object> received, Map<String, Object> inAccessToken) {
        return TestWarnings.of(TestOrganizations.acme(), person, received, inAccessToken, NOW);
    }

    private static Claims person(boolean verified, String... groups) {
        return new Claims(
                "https://login.acme.example",
                "gatehouse",
                "subject-1",
                "carol",
                Optional.of(new EmailAddress("carol@acme.com")),
                verified,
                "groups",
                List.of(groups));
    }
}
