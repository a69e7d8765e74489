package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.command.Check;
import io.gatehouse.config.ConfigReader.Reading;
import io.gatehouse.config.source.ConfigProblem;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                        "--SMTP_PASSWORD=d",
                        "--REDIS_URL=redis://localhost:6379"));

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.notes()).isEmpty();
        assertThat(reading.valid().settings().store()).isEqualTo(GatewaySettings.Store.REDIS);
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

    @Test
    void tenDifferentMistakesAreTenLines() {
        config.with("gateway.yaml", """
                        server:
                          port: 8080
                        gateway:
                          public-url: http://portal.example.com
                          trusted-proxies: [0.0.0.0/0]
                          session:
                            store: redis
                        """)
                .with("routes.yaml", """
                        routes:
                          portal:
                            path: /{organization}/portal/**
                            upstream: http://127.0.0.1:7107
                            acess: anyone
                          billing:
                            path: /{organization}/portal/**
                            upstream: 127.0.0.1:7108
                            access: fianance
                        """)
                .with("organizations/acme.yaml", """
                        sso: enforced
                        identity-provider:
                          issuer: http://login.acme.com
                          client-id: gatehouse
                          client-secret: ${MISSING_SECRET}
                        members:
                          email-domains: [acme.com]
                        roles:
                          grant:
                            finance: [accounting]
                        """)
                .with("organizations/organizations.yaml", """
                        members:
                          email-domains: [globex.com]
                        roles: {}
                        """);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        int exitCode = Check.run(
                new String[] {"--config", directory.toString()},
                new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(config.shown(printed.toString(StandardCharsets.UTF_8))).isEqualTo("""
                        gateway.yaml:4  gateway.public-url: http://portal.example.com (expected: https://host or https://host:port without a path; http on loopback only)
                        gateway.yaml:5  gateway.trusted-proxies[0]: 0.0.0.0/0 (expected: a network such as 10.1.0.0/16, not everybody)
                        gateway.yaml:7  gateway.session: unknown key (expected: one of access-log, activity, assertion-key-lifetime, assertion-keys, console-url, data-directory, egress, forward-auth-secret, forwarder, mail, public-url, secret-key, sessions, shutdown-delay, trusted-proxies; did you mean sessions?)
                        organizations/acme.yaml:3  identity-provider.issuer: http://login.acme.com (expected: an https issuer, metadata URL, Entra tenant id or domain; http on loopback only)
                        organizations/acme.yaml:5  identity-provider.client-secret: ${MISSING_SECRET} (expected: the variable MISSING_SECRET to be set)
                        organizations/organizations.yaml  file name: organizations (expected: 1 to 40 of a-z, 0-9 and -, not “organizations”)
                        routes.yaml:5  portal.acess: unknown key (expected: one of access, assertion, bearer, filters, groups, header-budget, headers, identity-headers, path, relay, rules, strip-prefix, tls, upstream, user; did you mean access?)
                        routes.yaml:7  billing.path: /{organization}/portal/** (expected: a path of its own; it is the path of portal, line 2)
                        routes.yaml:8  billing.upstream: 127.0.0.1:7108 (expected: http://host:port or https://host:port, without a path)
                        routes.yaml:9  billing.access: fianance (expected: anyone, members, nobody, or a role of acme: finance, member)
                        """);
        assertThat(exitCode).isEqualTo(1);
    }

    @Test
    void aNameThatIsNoneDoesNotHideTheOtherMistakes() {
        config.with("organizations/Acme.yaml", "sso: maybe");

        assertThat(config.problems())
                .containsExactly(
                        "organizations/Acme.yaml  file name: Acme (expected: 1 to 40 of a-z, 0-9 and -, not “organizations”)",
                        "organizations/Acme.yaml:1  sso: maybe (expected: one of enforced, pilot, off)");
    }

    @Test
    void anOrganizationIsThereOnce() {
        config.with("organizations/acme.yaml", "")
                .with("organizations/acme.yml", "")
                .with("organizations.yaml", "acme:\n");

        assertThat(config.problems())
                .containsExactly(
                        "organizations.yaml:1  acme: acme (expected: once; it is in organizations/acme.yaml:1 already)",
                        "organizations/acme.yml  file name: acme (expected: once; it is in organizations/acme.yaml:1 already)");
    }

    @Test
    void aFileThatCannotBeReadDoesNotMakeMistakesOfOthers() {
        config.with("routes.yaml", "routes: {portal: [")
                .with("organizations/acme.yaml", "upstreams: {portal: 'http://a'}")
                .with("organizations/globex.yaml", "\u0000");

        assertThat(config.problems()).hasSize(2).allMatch(problem -> problem.contains("YAML: "));
    }

    @Test
    void theFailureThatStopsTheGatewaySaysWhatToCorrect() {
        List<ConfigProblem> two = List.of(
                new ConfigProblem("routes.yaml", 3, "a.path", "/ (expected: b)"), new ConfigProblem("x", 0, "y", "z"));

        var analysis =
                new InvalidConfigurationAnalyzer().analyze(new IllegalStateException(new InvalidConfiguration(two)));

        assertThat(analysis.getDescription()).isEqualTo("  routes.yaml:3  a.path: / (expected: b)\n  x  y: z");
        assertThat(analysis.getAction()).isEqualTo("Correct these 2 values, then run ./gateway check.");
    }

    private Organization organization(String name) {
        return config.read()
                .valid()
                .organizations()
                .find(new OrganizationName(name))
                .orElseThrow();
    }

    private static String route(String name, String line) {
        return "routes:\n  " + name + ":\n    path: /{organization}/a/**\n    upstream: http://a:1\n    " + line + "\n";
    }
}
