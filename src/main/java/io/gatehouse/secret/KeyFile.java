package io.gatehouse.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The key that a gateway without {@code gateway.secret-key} makes at its first start, and every later process finds. */
final class KeyFile {

    static final String NAME = "secret-key";

    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");

    private KeyFile() {}

    /**
     * Of two processes at their first start, the later one finds the key of the earlier.
     *
     * @throws IllegalArgumentException naming the file and what is wrong with it, never the key
     */
    static SecretKeys readOrMake(PrivateDirectory directory) throws IOException {
        return directory.alone(() -> {
            if (!Files.exists(directory.file(NAME))) {
                directory.write(NAME, newKey());
            }
            return read(directory.file(NAME));
        });
    }

    /** @throws IllegalArgumentException when others may read it as well, or when it is no key */
    static SecretKeys read(Path file) throws IOException {
        refuseWhatOthersMayRead(file);
        try {
            return SecretKeys.of(List.of(Secret.of(Files.readString(file, StandardCharsets.ISO_8859_1))));
        } catch (IllegalArgumentException noKey) {
            throw new IllegalArgumentException(file + ": " + noKey.getMessage());
        }
    }

    /** Whoever could read it once may still have it: such a key is not repaired by taking the right away. */
    private static void refuseWhatOthersMayRead(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        Set<PosixFilePermission> found = Files.getPosixFilePermissions(file);
        Set<PosixFilePermission> others = EnumSet.noneOf(PosixFilePermission.class);
        others.addAll(found);
        others.removeAll(OWNER);
        if (!others.isEmpty()) {
            throw new IllegalArgumentException(file + ": mode " + PosixFilePermissions.toString(found)
                    + " (expected: rw-------, as the gateway made it; chmod 600 if nobody else has read it)");
        }
    }

    private static byte[] newKey() {
        byte[] key = new byte[SecretKeys.KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return (Base64.getEncoder().encodeToString(key) + "\n").getBytes(StandardCharsets.US_ASCII);
    }
}
