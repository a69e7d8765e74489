package io.gatehouse.command;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.gatehouse.config.ConfigReader;
import io.gatehouse.config.GatewayEnvironment;
import io.gatehouse.journey.RedisServer;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.PersonId;
import io.gatehouse.organization.Sso;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.organization.provider.Issuer;
import io.gatehouse.organization.provider.SignOut;
import io.gatehouse.secret.DataDirectory;
import io.gatehouse.secret.Secret;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.settings.AllSettings;
import io.gatehouse.settings.Settings;
import io.gatehouse.settings.SignOn;
import io.gatehouse.settings.store.FileSettingsStore;
import io.gatehouse.settings.store.RedisSettingsStore;
import io.gatehouse.settings.store.SettingsStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** {@code ./gateway export}, as an operator sees it, with real files and a real Redis. */
class ExportTests {

    private static final OrganizationName NEWCO = new OrganizationName("newco");
    private static final PersonId ALICE = new PersonId("https://login.newco.example", "alice-1");
    private static final String KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private static final String OTHER_KEY = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=";

    @TempDir
    Path directory;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Path config;

    private record Printed(int exitCode, String out, String err) {}

    @BeforeEach
    void aGateway() throws IOException {
        config = Files.createDirectories(directory.resolve("config"));
        Files.createDirectory(config.resolve("organizations"));
        file("newco", "name: New & Co\nmembers: {email-domains: [newco.example]}\n");
    }

    @BeforeEach
    void watchTheLog() {
        log.start();
        root().addAppender(log);
    }

    @AfterEach
    void stopWatching() {
        root().detachAppender(log);
    }

    @Test
    void whatWasEnteredAndWhatTheFileSaysComeToOneFile() throws IOException {
        keep(NEWCO, entered("s3cr3t-of-newco"));

        Printed printed = export("newco");

        assertThat(printed.exitCode()).isZero();
        assertThat(printed.err()).isEmpty();
        assertThat(printed.out()).endsWith("""
                # The client secret is not in here: set NEWCO_CLIENT_SECRET to it.
                name: "New & Co"
                sso: pilot
                admins: ["https://login.newco.example#alice-1"]
                identity-provider:
                  issuer: https://login.newco.example
                  client-id: gatehouse
                  client-secret: ${NEWCO_CLIENT_SECRET}
                members:
                  email-domains: [newco.example]
                roles:
                  claim: realm_access.roles
                """);
    }

    @Test
    void inAnEmptyGatewayTheFileMeansTheSame() throws IOException {
        keep(NEWCO, entered("s3cr3t-of-newco"));
        Organization here = entered("s3cr3t-of-newco").laidOver(organization());

        file("newco", export("newco").out());
        deleteData();

        Organization there = organization("--NEWCO_CLIENT_SECRET=s3cr3t-of-newco");
        assertThat(there.identityProvider()).isEqualTo(here.identityProvider());
        assertThat(there.sso()).isEqualTo(Sso.PILOT);
        assertThat(there.boundAdmins()).containsExactly(ALICE);
        assertThat(there.roles()).isEqualTo(here.roles());
        assertThat(there.members()).isEqualTo(here.members());
        assertThat(there.title()).isEqualTo("New & Co");
    }

    @Test
    void noSecretIsPrintedUnlessItIsAskedFor() throws IOException {
        keep(NEWCO, entered("hunter2"));

        Printed without = export("newco");
        Printed with = export("newco", "--with-secrets");

        assertThat(without.out() + without.err()).doesNotContain("hunter2");
        assertThat(with.out()).contains("client-secret: hunter2\n");
        assertThat(with.err())
                .startsWith("export: client secrets were written in clear text")
                .doesNotContain("hunter2");
    }

    @Test
    void whatIsOnlyStagedIsNotExported() throws IOException {
        keep(NEWCO, Settings.none().stage(signOn("s3cr3t")));

        assertThat(export("newco").out()).contains("sso: 'off'").doesNotContain("identity-provider:");
    }

    @Test
    void anOrganizationWhoseFileIsGoneIsNone() throws IOException {
        OrganizationName gone = new OrganizationName("gone");
        keep(gone, entered("s3cr3t"));

        assertThat(export("gone").out()).isEmpty();
        assertThat(export("gone").err()).contains("gone: no such organization");
    }

