package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestKeys;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Membership;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.PersonId;
import io.gatehouse.organization.Sso;
import io.gatehouse.organization.client.Credential;
import io.gatehouse.organization.entra.GroupOverage;
import io.gatehouse.organization.provider.ClaimsFrom;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrganizationReaderTests {

    @TempDir
    Path directory;

    ConfigFolder config;

    @BeforeEach
    void anEmptyFolder() {
        config = new ConfigFolder(directory);
    }

    @Test
    void readsEveryKeyOfAnOrganization() {
        config.with("routes.yaml", ConfigFolder.ROUTES).with("organizations/acme.yaml", """
                        name: Acme Corporation
                        sso: off
                        pilot: [bob@acme.com]
                        admins: Alice@acme.com
                        identity-provider:
                          issuer: https://acme.okta.com
                          client-id: 00123
                          client-secret: [new, old]
                          client-secret-expires: 2027-03-14
                          scopes: [openid, groups]
                          authorization-parameters: {prompt: login}
                          sign-out: identity-provider
                        members:
                          admit: invited
                          email-domains: [acme.com]
                        roles:
                          claim: realm_access.roles
                          default: none
                          grant:
                            owner: [boss]
                            admin: it
                        sessions:
                          idle-timeout: 1h30m
                        upstreams:
                          portal: http://acme.internal:7007
                        """);

        Organization acme = organization("acme");

        assertThat(acme.title()).isEqualTo("Acme Corporation");
        assertThat(acme.sso()).isEqualTo(Sso.OFF);
        assertThat(acme.admins()).singleElement().hasToString("alice@acme.com");
        assertThat(acme.identityProvider()).hasValueSatisfying(provider -> {
            assertThat(provider.clientId()).isEqualTo("00123");
            assertThat(provider.clientSecrets()).hasSize(2);
            assertThat(provider.clientSecretExpires()).contains(LocalDate.of(2027, 3, 14));
            assertThat(provider.authorizationParameters()).containsEntry("prompt", "login");
        });
        assertThat(acme.members().admit()).isEqualTo(Membership.Admit.INVITED);
        assertThat(acme.roles().fallback()).isEmpty();
        assertThat(acme.roles().grants().keySet()).containsExactly("owner", "admin");
        assertThat(acme.sessions().idleTimeout()).isEqualTo(Duration.ofMinutes(90));
        assertThat(acme.upstreams()).containsEntry("portal", URI.create("http://acme.internal:7007"));
    }

    @Test
    void whatOfBrandingAndMembersTheFileSaysNothingOfIsLeftToTheConsole() {
        config.with(
                "organizations/acme.yaml",
                "branding: {accent: \"#0b5fff\", accent-dark: \"#7fb2ff\"}\nmembers: {email-domains: [acme.com]}\n");

        assertThat(organization("acme").inFile())
                .containsExactlyInAnyOrder(
                        "branding", "branding.accent", "branding.accent-dark", "members", "members.email-domains");
    }

    @Test
    void anEmptyOrganizationFileIsAnOrganizationThatItsAdminCompletesLater() {
        config.with("organizations/acme.yaml", "# nothing yet\n");

        assertThat(organization("acme").identityProvider()).isEmpty();
        assertThat(organization("acme").title()).isEqualTo("Acme");
        assertThat(organization("acme").sso()).isEqualTo(Sso.ENFORCED);
    }

    @Test
    void anOrganizationsSessionsAreTheGatewaysUnlessItSaysOtherwise() {
        config.with("gateway.yaml", "gateway.sessions: {idle-timeout: 20m, max-age: 3h}")
                .with("organizations/acme.yaml", "sessions: {max-age: 2h}");

        assertThat(organization("acme").sessions().idleTimeout()).isEqualTo(Duration.ofMinutes(20));
        assertThat(organization("acme").sessions().maxAge()).isEqualTo(Duration.ofHours(2));
    }

    @ParameterizedTest
    @MethodSource
    @Proves("SEC-62")
    void inAnOrganization(String yaml, String expected) {
        config.with("organizations/acme.yaml", yaml).with("routes.yaml", ConfigFolder.ROUTES);

        assertThat(config.problems()).containsExactly(expected.split("\n"));
    }

    static Stream<Arguments> inAnOrganization() {
        return Stream.of(
                arguments(
                        "nmae: x",
                        "organizations/acme.yaml:1  nmae: unknown key (expected: one of admins, branding, hosts, identity-provider,"
                                + " identity-providers,"
                                + " members, name, pilot, roles, sessions, sso, upstreams; did you mean name?)"),
                arguments(
                        "name: ''",
                        "organizations/acme.yaml:1  name: empty (expected: one line of at most 80 characters, none of them hidden)"),
                arguments(
                        "name: \"Acme\\u202emoc\"",
                        "organizations/acme.yaml:1  name: Acme moc (expected: one line of at most 80 characters, none of them hidden)"),
                arguments("sso: on", "organizations/acme.yaml:1  sso: on (expected: one of enforced, pilot, off)"),
                arguments(
                        "admins: [alice]", "organizations/acme.yaml:1  admins[0]: alice (expected: an e-mail address)"),
                arguments(
                        "hosts: [a.b]",
                        "organizations/acme.yaml:1  hosts[0]: a.b (expected: a host of this machine, such as acme.localhost, while public-url is http)"),
                arguments(
                        "hosts: ['https://a.localhost']",
                        "organizations/acme.yaml:1  hosts[0]: https://a.localhost (expected: a host such as acme.example.com, in lower case, with or without a port)"),
                arguments(
                        "hosts: ['localhost:1']",
                        "organizations/acme.yaml:1  hosts[0]: localhost:1 (expected: another host than those of public-url and console-url)"),
                arguments(
                        "members: {admit: all}",
                        "organizations/acme.yaml:1  members.admit: all (expected: one of anyone, domains, invited)"),
                arguments(
                        "members: {email-domains: [Acme.com]}",
                        "organizations/acme.yaml:1  members.email-domains[0]: Acme.com (expected: a domain such as acme.com, in lower case)"),
                arguments(
                        "roles: {claim: 'a..b'}",
                        "organizations/acme.yaml:1  roles.claim: a..b (expected: a dot path such as realm_access.roles, or quoted keys such as '[\"https://acme.com/groups\"]')"),
                arguments(
                        "roles: {default: members}",
                        "organizations/acme.yaml:1  roles.default: members (expected: none, or a role: 1 to 40 of a-z, 0-9, - and _, not “anyone”, “members”, “nobody” or “none”)"),
                arguments(
                        "roles: {grant: {anyone: [a]}}",
                        "organizations/acme.yaml:1  roles.grant.anyone: anyone (expected: 1 to 40 of a-z, 0-9, - and _, not “anyone”, “members”, “nobody” or “none”)"),
                arguments(
                        "sessions: {idle-timeout: 30}",
                        "organizations/acme.yaml:1  sessions.idle-timeout: 30 (expected: a duration such as 30m, 12h or 1h30m)"),
                arguments(
                        "sessions:\n  idle-timeout: 24h\n",
                        "organizations/acme.yaml:1  sessions.max-age: 12h (expected: at least idle-timeout)"),
                arguments(
                        "upstreams: {potral: 'http://a'}",
                        "organizations/acme.yaml:1  upstreams.potral: no such route (expected: a route's name; did you mean portal?)"),
                arguments("identity-provider:", """
                        organizations/acme.yaml:1  identity-provider.client-id: missing (expected: the id that it gave us)
                        organizations/acme.yaml:1  identity-provider.client-secret: missing (expected: the secret's value)
                        organizations/acme.yaml:1  identity-provider.issuer: missing (expected: an https issuer, metadata URL, Entra tenant id or domain; http on loopback only)"""),
                arguments(
                        "identity-provider: acme.okta.com",
                        "organizations/acme.yaml:1  identity-provider: a single value (expected: a section of keys)"),
                provider("scopes: [email]", "scopes: email (expected: openid among them)"),
                provider("scopes: []", "scopes: empty (expected: openid among them)"),
                provider(
                        "scopes: openid profile",
                        "scopes: openid profile (expected: a list of scopes such as [openid, profile, email])"),
                provider(
                        "authorization-parameters: {state: x}",
                        "authorization-parameters.state: set by the gateway (expected: another parameter, such as prompt)"),
                provider(
                        "allowed-tenants: [acme.com]",
                        "allowed-tenants[0]: acme.com (expected: a tenant id such as 8b87af7d-8647-4dc7-8df4-5f69a2011bb5;"
                                + " not that of personal accounts, which anybody can make)"),
                provider(
                        "allowed-tenants: 8b87af7d-8647-4dc7-8df4-5f69a2011bb5",
                        "allowed-tenants: no tenants there (expected: leave it out; it is for Entra ID)"),
                provider(
                        "hosted-domains: acme.com",
                        "hosted-domains: none there (expected: leave it out; it is for Google)"),
                provider(
                        "group-overage: graph",
                        "group-overage: graph (expected: refuse or default-role; Graph is Entra ID's)"),
                provider("claims-from: here", "claims-from: here (expected: one of id-token, access-token)"),
                provider(
                        "client-secret-expires: soon",
                        "client-secret-expires: soon (expected: a date such as 2027-03-14)"),
                provider("sign-out: there", "sign-out: there (expected: one of here, identity-provider)"));
    }

    @Test
    void aHostHasTheSchemeOfThePublicUrlAndItsPortWhereNoneIsSaid() {
        config.with("gateway.yaml", "gateway.public-url: https://gw.example:8443")
                .with("organizations/acme.yaml", "hosts: [acme.example, 'acme.test:443']");

        assertThat(organization("acme").hosts())
                .extracting(PublicUrl::toString)
                .containsExactly("https://acme.example:8443", "https://acme.test:443");
    }

    @Test
    void aHostIsOfOneOrganizationWhateverThePort() {
        config.with("gateway.yaml", "gateway.public-url: https://gw.example")
                .with("organizations/acme.yaml", "hosts: own.example")
                .with("organizations/globex.yaml", "hosts: 'own.example:8443'");

        assertThat(config.problems())
                .containsExactly(
                        "organizations/globex.yaml:1  hosts: own.example (expected: a host of one organization; it is in organizations/acme.yaml:1 already)");
    }

    @Test
    void anAdminIsAnAddressOrAPersonOfAnIssuer() {
        config.with("organizations/acme.yaml", "admins: [a#b@acme.com, 'https://acme.auth0.com/#auth0|1#2', '${WHO}']");

        Organization acme = config.read("--WHO=http://localhost:7101#alice")
                .valid()
                .organizations()
                .find(new OrganizationName("acme"))
                .orElseThrow();

        assertThat(acme.admins()).containsExactly(new EmailAddress("a#b@acme.com"));
        assertThat(acme.boundAdmins())
                .containsExactlyInAnyOrder(
                        new PersonId("https://acme.auth0.com/", "auth0|1#2"),
                        new PersonId("http://localhost:7101", "alice"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://login.acme.com   | a person as issuer#subject, such as https://login.acme.com#248289761001",
                "https://login.acme.com#  | a person as issuer#subject, such as https://login.acme.com#248289761001",
                "http://login.acme.com#1  | an https issuer, metadata URL, Entra tenant id or domain; http on loopback only",
                "https://login.acme.com/.well-known/openid-configuration#1 | the issuer exactly as it stands in ID tokens",
            })
    void aPersonIsNamedByTheIssuerItself(String written, String expected) {
        config.with("organizations/acme.yaml", "admins: '" + written + "'");

        assertThat(config.problems()).singleElement().asString().endsWith(" (expected: " + expected + ")");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://login.microsoftonline.com/common/v2.0",
                "https://login.microsoftonline.com/Organizations/v2.0/.well-known/openid-configuration",
                "https://login.microsoftonline.us/organizations"
            })
    void anIssuerOfManyTenantsNeedsToKnowWhichMaySignIn(String issuer) {
        config.with("organizations/acme.yaml", ConfigFolder.ACME.replace("https://acme.okta.com", issuer));

        assertThat(config.problems())
                .containsExactly(
                        "organizations/acme.yaml:1  identity-provider.allowed-tenants: missing (expected: the ids of the"
                                + " tenants that may sign in; this issuer serves every company's)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://login.microsoftonline.com/consumers/v2.0",
                "https://sts.windows.net/9188040d-6c67-4c5b-b112-36a304b66dad/",
                "9188040d-6c67-4c5b-b112-36a304b66dad",
                "9188040D-6C67-4C5B-B112-36A304B66DAD"
            })
    void personalMicrosoftAccountsAreNoOrganizations(String issuer) {
        config.with("organizations/acme.yaml", ConfigFolder.ACME.replace("https://acme.okta.com", issuer));

        assertThat(config.problems()).singleElement().asString().contains("anybody can make a personal");
    }

    @Test
    void googleNeedsToKnowWhoseWorkspaceItIs() {
        config.with(
                "organizations/acme.yaml", ConfigFolder.ACME.replace("https://acme.okta.com", "accounts.google.com"));

        assertThat(config.problems())
                .singleElement()
                .asString()
                .startsWith(
                        "organizations/acme.yaml:1  identity-provider.hosted-domains: missing (expected: your Google")
                .endsWith("without them anybody with a Google account could sign in)");
    }

    @Test
    void readsWhoMaySignInAndWhereGroupsAre() {
        config.with(
                "organizations/acme.yaml",
                ConfigFolder.ACME.replace("https://acme.okta.com", "https://login.microsoftonline.com/common/v2.0")
                        + "  allowed-tenants: [8B87AF7D-8647-4DC7-8DF4-5F69A2011BB5]\n  claims-from: access-token\n"
                        + "  group-overage: graph\n");

        IdentityProvider provider = organization("acme").identityProvider().orElseThrow();

        assertThat(provider.accounts().tenants()).containsExactly("8b87af7d-8647-4dc7-8df4-5f69a2011bb5");
        assertThat(provider.claimsFrom()).isEqualTo(ClaimsFrom.ACCESS_TOKEN);
        assertThat(provider.groupOverage()).isEqualTo(GroupOverage.GRAPH);
    }

    @Test
    void aPrivateKeyStandsInAFileAndIsReadAtOnce() throws IOException {
        Files.writeString(directory.resolve("key.pem"), TestKeys.rsaPem());
        config.with(
                "organizations/acme.yaml",
                ConfigFolder.ACME.replaceFirst("client-secret: .*", "private-key: file:key.pem"));

        IdentityProvider provider = organization("acme").identityProvider().orElseThrow();

        assertThat(provider.credential()).isEqualTo(Credential.PRIVATE_KEY);
        assertThat(provider.clientSecrets())
                .containsExactly(Secret.of(TestKeys.rsaPem().strip()));
    }

    @Test
    void whatIsNoPrivateKeyIsRefusedWithoutBeingRepeated() {
        config.with(
                "organizations/acme.yaml", ConfigFolder.ACME.replaceFirst("client-secret: .*", "private-key: hunter2"));

        assertThat(config.problems())
                .singleElement()
                .asString()
                .startsWith(
                        "organizations/acme.yaml:4  identity-provider.private-key: no PRIVATE KEY in it (expected: ")
                .doesNotContain("hunter2");
    }

    @Test
    void aClientHasASecretOrAKey() {
        config.with("organizations/acme.yaml", ConfigFolder.ACME + "  private-key: '${KEY}'\n");

        assertThat(config.problems("--KEY=" + TestKeys.rsaPem()))
                .containsExactly(
                        "organizations/acme.yaml:5  identity-provider.private-key: beside client-secret (expected: one of the two)");
    }

    @Test
    void anEmailDomainBelongsToOneOrganization() {
        config.with("organizations/acme.yaml", "members:\n  email-domains: [acme.com]\n")
                .with("organizations/globex.yaml", "members:\n  email-domains:\n    - globex.com\n    - acme.com\n");

        assertThat(config.problems())
                .containsExactly(
                        "organizations/globex.yaml:4  members.email-domains[1]: acme.com (expected: a domain of"
                                + " one organization; it is in organizations/acme.yaml:2 already)");
    }

    private Organization organization(String name) {
        return config.read()
                .valid()
                .organizations()
                .find(new OrganizationName(name))
                .orElseThrow();
    }

    private static Arguments provider(String line, String expected) {
        return arguments(
                ConfigFolder.ACME + "  " + line + "\n", "organizations/acme.yaml:5  identity-provider." + expected);
    }
}
