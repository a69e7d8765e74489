package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.gatehouse.command.AddOrganization;
import io.gatehouse.command.Check;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./gateway check} and {@code ./gateway add organization}, as an operator sees them. */
class CommandTests {

    private static final String METADATA = "/.well-known/openid-configuration";

    @TempDir
    Path directory;

    private ConfigFolder config;
    private HttpServer provider;
    private String issuer;
    private String answer;

    @BeforeEach
    void anIdentityProvider() throws IOException {
        config = new ConfigFolder(directory);
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer = "http://localhost:" + provider.getAddress().getPort();
        answer = "{'issuer':'%s','authorization_endpoint':'%s/a','token_endpoint':'%s/t','jwks_uri':'%s/k'}"
                .replace('\'', '"')
                .replace("%s", issuer);
        provider.createContext("/", exchange -> {
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(
                    exchange.getRequestURI().getPath().endsWith(METADATA) ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        provider.start();
    }

    @AfterEach
    void stop() {
        provider.stop(0);
    }

    private record Printed(int exitCode, String text) {}

    @Test
    void checkPrintsEveryOrganizationWithItsRedirectUri() {
        Printed printed = check("--config", "config");

        assertThat(printed.exitCode()).isZero();
        assertThat(printed.text())
                .startsWith("config: 3 routes, 2 organizations, sessions in memory, at http://localhost:8080\n")
                .contains("http://localhost:8080/organizations/acme/oidc/consume\n")
                .contains("http://localhost:8080/organizations/globex/oidc/consume\n")
                .contains("\nnote: config/gateway.yaml:");
    }

    @Test
    void checkSaysUntilWhenAClientSecretIsGood() {
        config.with(
                "organizations/acme.yaml",
                organization(issuer)
                        .replace("client-secret: b", "client-secret: b, client-secret-expires: 2099-03-14"));

        assertThat(check("--config=" + directory).text()).contains(issuer + " (", "), secret until 2099-03-14 ");
    }

    @Test
    void checkNotesAClientSecretThatHasExpired() {
        config.with(
                "organizations/acme.yaml",
                organization(issuer)
                        .replace("client-secret: b", "client-secret: b, client-secret-expires: 2020-03-14"));

        assertThat(check("--config=" + directory).text())
                .contains("\nnote: secret: acme: client-secret: expired on 2020-03-14 (expected: a new one; ");
    }

    @Test
    void checkOnlineReachesEverythingAtOnce() {
        config.with("organizations/acme.yaml", organization(issuer))
                .with("routes.yaml", ConfigFolder.ROUTES.replace("http://127.0.0.1:7107", issuer));

        Printed printed = check("--config=" + directory, "--online");

        assertThat(printed.text())
                .containsPattern("✓  identity provider of acme +" + issuer + " +\\d+ ms\n")
                .containsPattern("✓  route portal +" + issuer + " +\\d+ ms\n");
        assertThat(printed.exitCode()).isZero();
    }

    @Test
    void checkOnlineSaysWhatIsNotReached() {
        answer = answer.replace(issuer + "\",\"auth", issuer + "/other\",\"auth");
        config.with("organizations/acme.yaml", organization(issuer))
                .with("routes.yaml", ConfigFolder.ROUTES.replace("http://127.0.0.1:7107", "http://localhost:1"))
                .with(
                        "gateway.yaml",
                        "gateway: {secret-key: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=, sessions.store: redis}");

        Printed printed =
                check("--config=" + directory, "--online", "--spring.data.redis.url=redis://:hunter2@localhost:1");

        assertThat(printed.text())
                .containsPattern(
                        "✕  identity provider of acme .* issuer " + issuer + "/other \\(expected: " + issuer + "\\)")
                .containsPattern("✕  Redis +localhost:1 .*Connection refused")
                .containsPattern("✕  route portal +http://localhost:1 .*Connection refused")
                .doesNotContain("hunter2");
        assertThat(printed.exitCode()).isEqualTo(1);
    }

    @Test
    void checkSaysWhatIsWrongWithItsCommandLine() {
        assertThat(check("--onlin"))
                .isEqualTo(
                        new Printed(
                                2,
                                "check: --onlin (expected: --explain, --online, --claims VALUE, --config VALUE, --groups VALUE, --mail-to VALUE, --provider VALUE, --roles VALUE, or --key=value of gateway.yaml)\n"));
        assertThat(check("config").exitCode()).isEqualTo(2);
        assertThat(check("--config", "nowhere"))
                .isEqualTo(
                        new Printed(1, "check: nowhere: no such directory (expected: one with gateway.yaml in it)\n"));
    }

    @Test
    void addWritesAnOrganizationThatPassesTheCheck() throws IOException {
        Printed printed = add("organization", "initech-2", "--issuer", issuer + METADATA, "--client-id", "a b");

        assertThat(printed.text())
                .contains("Redirect URI: http://localhost:8080/organizations/initech-2/oidc/consume")
                .contains("docs/identity-providers/generic.md")
                .contains("set INITECH_2_CLIENT_SECRET (a gateway that runs", "then run ./gateway check --config ");
        assertThat(printed.exitCode()).isZero();
        assertThat(Files.readAllLines(directory.resolve("organizations/initech-2.yaml")))
                .hasSizeLessThanOrEqualTo(12)
                .contains("  issuer: " + issuer, "  client-id: 'a b'", "  client-secret: ${INITECH_2_CLIENT_SECRET}");
        assertThat(config.problems("--INITECH_2_CLIENT_SECRET=x")).isEmpty();
    }

    @Test
    void addNamesTheVariablesThatAreLeftToSet() {
        Printed printed = add("organization", "acme", "--issuer", issuer, "--client-secret-from", "VAULT_ACME");

        assertThat(printed.text()).contains("set VAULT_ACME and ACME_CLIENT_ID (a gateway that runs");
        assertThat(config.problems("--VAULT_ACME=x", "--ACME_CLIENT_ID=y")).isEmpty();
    }

    @Test
    void addLeavesAnOrganizationAloneThatIsThere() {
        config.with("organizations/acme.yml", "");

        assertThat(add("organization", "acme", "--issuer", issuer).exitCode()).isEqualTo(1);
        assertThat(directory.resolve("organizations/acme.yaml")).doesNotExist();
    }

    @Test
    void addWritesNothingForAProviderThatIsNotWhatItSays() {
        answer = answer.replace(issuer + "\",\"auth", "https://other.example\",\"auth");
        Printed otherIssuer = add("organization", "acme", "--issuer", issuer);
        answer = "<html>";
        Printed notJson = add("organization", "acme", "--issuer", issuer);
        Printed away = add("organization", "acme", "--issuer", "http://localhost:1");

        assertThat(otherIssuer.text()).contains("issuer https://other.example (expected: " + issuer + ")");
        assertThat(List.of(otherIssuer, notJson, away))
                .allMatch(printed ->
                        printed.exitCode() == 1 && printed.text().lines().count() == 1);
        assertThat(directory.resolve("organizations")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "organization acme,                                           2",
        "organization --issuer https://a.example,                     2",
        "organisation acme --issuer https://a.example,                2",
        "organization Acme --issuer https://a.example,                2",
        "organization acme --issuer http://a.example,                 2",
        "organization acme --issuer https://a.example --secret x,     2",
        "organization acme --issuer https://a.example --client-secret-from s3cr:t, 2",
        "organization acme --issuer https://a.example --config=nowhere, 1"
    })
    void addRefusesACommandLineThatIsNotOne(String line, int exitCode) {
        assertThat(printed(out -> AddOrganization.run(line.split(" "), out)).exitCode())
                .isEqualTo(exitCode);
    }

    private Printed check(String... arguments) {
        return printed(out -> Check.run(arguments, out));
    }

    private Printed add(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = "--config=" + directory;
        return printed(out -> AddOrganization.run(all, out));
    }

    private static Printed printed(ToIntFunction<PrintStream> command) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int exitCode = command.applyAsInt(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return new Printed(exitCode, bytes.toString(StandardCharsets.UTF_8));
    }

    private static String organization(String issuer) {
        return "identity-provider: {issuer: '%s', client-id: a, client-secret: b}".formatted(issuer);
    }
}
