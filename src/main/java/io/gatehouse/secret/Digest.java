package io.gatehouse.secret;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * What stores find things by instead of people's names and addresses: whoever reads there learns none. It has no key in it, so
 * that what is found goes on being found with another {@code gateway.secret-key}; who knows a name can tell whether it is there.
 */
public final class Digest {

    private Digest() {}

    /** SHA-256 in base64url, without padding: 43 characters. No two lists of parts have the same. */
    public static String of(String... parts) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Context.of(parts));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has SHA-256
        }
    }
}