    @Test
    void whereNothingWasEverEnteredNothingIsMade() {
        assertThat(export("newco").out()).endsWith("""
                name: "New & Co"
                members:
                  email-domains: [newco.example]
                """);
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void lettersOfAnyLanguageComeOutInUtf8() throws IOException {
        file("newco", "name: Ümläut ✓");

        assertThat(export("newco").out()).contains("name: \"Ümläut ✓\"\n");
    }

    @Test
    void settingsSealedWithAnotherKeyAreNotLeftOutInSilence() throws IOException {
        keep(NEWCO, entered("s3cr3t"));

        Printed printed = export("newco", "--gateway.secret-key=" + OTHER_KEY);

        assertThat(printed)
                .isEqualTo(new Printed(
                        1,
                        "",
                        "export: gateway.data-directory: settings of newco: sealed with another key"
                                + " (expected: gateway.secret-key)\n"));
    }

    @Test
    void aCommandLineOrConfigurationThatIsWrongPrintsNoFile() throws IOException {
        Printed unknown = export("nobody");
        Printed none = export();
        Printed option = export("newco", "--with-secret");
        file("newco", "nam: Newco");
        Printed invalid = export("newco");

        assertThat(List.of(unknown, none, option, invalid))
                .allMatch(printed -> printed.out().isEmpty());
        assertThat(List.of(unknown, none, option, invalid))
                .extracting(Printed::exitCode)
                .containsExactly(1, 2, 2, 1);
        assertThat(unknown.err()).startsWith("export: nobody: no such organization (expected: one of ");
        assertThat(option.err()).contains("--with-secret (expected: --with-secrets, --config VALUE");
        assertThat(invalid.err()).contains("newco.yaml:1  nam: unknown key");
    }

    @Test
    void withRedisItIsReadFromThere() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            LettuceConnectionFactory connections =
                    new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", redis.port()));
            connections.start();
            keep(NEWCO, entered("s3cr3t"), new RedisSettingsStore(connections), SecretKeys.of(List.of(Secret.of(KEY))));
            connections.destroy();

            assertThat(export(
                                    "newco",
                                    inRedis(),
                                    "--spring.data.redis.url=redis://127.0.0.1:" + redis.port(),
                                    "--gateway.secret-key=" + KEY)
                            .out())
                    .contains("  client-secret: ${NEWCO_CLIENT_SECRET}\n", "#alice-1");
        }
    }

    @Test
    void aRedisThatDoesNotAnswerIsOneSentence() throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            String url = "--spring.data.redis.url=redis://:hunter2@localhost:" + silent.getLocalPort();
            String atOnce = "--spring.data.redis.timeout=200ms";

            assertThat(export("newco", inRedis(), url, atOnce, "--gateway.secret-key=" + KEY))
                    .isEqualTo(new Printed(
                            1,
                            "",
                            "export: Redis: no answer (expected: one within 10 s;"
                                    + " the row of Redis in ./gateway check --online says more)\n"));
        }
        assertThat(logged()).isEmpty();
    }

    @Test
    void anAddressThatIsNoneIsNotRepeated() {
        String url = "--spring.data.redis.url=http://:hunter2@x";

        assertThat(export("newco", inRedis(), url, "--gateway.secret-key=" + KEY))
                .isEqualTo(new Printed(
                        1,
                        "",
                        "export: command line  spring.data.redis.url: not an address of Redis (expected:"
                                + " redis://user:password@host:port, or rediss:// for TLS; what is neither letter nor"
                                + " digit in the password as %XX)\n"));
        assertThat(logged()).noneMatch(line -> line.contains("hunter2"));
    }

    /** Of warnings and errors, each with what was thrown. */
    private List<String> logged() {
        return log.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .map(event -> event.getFormattedMessage() + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                .toList();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static String inRedis() {
        return "--gateway.sessions.store=redis";
    }

    private static Settings entered(String secret) {
        return Settings.none()
                .stage(signOn(secret))
                .takeStaged()
                .withAdmin(ALICE)
                .letIn(Sso.PILOT);
    }

    private static SignOn signOn(String secret) {
        return new SignOn(
                new IdentityProvider(
                        Issuer.parse(ALICE.issuer()),
                        "gatehouse",
                        List.of(Secret.of(secret)),
                        Optional.empty(),
                        IdentityProvider.DEFAULT_SCOPES,
                        Map.of(),
                        SignOut.HERE),
                new ClaimPath("realm_access.roles"));
    }

    /** As the gateway keeps it that is run on this configuration. */
    private void keep(OrganizationName organization, Settings settings) throws IOException {
        DataDirectory data = DataDirectory.open(directory.resolve("data"));
        keep(
                organization,
                settings,
                new FileSettingsStore(data.directory().orElseThrow(), Clock.systemUTC()),
                data.keys());
    }

    private static void keep(OrganizationName organization, Settings settings, SettingsStore store, SecretKeys keys) {
        try (AllSettings all = new AllSettings(store, keys)) {
            all.change(organization, unused -> settings).block(Duration.ofSeconds(10));
        }
    }

    private void deleteData() throws IOException {
        Files.delete(directory.resolve("data/settings/newco"));
    }

    private void file(String organization, String yaml) throws IOException {
        Files.writeString(config.resolve("organizations").resolve(organization + ".yaml"), yaml);
    }

    private Organization organization(String... properties) {
        return ConfigReader.read(config, GatewayEnvironment.load(config, properties))
                .valid()
                .organizations()
                .find(NEWCO)
                .orElseThrow();
    }

    private Printed export(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = "--config=" + config;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Export.run(
                all,
                new PrintStream(out, true, StandardCharsets.US_ASCII),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Printed(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
