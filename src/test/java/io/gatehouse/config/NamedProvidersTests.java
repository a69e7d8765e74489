package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.NamedProvider;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.ProviderName;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamedProvidersTests {

    private static final String TWO = """
            roles: {default: none}
            admins: [alice@acme.com]
            identity-providers:
              staff:
                title: Acme staff
                issuer: https://acme.okta.com
                client-id: one
                client-secret: s
                email-domains: [acme.com]
                user: plain
                roles: {grant: {admin: platform-team}}
              contractors:
                issuer: https://login.partner.example
                client-id: two
                client-secret: s
                email-domains: [partner.example]
                vouches-for: []
                roles: {default: member}
            """;

    @TempDir
    Path directory;

    ConfigFolder config;

    @BeforeEach
    void anEmptyFolder() {
        config = new ConfigFolder(directory);
    }

    @Test
    void theyStandInTheOrderOfTheFileEachWithWhatIsItsOwn() {
        Organization acme = acme(TWO);

        assertThat(acme.ways())
                .extracting(Organization::providerName)
                .containsExactly(new ProviderName(acme.name(), "staff"), new ProviderName(acme.name(), "contractors"));
        NamedProvider staff = named(acme, "staff");
        assertThat(staff.title()).isEqualTo("Acme staff");
        assertThat(staff.vouchesFor()).containsExactly("acme.com");
        assertThat(staff.roles().rolesFor(List.of("platform-team"), Optional.empty()))
                .containsExactly("admin");
        assertThat(staff.roles().fallback()).isEmpty();
        NamedProvider contractors = named(acme, "contractors");
        assertThat(contractors.title()).isEqualTo("Contractors");
        assertThat(contractors.vouchesFor()).isEmpty();
        assertThat(contractors.roles().rolesFor(List.of("platform-team"), Optional.empty()))
                .containsExactly("member");
    }

    @Test
    void whoeverForgetsToChooseFindsNoIdentityProviderAndBelievesNobody() {
        Organization acme = acme(TWO);

        assertThat(acme.hasSeveral()).isTrue();
        assertThat(acme.identityProvider()).isEmpty();
        assertThat(acme.identityProviders().believes(new EmailAddress("alice@acme.com")))
                .isFalse();
        assertThat(acme.roles().grantsBy("platform-team")).isFalse();
        assertThat(acme.knows("admin")).isTrue();
    }

    @Test
    void anAddressChoosesByItsDomain() {
        Organization acme = acme(TWO);

        assertThat(acme.identityProviders()
                        .chosenFor(new EmailAddress("Carol@Partner.example"))
                        .map(Organization::providerName))
                .contains(new ProviderName(acme.name(), "contractors"));
        assertThat(acme.identityProviders().chosenFor(new EmailAddress("eve@evil.example")))
                .isEmpty();
    }

    @Test
    void noTwoPeopleAreOneToAnUpstream() {
        Organization acme = acme(TWO);
        Organization staff = acme.through("staff").orElseThrow();
        Organization contractors = acme.through("contractors").orElseThrow();

        assertThat(staff.identityProviders().subject("42")).isEqualTo("42");
        assertThat(contractors.identityProviders().subject("42")).isEqualTo("contractors:42");
        assertThat(staff.identityProviders().subject("contractors:42")).isEqualTo("staff:contractors:42");
    }

    @Test
    void theirGroupsAndAddressesAreTheOperatorsToSay() {
        assertThat(acme(TWO).inFile()).contains("identity-provider", "identity-providers", "roles");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "email-domains: [partner.example] | email-domains: [acme.com] | acme.com (expected: a domain of one of them",
                "issuer: https://login.partner.example | issuer: https://acme.okta.com/ | another than staff's",
                "vouches-for: [] | user: plain | plain (expected: of one identity provider at most)",
                "admins: [alice@acme.com] | admins: [eve@evil.example] | `eve@evil.example (expected: a domain that one of"
                        + " identity-providers vouches for: acme.com)`",
                "roles: {default: none} | roles: {grant: {admin: platform-team}} | beside identity-providers",
                "roles: {default: none} | roles: {claim: realm_access.roles} | beside identity-providers",
                "contractors: | Contractors: | Contractors (expected: 1 to 40 of a-z",
                "admins: [alice@acme.com] | `identity-provider: {issuer: a.okta.com, client-id: a, client-secret: b}` |"
                        + " beside identity-provider (expected: one of the two)",
            })
    void whatCannotBeToldApartIsRefused(String right, String wrong, String problem) {
        config.with("routes.yaml", ConfigFolder.ROUTES).with("organizations/acme.yaml", TWO.replace(right, wrong));

        assertThat(String.join("\n", config.problems())).contains(problem);
    }

    @Test
    void ofEntraIdTwoTenantsAreTwoAndOneOfManyTenantsIsNotApartFromAny() {
        String tenant = "https://login.microsoftonline.com/8b87af7d-8647-4dc7-8df4-5f69a2011bb5/v2.0";
        String another = "https://login.microsoftonline.com/6731de76-14a6-49ae-97bc-6eba6914391e/v2.0";
        String many = "https://login.microsoftonline.com/organizations/v2.0";
        String two = TWO.replace("https://acme.okta.com", tenant);

        acme(two.replace("https://login.partner.example", another));
        config.with(
                "organizations/acme.yaml",
                two.replace("https://login.partner.example", many)
                        .replace("vouches-for: []", "allowed-tenants: [6731de76-14a6-49ae-97bc-6eba6914391e]"));

        assertThat(String.join("\n", config.problems())).contains("another than staff's");
    }

    private static NamedProvider named(Organization acme, String name) {
        return acme.through(name).orElseThrow().identityProviders().chosen().orElseThrow();
    }

    private Organization acme(String yaml) {
        config.with("routes.yaml", ConfigFolder.ROUTES).with("organizations/acme.yaml", yaml);
        assertThat(config.problems()).isEmpty();
        return config.read()
                .valid()
                .organizations()
                .find(new OrganizationName("acme"))
                .orElseThrow();
    }
}
