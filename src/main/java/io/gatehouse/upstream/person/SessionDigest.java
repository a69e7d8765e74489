package io.gatehouse.upstream.person;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** What an upstream may know a session by: always the same, and nothing that leads to the session. */
final class SessionDigest {

    private static final int BYTES = 16;

    private SessionDigest() {}

    static String of(String hash) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(("sid " + hash).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, BYTES));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has SHA-256
        }
    }
}
