package io.gatehouse.apikey;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.request.BearerHeader;
import io.gatehouse.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key as programs send it: {@code gatehouse_}, its id, {@code _}, 256 random bits. It begins as no other credential does, so
 * that scanners of code and logs find it.
 */
record KeyText(String id, Secret whole) {

    private static final String PREFIX = BearerHeader.API_KEY;
    private static final int ID_BYTES = 8;
    private static final int SECRET_BYTES = 32;
    private static final Pattern WRITTEN = Pattern.compile(PREFIX + "([0-9a-f]{16})_[0-9a-f]{64}");
    private static final SecureRandom RANDOM = new SecureRandom();

    static KeyText random() {
        String id = hex(ID_BYTES);
        return new KeyText(id, Secret.of(PREFIX + id + "_" + hex(SECRET_BYTES)));
    }

    /** Empty for what is not written as one. */
    static Optional<KeyText> parse(String text) {
        Matcher written = WRITTEN.matcher(text);
        return written.matches() ? Optional.of(new KeyText(written.group(1), Secret.of(text))) : Optional.empty();
    }

    /** Of 256 random bits a plain digest tells nobody anything; with the name in it, it is none of another organization's. */
    String digest(OrganizationName organization) {
        try {
            byte[] bytes = (organization + " " + whole.reveal()).getBytes(StandardCharsets.US_ASCII);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has SHA-256
        }
    }

    /** In a time that says nothing of where they differ. */
    boolean isOf(ApiKey key, OrganizationName organization) {
        return MessageDigest.isEqual(
                digest(organization).getBytes(StandardCharsets.US_ASCII),
                key.digest().getBytes(StandardCharsets.US_ASCII));
    }

    private static String hex(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
