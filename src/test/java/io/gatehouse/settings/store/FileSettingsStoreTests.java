package io.gatehouse.settings.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gatehouse.fixture.TestClock;
import io.gatehouse.secret.PrivateDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class FileSettingsStoreTests extends SettingsStoreContract {

    @TempDir
    private Path parent;

    private final TestClock clock = new TestClock();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Path data;
    private SettingsStore store;
    private SettingsStore other;

    @BeforeEach
    void open() throws IOException {
        ((Logger) LoggerFactory.getLogger(FileSettingsStore.class)).addAppender(log);
        log.start();
        data = parent.resolve("kept/data");
        store = openAgain();
        other = openAgain();
    }

    @AfterEach
    void close() {
        ((Logger) LoggerFactory.getLogger(FileSettingsStore.class)).detachAppender(log);
        store.close();
        other.close();
    }

    @Override
    SettingsStore store() {
        return store;
    }

    @Override
    SettingsStore other() {
        return other;
    }

    @Test
    void nobodyElseMayReadWhatIsKept() throws IOException {
        write(ACME, 0, "a");
        write(ACME, 1, "b");
        store.spend("id", HOUR).block();

        try (Stream<Path> all = Files.walk(data)) {
            assertThat(all).hasSizeGreaterThan(5).allSatisfy(path -> assertThat(
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    void everythingSurvivesARestart() throws IOException {
        write(ACME, 0, "a");
        write(ACME, 1, "b");
        store.spend("id", HOUR).block();
        store.revokeLinks(ACME, NOON).block();
        store.close();

        store = openAgain();

        assertThat(read(ACME)).isEqualTo("2 b");
        assertThat(store.versions().block()).containsEntry(ACME, 2L);
        assertThat(store.spend("id", HOUR).block()).isFalse();
        assertThat(store.linksRevoked(ACME).block()).isEqualTo(NOON);
    }

    @Test
    void aSpentIdIsForgottenWhenItsLifetimeHasEnded() throws IOException {
        store.spend("id", HOUR).block();
        clock.pass(HOUR.minusMillis(1));
        assertThat(store.spend("id", HOUR).block()).isFalse();

        clock.pass(HOUR);

        assertThat(store.isSpent("id").block()).isFalse();
        assertThat(store.spend("another", HOUR).block()).isTrue();
        assertThat(data.resolve("spent")).content().contains("another").doesNotContain("id ");
        assertThat(store.spend("id", HOUR).block()).isTrue();
    }

    @Test
    void aDamagedFileOfSpentIdsMakesNoIdSpendableAgain() throws IOException {
        store.spend("id", HOUR).block();
        Files.writeString(data.resolve("spent"), "id");

        assertThatThrownBy(() -> store.spend("id", HOUR).block()).hasMessageContaining("spent: damaged (expected:");
    }

    @Test
    void aDamagedFileOfWhatWasRevokedIsNoLeave() throws IOException {
        store.revokeLinks(ACME, NOON).block();
        Files.writeString(data.resolve("revoked"), "acme yesterday");

        assertThatThrownBy(() -> store.linksRevoked(ACME).block()).hasMessageContaining("revoked: damaged (expected:");
        assertThatThrownBy(() -> store.revokeLinks(ACME, NOON).block()).hasMessageContaining("revoked: damaged");
    }

    @Test
    void aDamagedFileIsSkippedAndReportedOnceByName() throws IOException {
        write(ACME, 0, "a");
        write(GLOBEX, 0, "g");
        byte[] whole = Files.readAllBytes(file("acme"));
        whole[whole.length / 2] ^= 1;
        Files.write(file("acme"), whole);

        for (int i = 0; i < 3; i++) {
            assertThat(store.versions().block()).containsOnlyKeys(GLOBEX);
            assertThat(store.read(ACME).blockOptional()).isEmpty();
        }

        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement()
                .asString()
                .isEqualTo("settings: " + file("acme") + ": damaged (expected: as the gateway wrote it); skipped");
    }

    @Test
    void aFileThatWasCutOffIsDamagedWhereverItEnds() throws IOException {
        write(ACME, 0, "settings");
        byte[] whole = Files.readAllBytes(file("acme"));

        for (int length = 0; length < whole.length; length++) {
            Files.write(file("acme"), Arrays.copyOf(whole, length));
            assertThat(store.read(ACME).blockOptional()).as("%d bytes", length).isEmpty();
        }
    }

    @Test
    void aDamagedFileIsReplacedByTheNextSettingsAndReportedWhenItHappensAgain() throws IOException {
        write(ACME, 0, "a");
        Files.writeString(file("acme"), "damaged");

        assertThat(write(ACME, 0, "entered again")).isTrue();
        assertThat(read(ACME)).isEqualTo("1 entered again");

        Files.writeString(file("acme"), "damaged");
        store.versions().block();
        assertThat(log.list).hasSize(2);
    }

    @Test
    void aFileThatCannotBeReadIsAnErrorAndNotNoSettings() throws IOException {
        Files.createDirectory(file("acme"));

        assertThatThrownBy(() -> store.read(ACME).block()).hasRootCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.write(ACME, 0, bytes("a")).block()).hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    void whatACrashLeftHalfWrittenIsIgnoredAndWrittenOver() throws IOException {
        write(ACME, 0, "a");
        Files.writeString(file(".acme.new"), "half");
        Files.writeString(file(".globex.new"), "half");

        assertThat(store.versions().block()).containsOnlyKeys(ACME);
        assertThat(write(ACME, 1, "b")).isTrue();
        assertThat(read(ACME)).isEqualTo("2 b");
        assertThat(file(".acme.new")).doesNotExist();
    }

    @Test
    void otherFilesInTheDirectoryAreNobodys() throws IOException {
        Files.writeString(file("README.txt"), "hello");
        Files.writeString(file(".DS_Store"), "hello");
        Files.createDirectory(file("lost+found"));

        assertThat(store.versions().block()).isEmpty();
        assertThat(log.list).isEmpty();
    }

    @Test
    void theStampChangesWithAWriterThatEndedBeforeItCouldSaySo() throws IOException {
        write(ACME, 0, "a");
        byte[] kept = Files.readAllBytes(file("acme"));
        store.remove(ACME, 1).block();
        Files.setLastModifiedTime(data.resolve("settings"), FileTime.from(Instant.parse("2026-11-25T10:00:00Z")));
        Long before = store.stamp().block();

        Files.write(file("acme"), kept);

        assertThat(store.stamp().block()).isNotEqualTo(before);
        assertThat(read(ACME)).isEqualTo("1 a");
    }

    @Test
    void aDamagedStampIsNoReasonToStop() throws IOException {
        write(ACME, 0, "a");
        Files.writeString(file(".stamp"), "?");

        Long before = store.stamp().block();
        write(ACME, 1, "b");

        assertThat(store.stamp().block()).isNotEqualTo(before);
    }

    @Test
    void whoLeavesHasWrittenAllTheSame() {
        store.write(ACME, 0, bytes("a")).subscribe().dispose();

        assertThat(write(GLOBEX, 0, "behind it")).isTrue();
        assertThat(read(ACME)).isEqualTo("1 a");
    }

    @Test
    void whereNothingCanBeWrittenItDoesNotOpen() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "no directory");

        assertThatThrownBy(() -> PrivateDirectory.open(file.resolve("data"))).isInstanceOf(IOException.class);
    }

    @Test
    void writersOfOtherProcessesWaitForEachOther() throws Exception {
        List<Process> processes =
                Stream.of("one", "two").map(name -> anotherProcess(name)).toList();

        for (Process process : processes) {
            assertThat(process.waitFor()).isZero();
        }

        assertThat(read(ACME)).startsWith("100 ").contains("+".repeat(100));
    }

    /** What another process of the gateway does, such as a command. */
    static final class Adding {

        public static void main(String[] arguments) throws IOException {
            SettingsStore store =
                    new FileSettingsStore(PrivateDirectory.open(Path.of(arguments[0])), Clock.systemUTC());
            for (int i = 0; i < 50; i++) {
                addOne(store).repeat().takeUntil(won -> won).blockLast();
            }
        }
    }

    private Process anotherProcess(String name) {
        try {
            return new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin/java").toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Adding.class.getName(),
                            data.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(parent.resolve(name + ".log").toFile())
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Path file(String name) {
        return data.resolve("settings").resolve(name);
    }

    private SettingsStore openAgain() throws IOException {
        return new FileSettingsStore(PrivateDirectory.open(data), clock);
    }
}
