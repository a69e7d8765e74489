package io.gatehouse.secret;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;

/** A keyed check (HMAC-SHA-256, 128 bits) that tells our own values from forged ones without asking a store. */
public final class KeyedCheck {

    /** Length of a check, in bytes. */
    public static final int BYTES = 16;

    /** Each with its key in it, and only ever copied: looking up the algorithm and its key costs more than the check. */
    private final List<Mac> keys;

    KeyedCheck(List<byte[]> keys, String purpose) {
        this.keys =
                keys.stream().map(key -> Hkdf.keyed(Hkdf.derive(key, purpose))).toList();
    }

    /** The check of these parts under the newest key. */
    public byte[] of(String... parts) {
        return check(keys.get(0), parts);
    }

    /** Whether any key of the ring made this check, compared in constant time. */
    public boolean holds(byte[] check, String... parts) {
        boolean holds = false;
        for (Mac key : keys) {
            holds |= MessageDigest.isEqual(check(key, parts), check);
        }
        return holds;
    }

    private static byte[] check(Mac key, String... parts) {
        try {
            return Arrays.copyOf(((Mac) key.clone()).doFinal(Context.of(parts)), BYTES);
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException(impossible); // the platform's own HMAC can be copied
        }
    }
}
