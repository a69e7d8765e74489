package io.gatehouse.settings.store;

import io.gatehouse.settings.store.SettingsStore.Kept;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A version and its value as one piece of bytes, so that no reader sees one of them without the other.
 *
 * <p>Written form: the letters {@code GHS1}, the version (8 bytes), the value, SHA-256 of all before. The digest tells damage;
 * against forgery the value itself is sealed.
 */
final class KeptFormat {

    private static final int MARK = 0x47485331;
    private static final int HEADER_BYTES = Integer.BYTES + Long.BYTES;
    private static final int DIGEST_BYTES = 32;

    private KeptFormat() {}

    static byte[] write(Kept kept) {
        byte[] content = ByteBuffer.allocate(HEADER_BYTES + kept.value().length)
                .putInt(MARK)
                .putLong(kept.version())
                .put(kept.value())
                .array();
        return ByteBuffer.allocate(content.length + DIGEST_BYTES)
                .put(content)
                .put(digest(content))
                .array();
    }

    /** Empty for anything but what {@link #write} has written. */
    static Optional<Kept> read(byte[] written) {
        int end = written.length - DIGEST_BYTES;
        if (end < HEADER_BYTES) {
            return Optional.empty();
        }
        byte[] content = Arrays.copyOf(written, end);
        ByteBuffer header = ByteBuffer.wrap(content);
        boolean whole = header.getInt() == MARK
                && Arrays.equals(digest(content), Arrays.copyOfRange(written, end, written.length));
        long version = header.getLong();
        return whole && version > 0
                ? Optional.of(new Kept(version, Arrays.copyOfRange(content, HEADER_BYTES, end)))
                : Optional.empty();
    }

    private static byte[] digest(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
