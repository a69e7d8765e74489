package io.gatehouse.route.access;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What upstreams may take for one and the same name, though it is not: {@code Admin}, {@code admin.}, {@code ＡＤＭＩＮ}, or one
 * with a soft hyphen in it. File systems and frameworks fold case (Windows, IIS), drop dots and spaces at the end (Windows),
 * compose characters (NFC, NFKC) or leave out those that nobody sees (HFS+: CVE-2014-9390).
 */
final class Resemblance {

    private static final Pattern SLASHES = Pattern.compile("[/\\\\]");

    /** Parameters, what Apache may take for a query (CVE-2024-38473), and streams of NTFS. */
    private static final Pattern REST = Pattern.compile("(?:[;?#%]|::|:[^:]*:?\\$).*", Pattern.DOTALL);

    private Resemblance() {}

    /** Of each segment, what all that resemble it have in common. */
    static List<String> folded(List<String> segments) {
        for (String segment : segments) {
            if (!isPlain(segment)) {
                return segments.stream().flatMap(Resemblance::folded).toList();
            }
        }
        return segments;
    }

    /** @param literal ASCII, since those of rules are */
    static boolean holds(String folded, String literal) {
        int length = withoutEnd(literal);
        return folded.length() == length && folded.regionMatches(true, 0, literal, 0, length);
    }

    /** None where nothing is seen of it, several where folding makes slashes. */
    private static Stream<String> folded(String segment) {
        StringBuilder visible = new StringBuilder(segment.length());
        Normalizer.normalize(segment, Normalizer.Form.NFKD)
                .codePoints()
                .filter(Resemblance::isSeen)
                .forEach(visible::appendCodePoint);
        String folded = visible.toString().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        return Arrays.stream(SLASHES.split(REST.matcher(folded).replaceFirst("")))
                .map(part -> part.substring(0, withoutEnd(part)))
                .filter(part -> !part.isEmpty());
    }

    /** Accents too are left out: some databases compare without them. */
    private static boolean isSeen(int c) {
        int type = Character.getType(c);
        return type != Character.FORMAT && type != Character.NON_SPACING_MARK && type != Character.ENCLOSING_MARK;
    }

    private static int withoutEnd(String text) {
        int end = text.length();
        while (end > 0 && isDropped(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private static boolean isDropped(char last) {
        return last == '.' || Character.isWhitespace(last);
    }

    private static final String SPECIAL = ":;?#%";

    /** Nearly every segment: nothing to fold. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 128 || c >= 'A' && c <= 'Z' || SPECIAL.indexOf(c) >= 0) {
                return false;
            }
        }
        return text.isEmpty() || !isDropped(text.charAt(text.length() - 1));
    }
}
