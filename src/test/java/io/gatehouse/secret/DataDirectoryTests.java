package io.gatehouse.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class DataDirectoryTests {

    private static final byte[] VALUE = {1, 2, 3};

    @TempDir
    private Path parent;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Path path;
    private Path keyFile;

    @BeforeEach
    void nothingIsThereYet() {
        path = parent.resolve("data");
        keyFile = path.resolve("secret-key");
        ((Logger) LoggerFactory.getLogger(DataDirectory.class)).addAppender(log);
        log.start();
    }

    @AfterEach
    void close() {
        ((Logger) LoggerFactory.getLogger(DataDirectory.class)).detachAppender(log);
    }

    @Test
    void theFirstStartMakesAKeyThatOnlyItsUserMayRead() throws IOException {
        DataDirectory.open(path).keys();

        assertThat(keyFile).content().matches("[A-Za-z0-9+/]{43}=\n");
        assertThat(mode(keyFile)).isEqualTo("rw-------");
        assertThat(mode(path)).isEqualTo("rwx------");
        assertThat(log.list).isEmpty();
    }

    @Test
    void whatWasSealedOpensAfterARestart() {
        byte[] sealed = seal(DataDirectory.open(path).keys());

        assertThat(opens(DataDirectory.open(path).keys(), sealed)).isTrue();
        assertThat(opens(SecretKeys.random(), sealed)).isFalse();
    }

    @Test
    void whoeverStartsAtTheSameTimeFindsTheSameKey() {
        List<SecretKeys> all = IntStream.range(0, 16)
                .parallel()
                .mapToObj(i -> DataDirectory.open(path).keys())
                .toList();

        byte[] sealed = seal(all.get(0));
        assertThat(all).allMatch(keys -> opens(keys, sealed));
    }

    @Test
    void theKeyMayMoveIntoTheConfiguration() throws IOException {
        byte[] sealed = seal(DataDirectory.open(path).keys());

        SecretKeys configured = SecretKeys.of(List.of(Secret.of(Files.readString(keyFile))));

        assertThat(opens(configured, sealed)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rwx--x---"})
    void aKeyFileThatOthersMayTouchIsRefused(String mode) throws IOException {
        DataDirectory.open(path).keys();
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString(mode));

        String refused = keyFile + ": mode " + mode
                + " (expected: rw-------, as the gateway made it; chmod 600 if nobody else has read it)";
        assertThatThrownBy(() -> DataDirectory.open(path).keys()).hasMessage(refused);
        assertThatThrownBy(() -> DataDirectory.check(path)).hasMessage(refused);
    }

    @Test
    void aKeyFileMayBeReadOnly() throws IOException {
        DataDirectory.open(path).keys();
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("r--------"));

        assertThatCode(() -> DataDirectory.check(path)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dG9vIHNob3J0", "n0-b@se64-but-s3cret"})
    void aDamagedKeyFileIsRefusedAndNeverReplacedOrRepeated(String content) throws IOException {
        DataDirectory.open(path).keys();
        Files.writeString(keyFile, content);

        assertThatThrownBy(() -> DataDirectory.open(path).keys())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(keyFile + ": ")
                .hasMessageContaining("(expected: ")
                .hasMessageNotContaining("s3cret");
        assertThat(keyFile).content().isEqualTo(content);
    }

    @Test
    void aKeyThatACrashLeftHalfWrittenIsNoKey() throws IOException {
        DataDirectory.open(path);
        Files.writeString(path.resolve(".secret-key.new"), "half");

        DataDirectory.open(path).keys();

        assertThat(keyFile).content().hasSize(45);
        assertThat(path.resolve(".secret-key.new")).doesNotExist();
    }

    @Test
    void toCheckMakesNothing() {
        DataDirectory.check(path);

        assertThat(path).doesNotExist();
    }

    @Test
    void whereNothingCanBeWrittenItIsSaidOnceAndTheKeyEndsWithTheProcess() throws IOException {
        Path impossible = Files.writeString(parent.resolve("file"), "").resolve("data");

        DataDirectory data = DataDirectory.open(impossible);

        assertThat(data.directory()).isEmpty();
        assertThat(opens(data.keys(), seal(data.keys()))).isFalse();
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement()
                .asString()
                .startsWith("gateway.data-directory: " + impossible + ": cannot be written: ")
                .contains("(expected: a directory of this user");
    }

    private static byte[] seal(SecretKeys keys) {
        return keys.sealer("test").seal(VALUE, "acme");
    }

    private static boolean opens(SecretKeys keys, byte[] sealed) {
        return keys.sealer("test").open(sealed, "acme").isPresent();
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
