package io.gatehouse.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is told who wants another key. */
class RotateAssertionKeyTests {

    private static final String KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    @TempDir
    Path directory;

    private String said = "";

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(directory.resolve("gateway.yaml"), "gateway: {}\n");
    }

    @Test
    void theFirstKeySignsAtOnceAndTheNextWhenEveryVerifierCanHaveIt() throws IOException {
        Files.createDirectories(directory.resolve("data"));

        assertThat(run()).as(said).isZero();
        assertThat(run()).as(said).isZero();

        String inTenMinutes =
                Instant.now().plus(Duration.ofMinutes(10)).toString().substring(0, 10);
        assertThat(said).contains("signs with it from " + inTenMinutes, "Nobody need do anything.");
        assertThat(directory.resolve("data/assertion-keys")).exists();
    }

    @Test
    void whatAStolenKeyCostsIsSaid() throws IOException {
        Files.createDirectories(directory.resolve("data"));
        run();

        assertThat(run("--now")).as(said).isZero();

        assertThat(said).contains("all others have left", "for up to 5 minutes more");
    }

    @Test
    void keysThatAnotherSecretKeySealedAreLeftAlone() throws IOException {
        Files.createDirectories(directory.resolve("data"));
        run();
        byte[] before = Files.readAllBytes(directory.resolve("data/assertion-keys"));

        assertThat(run("--now", "--gateway.secret-key=" + KEY)).isEqualTo(1);

        assertThat(said).contains("keys that another secret-key has sealed (expected: the gateway's own)");
        assertThat(directory.resolve("data/assertion-keys")).hasBinaryContent(before);
    }

    @Test
    void nothingIsRotatedWhereNothingIsKept() {
        assertThat(run()).isEqualTo(1);

        assertThat(said).contains("data: no such directory (expected: to be run where the gateway runs");
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void givenKeysAreTheirOwnersToRotate() throws IOException {
        Files.writeString(directory.resolve("gateway.yaml"), "gateway: {assertion-keys: \"file:nowhere.pem\"}\n");
        assertThat(run()).isEqualTo(1);
        assertThat(said).contains("gateway.assertion-keys: file:nowhere.pem cannot be read");
    }

    @Test
    void whereRedisDoesNotAnswerNothingIsSaidToBeDone() {
        int exit = run(
                "--gateway.sessions.store=redis",
                "--gateway.secret-key=" + KEY,
                "--spring.data.redis.url=redis://127.0.0.1:1");

        assertThat(exit).isEqualTo(1);
        assertThat(said)
                .startsWith("rotate-assertion-key: Redis: no answer (expected: ")
                .doesNotContain("new key");
    }

    @Test
    void aWrongCommandLineIsSaid() {
        assertThat(run("acme")).isEqualTo(2);
        assertThat(said).contains("acme (expected: options only)");
        assertThat(run("--at-once")).isEqualTo(2);
        assertThat(said).contains("--now");
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        Stream.of("--config", directory.toString(), "--gateway.data-directory=" + directory.resolve("data"))
                .forEach(all::add);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exit = RotateAssertionKey.run(
                all.toArray(String[]::new), new PrintStream(out, true, StandardCharsets.UTF_8), Clock.systemUTC());
        said = out.toString(StandardCharsets.UTF_8);
        return exit;
    }
}
