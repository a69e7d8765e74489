package io.gatehouse.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is told who makes a key for an organization's programs. */
class MakeApiKeyTests {

    @TempDir
    Path directory;

    private String out = "";
    private String err = "";

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(directory.resolve("gateway.yaml"), "gateway: {}\n");
        Files.createDirectories(directory.resolve("organizations"));
        Files.createDirectories(directory.resolve("data"));
        Files.writeString(directory.resolve("organizations/newco.yaml"), "name: Newco\n");
    }

    @Test
    void printsTheKeyAndNothingElseForAScriptToTake() {
        assertThat(run("newco", "--name", "terraform prod", "--scope", "write")).isZero();

        assertThat(out).matches("gatehouse_[0-9a-f]{16}_[0-9a-f]{64}\n");
        assertThat(err).contains("A key of newco to write, until ").doesNotContain(out.strip());
    }

    @Test
    void whatIsRevokedIsGone() {
        run("newco", "--name", "ci");

        assertThat(run("newco", "--name", "ci", "--revoke")).isZero();
        assertThat(err).contains("The key ci of newco is worthless.");
        assertThat(run("newco", "--name", "ci", "--revoke")).isEqualTo(1);
        assertThat(err).contains("--name: ci: no such key of newco");
    }

    @Test
    void aWrongCommandLineIsSaid() {
        assertThat(run("newco")).isEqualTo(2);
        assertThat(err).contains("expected: one organization's name, --name NAME");
        assertThat(run("newco", "--name", "ci", "--scope", "all")).isEqualTo(1);
        assertThat(err).contains("--scope: all (expected: read or write)");
        assertThat(run("newco", "--name", "ci", "--valid", "500d")).isEqualTo(1);
        assertThat(err).contains("--valid: 500 days (expected: at most 365)");
        assertThat(run("nobody", "--name", "ci")).isEqualTo(1);
        assertThat(err).contains("nobody: no such organization");
        assertThat(out).isEmpty();
    }

    @Test
    void noKeyIsMadeWhereNoGatewayKeepsAnything() throws IOException {
        Files.delete(directory.resolve("data"));

        assertThat(run("newco", "--name", "ci")).isEqualTo(1);

        assertThat(err).contains("data: no such directory (expected: to be run where the gateway runs");
        assertThat(directory.resolve("data")).doesNotExist();
    }

    private int run(String... words) {
        String[] arguments = Arrays.copyOf(words, words.length + 2);
        arguments[words.length] = "--config=" + directory;
        arguments[words.length + 1] = "--gateway.data-directory=" + directory.resolve("data");
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int exit = MakeApiKey.run(
                arguments,
                new PrintStream(printed, true, StandardCharsets.UTF_8),
                new PrintStream(said, true, StandardCharsets.UTF_8),
                Clock.systemUTC());
        out = printed.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
        err = said.toString(StandardCharsets.UTF_8);
        return exit;
    }
}
