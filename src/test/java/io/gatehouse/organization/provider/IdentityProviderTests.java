package io.gatehouse.organization.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.organization.client.Credential;
import io.gatehouse.organization.entra.GroupOverage;
import io.gatehouse.secret.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdentityProviderTests {

    private static final String TENANT = "8b87af7d-8647-4dc7-8df4-5f69a2011bb5";
    private static final String MANY = "https://login.microsoftonline.com/common/v2.0";
    private static final String ONE = "https://login.microsoftonline.com/" + TENANT + "/v2.0";

    @Test
    void anIssuerThatServesEverybodyLetsInNobodyUntilItIsSaidWhom() {
        assertThat(provider(MANY, Accounts.all()).isHome(Optional.of(TENANT))).isFalse();
        assertThat(provider("accounts.google.com", Accounts.all()).isHome(Optional.of("acme.com")))
                .isFalse();
        assertThat(provider("accounts.google.com", Accounts.all()).isHome(Optional.empty()))
                .isFalse();
    }

    @Test
    void onlyAllowedTenantsAndDomainsAreHome() {
        Accounts acme = new Accounts(Set.of(TENANT), Set.of("acme.com"));

        assertThat(provider(MANY, acme).isHome(Optional.of(TENANT))).isTrue();
        assertThat(provider(MANY, acme).isHome(Optional.of("0b2f5ad4-3f0e-4d5e-8a6a-5c1d2e3f4a5b")))
                .isFalse();
        assertThat(provider(MANY, acme).isHome(Optional.empty())).isFalse();
        assertThat(provider("accounts.google.com", acme).isHome(Optional.of("acme.com")))
                .isTrue();
        assertThat(provider("accounts.google.com", acme).isHome(Optional.of("evil.com")))
                .isFalse();
    }

    @Test
    void anIssuerOfOneOrganizationIsHomeForAllItsAccounts() {
        assertThat(provider(ONE, Accounts.all()).isHome(Optional.of(TENANT))).isTrue();
        assertThat(provider("https://acme.okta.com", Accounts.all()).isHome(Optional.empty()))
                .isTrue();
    }

    @Test
    void tenantsMayNarrowEvenAnIssuerOfOne() {
        Accounts another = new Accounts(Set.of("0b2f5ad4-3f0e-4d5e-8a6a-5c1d2e3f4a5b"), Set.of());

        assertThat(provider(ONE, another).isHome(Optional.of(TENANT))).isFalse();
    }

    @Test
    void whatAnEarlierVersionKeptIsReadWithTheDefaults() {
        IdentityProvider kept = new IdentityProvider(
                Issuer.parse(ONE),
                "client",
                List.of(Secret.of("s3cret")),
                Optional.empty(),
                IdentityProvider.DEFAULT_SCOPES,
                Map.of(),
                SignOut.HERE);

        assertThat(kept.credential()).isEqualTo(Credential.SECRET);
        assertThat(kept.groupOverage()).isEqualTo(GroupOverage.REFUSE);
        assertThat(kept.problems()).isEmpty();
    }

    private static IdentityProvider provider(String issuer, Accounts accounts) {
        return new IdentityProvider(
                Issuer.parse(issuer),
                "client",
                List.of(Secret.of("s3cret")),
                Optional.empty(),
                IdentityProvider.DEFAULT_SCOPES,
                Map.of(),
                SignOut.HERE,
                Credential.SECRET,
                accounts,
                ClaimsFrom.ID_TOKEN,
                GroupOverage.REFUSE);
    }
}
