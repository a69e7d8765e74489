package io.gatehouse.member;

import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.PersonId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * By what the store finds a member: a digest, so that whoever reads there learns no names. It has no key in it: with another
 * {@code gateway.secret-key} somebody who is blocked would otherwise be a stranger again.
 */
final class StoredName {

    private StoredName() {}

    static String of(OrganizationName organization, PersonId person) {
        return digest("person", organization.value(), person.issuer(), person.subject());
    }

    static String of(OrganizationName organization, EmailAddress address) {
        return digest("address", organization.value(), address.value());
    }

    /** Each part with its length, so that no two lists of parts read the same. */
    private static String digest(String... parts) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                sha256.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
                sha256.update(bytes);
            }
            return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has SHA-256
        }
    }
}
