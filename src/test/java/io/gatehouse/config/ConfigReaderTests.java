package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.ConfigReader.Reading;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.Sso;
import io.gatehouse.route.Access;
import io.gatehouse.route.Destination;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTests {

    private static final String KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    @TempDir
    Path directory;

    ConfigFolder config;

    @BeforeEach
    void anEmptyFolder() {
        config = new ConfigFolder(directory);
    }

    @Test
    void readsTheDemoAsCommitted() {
        Path committed = Path.of("config");

        Reading reading = ConfigReader.read(committed, GatewayEnvironment.load(committed));

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.valid().organizations().all()).hasSize(2);
        assertThat(reading.valid().routes()).hasSize(3);
        assertThat(reading.notes()).singleElement().asString().contains("cookies have neither Secure nor");
    }

    @Test
    void readsTheProductionExample() {
        Path example = Path.of("config/examples/production");

        Reading reading = ConfigReader.read(
                example,
                GatewayEnvironment.load(
                        example,
                        "--GATEWAY_SECRET_KEY=" + KEY,
                        "--ACME_CLIENT_SECRET=a",
                        "--GLOBEX_CLIENT_SECRET=b",
                        "--GLOBEX_CLIENT_SECRET_OLD=c",
                        "--REDIS_URL=redis://localhost:6379"));

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.notes()).isEmpty();
        assertThat(reading.valid().settings().store()).isEqualTo(GatewaySettings.Store.REDIS);
    }

    @Test
    void readsEveryKeyOfARoute() {
        config.with("organizations/acme.yaml", "roles: {grant: {finance: [accounting]}}")
                .with("routes.yaml", """
                        routes:
                          billing:
                            path: /{organization}/billing/**
                            upstream: https://billing.internal:8443/
                            access: admin, finance
                            user: subject
                            strip-prefix: true
                            filters:
                              - AddRequestHeader=X-Portal, catalog
                        """);

        assertThat(config.read().valid().routes()).singleElement().satisfies(route -> {
            assertThat(route.name()).isEqualTo("billing");
            assertThat(route.path()).hasToString("/{organization}/billing/**");
            assertThat(route.access()).isEqualTo(new Access.Roles(Set.of("admin", "finance")));
            assertThat(route.destination())
                    .isEqualTo(new Destination.Upstream(
                            URI.create("https://billing.internal:8443"),
                            true,
                            Destination.UserFormat.SUBJECT,
                            List.of("AddRequestHeader=X-Portal, catalog")));
        });
    }

    @Test
    void aRouteIsForMembersUnlessItSaysOtherwise() {
        config.with("routes.yaml", ConfigFolder.ROUTES);

        assertThat(config.read().valid().routes().get(0).access()).isEqualTo(new Access.Members());
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
            assertThat(provider.authorizationParameters()).containsEntry("prompt", "login");
        });
        assertThat(acme.members().invitedOnly()).isTrue();
        assertThat(acme.roles().fallback()).isEmpty();
        assertThat(acme.roles().grants().keySet()).containsExactly("owner", "admin");
        assertThat(acme.sessions().idleTimeout()).isEqualTo(Duration.ofMinutes(90));
        assertThat(acme.upstreams()).containsEntry("portal", URI.create("http://acme.internal:7007"));
    }

    @Test
    void anEmptyOrganizationFileIsAnOrganizationThatItsAdminCompletesLater() {
        config.with("organizations/acme.yaml", "# nothing yet\n");

        assertThat(organization("acme").identityProvider()).isEmpty();
        assertThat(organization("acme").title()).isEqualTo("Acme");
        assertThat(organization("acme").sso()).isEqualTo(Sso.ENFORCED);
    }

    @Test
    void readsManyOrganizationsFromOneFile() {
        config.with("organizations.yaml", "acme: {}\nglobex:\n  name: Globex\n").with("organizations/initech.yml", "");

        assertThat(config.read().valid().organizations().all())
                .extracting(organization -> organization.name().value())
                .containsExactlyInAnyOrder("acme", "globex", "initech");
    }

    @Test
    void readsTenThousandOrganizations() {
        for (int i = 0; i < 10_000; i++) {
            config.with("organizations/o-" + i + ".yaml", ConfigFolder.ACME);
        }

        assertThat(config.read().valid().organizations().all()).hasSize(10_000);
    }

    @Test
    void readsTenThousandOrganizationsFromOneFile() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            many.append("o-").append(i).append(":\n").append(ConfigFolder.ACME.indent(2));
        }
        config.with("organizations.yaml", many.toString());

        assertThat(config.read().valid().organizations().all()).hasSize(10_000);
    }

    @Test
    void ignoresNamesThatBeginWithADot() {
        config.with("organizations/.acme.yaml", "nonsense: [").with("organizations/..data/acme.yaml", "nonsense: [");

        assertThat(config.read().valid().organizations().all()).isEmpty();
    }

    @Test
    void followsSymbolicLinks() throws Exception {
        config.with("organizations/..2026/acme.yaml", ConfigFolder.ACME);
        Files.createSymbolicLink(directory.resolve("organizations/..data"), Path.of("..2026"));
        Files.createSymbolicLink(directory.resolve("organizations/acme.yaml"), Path.of("..data/acme.yaml"));

        assertThat(organization("acme").identityProvider()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:secret", "file:${FOLDER}/secret", "${WHERE}", "${NOWHERE:file:secret}"})
    void readsASecretFromAFileWithoutItsLastNewline(String written) {
        config.with("secret", "from a file\n").with("organizations/acme.yaml", provider(written));

        Reading reading = config.read("--FOLDER=" + directory, "--WHERE=file:" + directory + "/secret");

        assertThat(secret(reading)).isEqualTo("from a file");
        assertThat(reading.files()).containsKey(directory.resolve("secret"));
    }

    @Test
    void takesWhatAVariableHoldsAsItIs() {
        config.with("organizations/acme.yaml", provider("${TRICKY}"));

        assertThat(secret(config.read("--TRICKY=a${b}#{c}"))).isEqualTo("a${b}#{c}");
    }

    @Test
    void putsVariablesIntoAnyValue() {
        config.with("organizations/acme.yaml", "name: ${TITLE:Acme} of ${PLACE:${ELSEWHERE:nowhere}}");

        Reading reading = config.read("--ELSEWHERE=Springfield");

        assertThat(reading.valid().organizations().all())
                .singleElement()
                .extracting(Organization::title)
                .isEqualTo("Acme of Springfield");
    }

    @Test
    void anOrganizationsSessionsAreTheGatewaysUnlessItSaysOtherwise() {
        config.with("gateway.yaml", "gateway.sessions: {idle-timeout: 20m, max-age: 3h}")
                .with("organizations/acme.yaml", "sessions: {max-age: 2h}");

        assertThat(organization("acme").sessions().idleTimeout()).isEqualTo(Duration.ofMinutes(20));
        assertThat(organization("acme").sessions().maxAge()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void theGatewaysSettingsHaveDefaultsThatNeedNothing() {
        GatewaySettings settings = config.read().valid().settings();

        assertThat(settings.publicUrl()).hasToString("http://localhost:8080");
        assertThat(settings.store()).isEqualTo(GatewaySettings.Store.MEMORY);
        assertThat(settings.sessions().idleTimeout()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.sessions().maxAge()).isEqualTo(Duration.ofHours(12));
    }

    @Test
    void theDefaultPublicUrlHasTheGatewaysOwnPort() {
        assertThat(config.read("--server.port=9000").valid().settings().publicUrl())
                .hasToString("http://localhost:9000");
    }

    @Test
    void theCommandLineOverridesTheFile() {
        config.with("gateway.yaml", "gateway:\n  publicUrl: https://file.example.com\n");

        assertThat(config.read().valid().settings().publicUrl()).hasToString("https://file.example.com");
        assertThat(config.read("--gateway.public-url=https://line.example.com")
                        .valid()
                        .settings()
                        .publicUrl())
                .hasToString("https://line.example.com");
    }

    @Test
    void aSecretKeyMayBeAListWhileItRotates() {
        config.with(
                        "gateway.yaml",
                        "gateway:\n  sessions.store: redis\n  secret-key: [\"" + KEY + "\", \"file:old\"]\n")
                .with("old", KEY + "\n");

        assertThat(config.problems()).isEmpty();
        assertThat(config.read().files()).containsKey(directory.resolve("old"));
    }

    private Organization organization(String name) {
        return config.read()
                .valid()
                .organizations()
                .find(new OrganizationName(name))
                .orElseThrow();
    }

    private static String secret(Reading reading) {
        Organization acme = reading.valid().organizations().all().iterator().next();
        return acme.identityProvider().orElseThrow().clientSecrets().get(0).reveal();
    }

    private static String provider(String secret) {
        return ConfigFolder.ACME.replace("${ACME_CLIENT_SECRET}", secret);
    }
}
