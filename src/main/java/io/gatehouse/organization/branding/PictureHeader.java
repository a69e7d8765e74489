package io.gatehouse.organization.branding;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** What a picture's first bytes say of it; nothing is unpacked. */
record PictureHeader(String type, int width, int height) {

    private static final byte[] PNG = {
        (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'
    };

    /** Empty for every other kind of file, and for one that ends too early. */
    static Optional<PictureHeader> read(byte[] file) {
        try {
            if (Arrays.equals(file, 0, PNG.length, PNG, 0, PNG.length)) {
                return Optional.of(new PictureHeader("image/png", big(file, 16, 4), big(file, 20, 4)));
            }
            if (big(file, 0, 3) == 0xffd8ff) {
                return jpeg(file);
            }
            return text(file, 0).equals("RIFF") && text(file, 8).equals("WEBP") ? webp(file) : Optional.empty();
        } catch (IndexOutOfBoundsException tooShort) {
            return Optional.empty();
        }
    }

    /** Segment after segment, up to the one that begins a frame (ITU T.81 B.2.2). */
    private static Optional<PictureHeader> jpeg(byte[] file) {
        int at = 2;
        while (big(file, at, 1) == 0xff) {
            int marker = big(file, at + 1, 1);
            boolean frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
            if (frame) {
                return Optional.of(new PictureHeader("image/jpeg", big(file, at + 7, 2), big(file, at + 5, 2)));
            }
            at += 2 + big(file, at + 2, 2);
        }
        return Optional.empty();
    }

    /** RFC 9649: simple, lossless or extended. */
    private static Optional<PictureHeader> webp(byte[] file) {
        return switch (text(file, 12)) {
            case "VP8 " -> webp(little(file, 26, 2) & 0x3fff, little(file, 28, 2) & 0x3fff);
            case "VP8L" -> webp((little(file, 21, 4) & 0x3fff) + 1, (little(file, 21, 4) >> 14 & 0x3fff) + 1);
            case "VP8X" -> webp(little(file, 24, 3) + 1, little(file, 27, 3) + 1);
            default -> Optional.empty();
        };
    }

    private static Optional<PictureHeader> webp(int width, int height) {
        return Optional.of(new PictureHeader("image/webp", width, height));
    }

    private static String text(byte[] file, int at) {
        return new String(file, at, 4, StandardCharsets.ISO_8859_1);
    }

    private static int big(byte[] file, int at, int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 8 | file[at + i] & 0xff;
        }
        return value;
    }

    private static int little(byte[] file, int at, int count) {
        int value = 0;
        for (int i = count - 1; i >= 0; i--) {
            value = value << 8 | file[at + i] & 0xff;
        }
        return value;
    }
}
