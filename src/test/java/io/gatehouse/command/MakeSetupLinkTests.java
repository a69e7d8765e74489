package io.gatehouse.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.secret.PrivateDirectory;
import io.gatehouse.settings.store.FileSettingsStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is told who makes a set-up link. */
class MakeSetupLinkTests {

    @TempDir
    Path directory;

    private String said = "";

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(directory.resolve("gateway.yaml"), "gateway: {}\n");
        Files.createDirectories(directory.resolve("organizations"));
        Files.writeString(directory.resolve("organizations/newco.yaml"), "name: Newco\n");
    }

    @Test
    void printsALinkAndWhatSealsIt() {
        assertThat(run("newco")).isZero();

        assertThat(said)
                .contains("http://localhost:8080/organizations/newco/settings/enter?link=", "the key in ")
                .contains("only a gateway with the same opens it");
    }

    @Test
    void anotherOrganizationsMissingSecretIsNoHindrance() throws IOException {
        Files.writeString(
                directory.resolve("organizations/initech.yaml"),
                "identity-provider: { issuer: https://login.initech.example, client-id: x, client-secret: \"${NOT_HERE}\" }\n");

        assertThat(run("newco")).as(said).isZero();
    }

    @Test
    void saysWhichOrganizationWasMeant() {
        assertThat(run("Newco")).isEqualTo(1);

        assertThat(said).contains("Newco: no such organization", "did you mean newco?");
    }

    @Test
    void aWrongCommandLineIsSaid() {
        assertThat(run()).isEqualTo(2);
        assertThat(said).contains("expected: one organization's name");
        assertThat(run("newco", "--valid", "30d")).isEqualTo(2);
        assertThat(said).contains("--valid: 30d (expected: at most 7d)");
        assertThat(run("newco", "--valid", "1h", "--revoke")).isEqualTo(2);
        assertThat(said).contains("--revoke --valid (expected: one of them)");
        assertThat(run("newco", "--valid", "24")).isEqualTo(2);
        assertThat(said).contains("--valid: 24");
        assertThat(run("newco", "--vaild", "1h")).isNotZero();
    }

    @Test
    void nothingIsCalledBackWhereNothingIsKept() {
        assertThat(run("newco", "--revoke")).isEqualTo(1);

        assertThat(said)
                .contains("data: no such directory, nothing called back (expected: to be run where the gateway");
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void whatIsCalledBackIsSaid() {
        run("newco");

        assertThat(run("newco", "--revoke")).isZero();

        assertThat(said).contains("Every set-up link for newco that was made until now is worthless");
    }

    @Test
    void whatAClockThatIsAMinuteAheadMakesIsCalledBackToo() throws IOException {
        run("newco");
        Instant before = Clock.systemUTC().instant();

        run("newco", "--revoke");

        try (FileSettingsStore store =
                new FileSettingsStore(PrivateDirectory.open(directory.resolve("data")), Clock.systemUTC())) {
            Instant madeUntil = store.linksRevoked(
                            OrganizationName.parse("newco").orElseThrow())
                    .blockOptional()
                    .orElseThrow();
            assertThat(madeUntil).isBetween(before.plusSeconds(59), before.plusSeconds(90));
        }
    }

    @Test
    void whereRedisDoesNotAnswerNothingIsSaidToBeCalledBack() {
        int exit = run(
                "newco",
                "--revoke",
                "--gateway.sessions.store=redis",
                "--gateway.secret-key=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
                "--spring.data.redis.url=redis://127.0.0.1:1");

        assertThat(exit).isEqualTo(1);
        assertThat(said).startsWith("setup-link: Redis: no answer (expected: ").doesNotContain("worthless");
    }

    private int run(String... arguments) {
        String[] all = new String[arguments.length + 3];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--config";
        all[arguments.length + 1] = directory.toString();
        all[arguments.length + 2] = "--gateway.data-directory=" + directory.resolve("data");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exit = MakeSetupLink.run(all, new PrintStream(out, true, StandardCharsets.UTF_8), Clock.systemUTC());
        said = out.toString(StandardCharsets.UTF_8);
        return exit;
    }
}
