package io.gatehouse.secret;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a gateway without Redis keeps what must survive it ({@code gateway.data-directory}): its key, and what admins enter.
 * Or the word that it has no such place.
 */
public final class DataDirectory {

    private static final Logger log = LoggerFactory.getLogger(DataDirectory.class);

    private final Optional<PrivateDirectory> directory;

    private DataDirectory(Optional<PrivateDirectory> directory) {
        this.directory = directory;
    }

    /** Makes it where it does not exist; where nothing can be written it is said once, and nothing is kept. */
    public static DataDirectory open(Path path) {
        try {
            return new DataDirectory(Optional.of(PrivateDirectory.open(path)));
        } catch (IOException unwritable) {
            log.warn(
                    "gateway.data-directory: {}: cannot be written: {} (expected: a directory of this user; without one,"
                            + " sealed values and what admins enter end with this process)",
                    path,
                    unwritable.toString());
            return none();
        }
    }

    public static DataDirectory none() {
        return new DataDirectory(Optional.empty());
    }

    /**
     * Only looks, for {@code check}: nothing is made.
     *
     * @throws IllegalArgumentException when there is a key file that will be refused, saying why
     */
    public static void check(Path path) {
        Path file = path.resolve(KeyFile.NAME);
        try {
            if (Files.exists(file)) {
                KeyFile.read(file);
            }
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    file + ": cannot be read: " + unreadable + " (expected: the gateway's key)");
        }
    }

    /** Empty when nothing can be kept. */
    public Optional<PrivateDirectory> directory() {
        return directory;
    }

    /**
     * The key of the key file, which is made where there is none; keys that end with this process when nothing can be kept.
     *
     * @throws IllegalArgumentException when others may read the key file, or when it holds no key
     */
    public SecretKeys keys() {
        return directory.map(DataDirectory::keys).orElseGet(SecretKeys::random);
    }

    private static SecretKeys keys(PrivateDirectory directory) {
        try {
            return KeyFile.readOrMake(directory);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(directory.file(KeyFile.NAME) + ": cannot be read", unreadable);
        }
    }
}
