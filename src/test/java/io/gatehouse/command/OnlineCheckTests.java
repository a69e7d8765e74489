package io.gatehouse.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.organization.provider.Issuer;
import io.gatehouse.organization.provider.SignOut;
import io.gatehouse.secret.DataDirectory;
import io.gatehouse.secret.Secret;
import io.gatehouse.settings.AllSettings;
import io.gatehouse.settings.Settings;
import io.gatehouse.settings.SignOn;
import io.gatehouse.settings.store.FileSettingsStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./gateway check --online}, of what stands in no file: identity providers that admins have entered. */
class OnlineCheckTests {

    private static final OrganizationName NEWCO = new OrganizationName("newco");
    private static final String KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    @TempDir
    Path directory;

    private HttpServer provider;
    private String issuer = "";

    private record Printed(int exitCode, String text) {}

    @BeforeEach
    void aGatewayAndAProvider() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer = "http://localhost:" + provider.getAddress().getPort();
        byte[] metadata = "{'issuer':'%s','authorization_endpoint':'%s/a','token_endpoint':'%s/t','jwks_uri':'%s/k'}"
                .replace('\'', '"')
                .replace("%s", issuer)
                .getBytes(StandardCharsets.UTF_8);
        provider.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, metadata.length);
            exchange.getResponseBody().write(metadata);
            exchange.close();
        });
        provider.start();
        Files.createDirectories(directory.resolve("organizations"));
        Files.writeString(directory.resolve("gateway.yaml"), "gateway: {}\n");
        Files.writeString(directory.resolve("organizations/newco.yaml"), "name: Newco\n");
        Files.writeString(directory.resolve("organizations/empty.yaml"), "name: Empty\n");
    }

    @AfterEach
    void stop() {
        provider.stop(0);
    }

    @Test
    void reachesWhatAnAdminHasEnteredAndSaysWhereItIsFrom() {
        keep(Settings.none().stage(signOn(issuer)).takeStaged());

        Printed printed = check();

        assertThat(printed.text())
                .containsPattern("✓  identity provider of newco, from the settings page +" + issuer + " +\\d+ ms\n")
                .doesNotContain("provider of empty");
        assertThat(printed.exitCode()).isZero();
    }

    @Test
    void aMailServerIsGreetedAndOnRequestGetsAMail() {
        GreenMail mails = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mails.start();
        String[] server = {
            "--gateway.mail.host=127.0.0.1",
            "--gateway.mail.port=" + mails.getSmtp().getPort(),
            "--gateway.mail.tls=none",
            "--gateway.mail.from=no-reply@acme.com"
        };
        try {
            assertThat(check(server).text()).containsPattern("✓  mail server +127.0.0.1:\\d+ ");
            assertThat(mails.getReceivedMessages()).isEmpty();
            String[] withMail = Stream.concat(Stream.of(server), Stream.of("--mail-to=ops@acme.com"))
                    .toArray(String[]::new);
            assertThat(check(withMail).text()).contains("✓  mail to ops@acme.com");
            assertThat(mails.getReceivedMessages()).hasSize(1);
        } finally {
            mails.stop();
        }

        Printed printed = check(server);

        assertThat(printed.text()).containsPattern("✕  mail server .*Connection refused");
        assertThat(printed.exitCode()).isEqualTo(1);
        assertThat(check("--mail-to=ops").text()).contains("expected: --online --mail-to an e-mail address");
        assertThat(check("--mail-to=ops@acme.com").text()).contains("no gateway.mail.host");
    }

    @Test
    void whatIsOnlyStagedIsForTheTestOfThePage() {
        keep(Settings.none().stage(signOn(issuer)));

        assertThat(check().text()).doesNotContain("from the settings page");
    }

    @Test
    void whatWasTypedLeadsNoCheckIntoAPrivateNetwork() {
        keep(Settings.none().stage(signOn("https://127.0.0.1:1")).takeStaged());

        Printed printed = check("--gateway.public-url=https://portal.example.com");

        assertThat(printed.text())
                .containsPattern("✕  identity provider of newco, from the settings page .*private network");
        assertThat(printed.exitCode()).isEqualTo(1);
    }

    @Test
    void whatIsSealedWithAnotherKeyIsSaidAndTheRestIsReached() throws IOException {
        keep(Settings.none().stage(signOn(issuer)).takeStaged());
        Files.writeString(
                directory.resolve("organizations/acme.yaml"),
                "identity-provider: {issuer: '" + issuer + "', client-id: a, client-secret: b}\n");

        Printed printed = check("--gateway.secret-key=" + "A".repeat(43) + "=");

        assertThat(printed.text())
                .containsPattern("✕  identity provider of newco, from the settings page +not known .*"
                        + "settings of newco: sealed with another key")
                .containsPattern("✓  identity provider of acme +" + issuer);
        assertThat(printed.exitCode()).isEqualTo(1);
    }

    @Test
    void whereTheStoreIsAwayThatIsSaidAndTheRestIsReached() throws IOException {
        Files.writeString(
                directory.resolve("organizations/acme.yaml"),
                "identity-provider: {issuer: '" + issuer + "', client-id: a, client-secret: b}\n");

        Printed printed = check(
                "--gateway.sessions.store=redis",
                "--gateway.secret-key=" + KEY,
                "--spring.data.redis.url=redis://:hunter2@127.0.0.1:1");

        assertThat(printed.text())
                .containsPattern("✕  identity providers from the settings page +not known .*Redis: no answer")
                .containsPattern("✕  Redis +127.0.0.1:1 ")
                .containsPattern("✓  identity provider of acme +" + issuer)
                .doesNotContain("hunter2");
        assertThat(printed.exitCode()).isEqualTo(1);
    }

    private static SignOn signOn(String issuer) {
        IdentityProvider entered = new IdentityProvider(
                Issuer.parse(issuer),
                "gatehouse",
                List.of(Secret.of("s3cret")),
                Optional.empty(),
                IdentityProvider.DEFAULT_SCOPES,
                Map.of(),
                SignOut.HERE);
        return new SignOn(entered, new ClaimPath("groups"));
    }

    /** As a gateway keeps it that runs on this configuration. */
    private void keep(Settings settings) {
        DataDirectory data = DataDirectory.open(directory.resolve("data"));
        try (AllSettings all = new AllSettings(
                new FileSettingsStore(data.directory().orElseThrow(), Clock.systemUTC()), data.keys())) {
            all.change(NEWCO, unused -> settings).block(Duration.ofSeconds(10));
        } catch (IOException unwritable) {
            throw new AssertionError(unwritable);
        }
    }

    private Printed check(String... more) {
        String[] arguments = Stream.concat(
                        Stream.of(
                                "--online",
                                "--config=" + directory,
                                "--gateway.data-directory=" + directory.resolve("data")),
                        Stream.of(more))
                .toArray(String[]::new);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exitCode = Check.run(arguments, new PrintStream(out, true, StandardCharsets.UTF_8));
        return new Printed(exitCode, out.toString(StandardCharsets.UTF_8));
    }
}
