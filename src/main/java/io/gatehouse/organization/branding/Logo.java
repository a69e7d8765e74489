package io.gatehouse.organization.branding;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/**
 * An organization's picture, as its bytes say what it is.
 *
 * @param type {@code image/png}, {@code image/jpeg} or {@code image/webp}; SVG can hold scripts and is none of them
 * @param width in pixels
 * @param height in pixels
 * @param digest of its bytes: part of its address, so that caches can keep it for long
 * @param base64 the picture itself
 */
public record Logo(String type, int width, int height, String digest, String base64) {

    /** Of the file. */
    public static final int MOST_BYTES = 64 * 1024;

    /** A few bytes can unpack to a picture that fills a phone's memory. */
    private static final int MOST_PIXELS = 1024;

    /** What may be given, for messages. */
    public static final String EXPECTED = "PNG, JPEG or WebP, at most 64 KB and 1024 × 1024 pixels";

    /**
     * @param found what the message calls it
     * @throws IllegalArgumentException when it is none of the three, or too large
     */
    public static Logo of(byte[] picture, String found) {
        if (picture.length > MOST_BYTES) {
            throw refused(found + ": " + picture.length + " bytes");
        }
        PictureHeader header = PictureHeader.read(picture).orElseThrow(() -> refused(found + ": another kind of file"));
        if (!isFit(header.width()) || !isFit(header.height())) {
            throw refused(found + ": " + header.width() + " × " + header.height() + " pixels");
        }
        return new Logo(
                header.type(),
                header.width(),
                header.height(),
                digest(picture),
                Base64.getEncoder().encodeToString(picture));
    }

    /** The file's content. */
    public byte[] bytes() {
        return Base64.getDecoder().decode(base64);
    }

    /** The whole picture as text (RFC 2397). */
    public String dataUrl() {
        return "data:" + type + ";base64," + base64;
    }

    private static boolean isFit(int pixels) {
        return pixels > 0 && pixels <= MOST_PIXELS;
    }

    private static String digest(byte[] picture) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(picture);
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has it
        }
    }

    private static IllegalArgumentException refused(String found) {
        return new IllegalArgumentException(found + " (expected: " + EXPECTED + ")");
    }

    /** Not the picture: it is long. */
    @Override
    public String toString() {
        return type + " " + width + "x" + height + " " + digest;
    }
}
