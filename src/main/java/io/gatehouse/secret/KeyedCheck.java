package io.gatehouse.secret;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;

/** A keyed check (HMAC-SHA-256, 128 bits) that tells our own values from forged ones without asking a store. */
public final class KeyedCheck {

    /** Length of a check, in bytes. */
    public static final int BYTES = 16;

    private final List<byte[]> keys;

    KeyedCheck(List<byte[]> keys, String purpose) {
        this.keys = keys.stream().map(key -> Hkdf.derive(key, purpose)).toList();
    }

    /** The check of these parts under the newest key. */
    public byte[] of(String... parts) {
        return check(keys.get(0), parts);
    }

    /** Whether any key of the ring made this check, compared in constant time. */
    public boolean holds(byte[] check, String... parts) {
        boolean holds = false;
        for (byte[] key : keys) {
            holds |= MessageDigest.isEqual(check(key, parts), check);
        }
        return holds;
    }

    private static byte[] check(byte[] key, String... parts) {
        return Arrays.copyOf(Hkdf.hmac(key, Context.of(parts)), BYTES);
    }
}
