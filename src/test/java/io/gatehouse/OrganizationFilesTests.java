package io.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.config.ConfigReader;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.GatewayEnvironment;
import io.gatehouse.fixture.Proves;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.problem.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An organization as the API shows it, and as it reads it again. */
class OrganizationFilesTests {

    private static final OrganizationName ACME = new OrganizationName("acme");

    @TempDir
    Path config;

    @Test
    @Proves("SEC-API-6")
    void whatIsShownIsReadAgainAndIsTheSame() throws IOException {
        Configuration read = read("""
                name: "$${HOME} \\"Ümläut\\" 🙂"
                sso: pilot
                pilot: [bob@acme.com]
                admins: [alice@acme.com, "https://login.acme.example#1"]
                identity-provider: {issuer: https://login.acme.example, client-id: "${ID}", client-secret: [one, two]}
                branding: {accent: "#0b5fff", support: help@acme.com}
                members: {admit: domains, email-domains: [acme.com]}
                roles: {claim: '["https://acme.com/groups"]', default: none, grant: {admin: ["off", "$${x}", "2026-01-01"]}}
                sessions: {idle-timeout: 30m, recheck: off}
                """);
        OrganizationFiles files = new OrganizationFiles(read.settings());
        Organization organization = read.organizations().find(ACME).orElseThrow();

        Map<String, Object> keys = files.keys(organization);

        assertThat(keys)
                .containsEntry("name", "${HOME} \"Ümläut\" 🙂")
                .extractingByKey("identity-provider")
                .isEqualTo(Map.of(
                        "issuer", "https://login.acme.example",
                        "client-id", "c${x}",
                        "client-secret", List.of("***", "***")));
        assertThat(files.keys(files.read(ACME, keys))).isEqualTo(keys);
    }

    @Test
    void ofSeveralIdentityProvidersNoSecretIsShownEither() throws IOException {
        Configuration read = read("""
                identity-providers:
                  staff:
                    issuer: https://staff.acme.example
                    client-id: a
                    client-secret: hunter2
                  partners:
                    issuer: https://partners.acme.example
                    client-id: b
                    client-secret: hunter3
                """);

        Map<String, Object> keys = new OrganizationFiles(read.settings())
                .keys(read.organizations().find(ACME).orElseThrow());

        assertThat(keys).containsKey("identity-providers");
        assertThat(keys.toString()).contains("client-secret=***").doesNotContain("hunter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nam", "\ufeffname", "name: x", "<<", "", "a\u0000b"})
    void aKeyThatIsNoneIsNamedAndNothingElseHappens(String key) throws IOException {
        OrganizationFiles files = new OrganizationFiles(read("name: Acme\n").settings());

        assertThatThrownBy(() -> files.read(ACME, Map.of(key, "x"))).isInstanceOf(Refusal.class);
    }

    private Configuration read(String yaml) throws IOException {
        Files.writeString(config.resolve("gateway.yaml"), "gateway: {}\n");
        Files.createDirectories(config.resolve("organizations"));
        Files.writeString(config.resolve("organizations/acme.yaml"), yaml);
        return ConfigReader.read(config, GatewayEnvironment.load(config, "--ID=c${x}"))
                .valid();
    }
}
