package io.gatehouse.secret;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/** The gateway's key ring ({@code gateway.secret-key}): the first key seals, every key opens. */
public final class SecretKeys {

    static final int KEY_BYTES = 32;

    private final List<byte[]> keys;

    private SecretKeys(List<byte[]> keys) {
        this.keys = keys;
    }

    /**
     * @param encoded at least one key of 32 bytes in base64, newest first
     * @throws IllegalArgumentException naming what was found, never the key
     */
    public static SecretKeys of(List<Secret> encoded) {
        if (encoded.isEmpty()) {
            throw new IllegalArgumentException("no key (expected: 32 random bytes in base64)");
        }
        return new SecretKeys(encoded.stream().map(SecretKeys::decode).toList());
    }

    /** Keys that end with this process: for sessions in memory. */
    public static SecretKeys random() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return new SecretKeys(List.of(key));
    }

    /** Seals and opens values of one purpose; a value sealed for another purpose does not open. */
    public Sealer sealer(String purpose) {
        return new Sealer(keys, purpose);
    }

    /** Authenticates values of one purpose without hiding them. */
    public KeyedCheck check(String purpose) {
        return new KeyedCheck(keys, purpose);
    }

    private static byte[] decode(Secret encoded) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(encoded.reveal().strip());
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalArgumentException("not base64 (expected: 32 random bytes in base64)");
        }
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException(key.length + " bytes (expected: 32 random bytes in base64)");
        }
        return key;
    }
}
