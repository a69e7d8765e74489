package io.gatehouse.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF-SHA-256 (RFC 5869) for one block of output: a key of its own for each purpose. */
final class Hkdf {

    private static final String HMAC = "HmacSHA256";

    private Hkdf() {}

    /** 32 bytes: {@code HKDF-Expand(HKDF-Extract(salt = "gatehouse", key), info = purpose, 32)}. */
    static byte[] derive(byte[] key, String purpose) {
        byte[] extracted = hmac("gatehouse".getBytes(StandardCharsets.UTF_8), key);
        byte[] info = purpose.getBytes(StandardCharsets.UTF_8);
        byte[] block = new byte[info.length + 1];
        System.arraycopy(info, 0, block, 0, info.length);
        block[info.length] = 1;
        return hmac(extracted, block);
    }

    static byte[] hmac(byte[] key, byte[] message) {
        return keyed(key).doFinal(message);
    }

    static Mac keyed(byte[] key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has HmacSHA256
        }
    }
}
