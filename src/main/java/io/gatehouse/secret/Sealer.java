package io.gatehouse.secret;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals values with AES-256-GCM for one purpose, bound to a context (the organization, the attempt, the Redis key).
 *
 * <p>Sealed form: version (1 byte), key id (4 bytes), nonce (12 bytes), ciphertext with tag. The key id is derived from
 * the key, so a rotated list of keys finds the right one without trying them all.
 */
public final class Sealer {

    private static final byte VERSION = 1;
    private static final int KEY_ID_BYTES = 4;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEADER_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES;

    private record Key(byte[] id, SecretKey secret) {}

    private final SecureRandom random = new SecureRandom();
    private final List<Key> keys;

    Sealer(List<byte[]> keys, String purpose) {
        this.keys = keys.stream().map(key -> key(key, purpose)).toList();
    }

    /** @param context what the value belongs to; opening it needs the same */
    public byte[] seal(byte[] plain, String... context) {
        Key key = keys.get(0);
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] hidden = crypt(Cipher.ENCRYPT_MODE, key, nonce, plain, context);
        return ByteBuffer.allocate(HEADER_BYTES + hidden.length)
                .put(VERSION)
                .put(key.id())
                .put(nonce)
                .put(hidden)
                .array();
    }

    /** Whether the key that seals now has sealed it, and not one that is on its way out. */
    public boolean isByTheFirstKey(byte[] sealed) {
        return sealed.length >= HEADER_BYTES
                && Arrays.equals(sealed, 1, 1 + KEY_ID_BYTES, keys.get(0).id(), 0, KEY_ID_BYTES);
    }

    /** Empty for anything that this purpose and context did not seal, whatever is wrong with it. */
    public Optional<byte[]> open(byte[] sealed, String... context) {
        if (sealed.length < HEADER_BYTES + TAG_BITS / 8 || sealed[0] != VERSION) {
            return Optional.empty();
        }
        byte[] id = Arrays.copyOfRange(sealed, 1, 1 + KEY_ID_BYTES);
        byte[] nonce = Arrays.copyOfRange(sealed, 1 + KEY_ID_BYTES, HEADER_BYTES);
        byte[] hidden = Arrays.copyOfRange(sealed, HEADER_BYTES, sealed.length);
        for (Key key : keys) {
            if (Arrays.equals(key.id(), id)) {
                try {
                    return Optional.of(crypt(Cipher.DECRYPT_MODE, key, nonce, hidden, context));
                } catch (IllegalArgumentException forged) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static byte[] crypt(int mode, Key key, byte[] nonce, byte[] input, String... context) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key.secret(), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(Context.of(context));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException refused) {
            throw new IllegalArgumentException("sealed value: does not open", refused);
        }
    }

    private static Key key(byte[] master, String purpose) {
        byte[] derived = Hkdf.derive(master, purpose);
        byte[] id = Arrays.copyOf(Hkdf.derive(master, purpose + " key id"), KEY_ID_BYTES);
        return new Key(id, new SecretKeySpec(derived, "AES"));
    }
}
