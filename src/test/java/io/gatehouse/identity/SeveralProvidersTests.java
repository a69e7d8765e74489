package io.gatehouse.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeveralProvidersTests {

    private final Organization acme = TestOrganizations.acmeWithSeveral();

    @Test
    void itsOwnProviderMakesAnAdminByAddress() {
        Identity alice = signedIn("https://login.acme.example", "alice@acme.com");

        assertThat(alice.roles()).contains("admin");
        assertThat(alice.claims().verifiedEmail()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice@acme.com", "ALICE@ACME.COM", "bob@acme.com", "eve@partner.example"})
    @Proves("SEC-several-providers-vouching")
    void anotherOnesWordOnAnAddressCountsForNothing(String address) {
        Identity mallory = signedIn("https://login.partner.example", address);

        assertThat(mallory.roles()).doesNotContain("admin", "developer");
        assertThat(mallory.claims().verifiedEmail()).isEmpty();
        assertThat(mallory.claims().email()).isPresent();
    }

    @Test
    @Proves("SEC-several-providers-vouching")
    void aSessionOfAProviderThatIsGoneIsOfNobody() {
        Identity nobody = signedIn("https://login.evil.example", "alice@acme.com");

        assertThat(nobody.roles()).doesNotContain("admin", "developer");
        assertThat(nobody.claims().through(acme).identityProvider()).isEmpty();
    }

    @Test
    void thePilotIsNamedByItsOwnProviderOnly() {
        assertThat(acme.pilot())
                .contains(signedIn("https://login.acme.example", "bob@acme.com")
                        .claims()
                        .verifiedEmail()
                        .orElseThrow());
        assertThat(signedIn("https://login.partner.example", "bob@acme.com")
                        .claims()
                        .verifiedEmail())
                .isEmpty();
    }

    @Test
    void aRoleThatAnAdminGivesCountsWhicheverProviderGrantsIt() {
        Claims partner = claims("https://login.partner.example", "eve@partner.example");

        assertThat(Identity.of(acme, partner, Optional.of(new Standing("1", Optional.of("developer"))))
                        .roles())
                .containsExactly("developer");
        assertThat(Identity.of(acme, partner, Optional.of(new Standing("1", Optional.of("boss"))))
                        .roles())
                .containsExactly("member");
    }

    private Identity signedIn(String issuer, String address) {
        return Identity.of(acme, claims(issuer, address));
    }

    private static Claims claims(String issuer, String address) {
        return new Claims(
                issuer,
                "client",
                "42",
                "somebody",
                Optional.of(new EmailAddress(address)),
                true,
                "groups",
                List.of("platform-team", "engineering"));
    }
}
