package io.gatehouse.route.access;

import java.text.Normalizer;
import java.util.Locale;

/**
 * What upstreams may take for one and the same name, though it is not: {@code Admin}, {@code admin.}, {@code ＡＤＭＩＮ},
 * {@code ad­min}. File systems and frameworks fold case (Windows, IIS), drop dots and spaces at the end (Windows), compose
 * characters (NFC, NFKC) or leave out those that nobody sees (HFS+: CVE-2014-9390).
 */
final class Resemblance {

    private Resemblance() {}

    /** @param literal ASCII, since those of rules are */
    static boolean of(String segment, String literal) {
        if (isAscii(segment)) {
            int length = withoutEnd(segment);
            return length == withoutEnd(literal) && segment.regionMatches(true, 0, literal, 0, length);
        }
        String folded = folded(segment);
        return folded.length() == withoutEnd(literal) && folded.regionMatches(true, 0, literal, 0, folded.length());
    }

    private static String folded(String segment) {
        StringBuilder visible = new StringBuilder(segment.length());
        Normalizer.normalize(segment, Normalizer.Form.NFKD)
                .codePoints()
                .filter(Resemblance::isSeen)
                .forEach(visible::appendCodePoint);
        String folded = visible.toString().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        return folded.substring(0, withoutEnd(folded));
    }

    /** Accents too are left out: some databases compare without them. */
    private static boolean isSeen(int c) {
        int type = Character.getType(c);
        return type != Character.FORMAT && type != Character.NON_SPACING_MARK && type != Character.ENCLOSING_MARK;
    }

    private static int withoutEnd(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '.' || Character.isWhitespace(text.charAt(end - 1)))) {
            end--;
        }
        return end;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 128) {
                return false;
            }
        }
        return true;
    }
}
