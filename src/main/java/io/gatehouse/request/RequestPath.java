package io.gatehouse.request;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A path that every party reads alike: split and decoded once, and refused where two readers could differ.
 *
 * <p>Refused rather than normalised (CVE-2026-33494, CVE-2025-54576, CVE-2026-41059): dot segments, empty segments, an
 * encoded {@code / \ ; %}-escape, controls, path parameters, anything not UTF-8. The raw bytes are what is forwarded.
 *
 * @param raw as received, beginning with one slash
 * @param segments decoded; a final slash gives an empty last segment
 */
public record RequestPath(String raw, List<String> segments) {

    /** Every other printable ASCII character must arrive percent-encoded (RFC 3986 §3.3, without the semicolon). */
    private static final String PLAIN = "-._~!$&'()*+,=:@";

    public RequestPath {
        segments = List.copyOf(segments);
    }

    /** Empty when the path is one that two readers could take for two different things. */
    public static Optional<RequestPath> parse(String raw) {
        if (raw.isEmpty() || raw.charAt(0) != '/') {
            return Optional.empty();
        }
        List<String> segments = new ArrayList<>();
        int from = 1;
        while (true) {
            int slash = raw.indexOf('/', from);
            int end = slash < 0 ? raw.length() : slash;
            String segment = decode(raw, from, end);
            boolean emptyInside = from == end && slash >= 0;
            if (segment == null || emptyInside || isDots(segment)) {
                return Optional.empty();
            }
            segments.add(segment);
            if (slash < 0) {
                return Optional.of(new RequestPath(raw, segments));
            }
            from = slash + 1;
        }
    }

    /** What is left of the raw path behind the first segments; {@code /} when nothing is. */
    public String rawWithout(int leadingSegments) {
        int at = 0;
        for (int left = leadingSegments; left > 0 && at >= 0; left--) {
            at = raw.indexOf('/', at + 1);
        }
        return at < 0 ? "/" : raw.substring(at);
    }

    /** The first segments of the raw path, without a final slash. */
    public String rawPrefix(int leadingSegments) {
        int at = 0;
        for (int left = leadingSegments; left > 0 && at >= 0; left--) {
            at = raw.indexOf('/', at + 1);
        }
        return at < 0 ? raw : raw.substring(0, at);
    }

    /** Null for what cannot be read in one way only. */
    private static @Nullable String decode(String raw, int from, int end) {
        if (isPlain(raw, from, end)) {
            return raw.substring(from, end);
        }
        ByteBuffer bytes = ByteBuffer.allocate(end - from);
        for (int at = from; at < end; at++) {
            char c = raw.charAt(at);
            if (c == '%') {
                if (!isEscape(raw, at, end)) {
                    return null;
                }
                bytes.put((byte) (hex(raw.charAt(at + 1)) * 16 + hex(raw.charAt(at + 2))));
                at += 2;
            } else if (isPlain(c)) {
                bytes.put((byte) c);
            } else {
                return null;
            }
        }
        return text(bytes.flip());
    }

    private static boolean isPlain(String raw, int from, int end) {
        for (int at = from; at < end; at++) {
            if (!isPlain(raw.charAt(at))) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String text(ByteBuffer bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
        boolean readable = text.codePoints().allMatch(RequestPath::isHarmless) && !isEncodedTwice(text);
        return readable && !looksLikeDots(text) ? text : null;
    }

    /**
     * Full-width dots, or two in one character (U+2025), are dot segments for whoever folds compatibility characters (UAX #15);
     * so are dots with spaces or invisible characters around them, and between slashes that come of folding.
     */
    private static boolean looksLikeDots(String text) {
        StringBuilder seen = new StringBuilder(text.length());
        Normalizer.normalize(text, Normalizer.Form.NFKC)
                .codePoints()
                .filter(RequestPath::isSeen)
                .forEach(seen::appendCodePoint);
        return Arrays.stream(seen.toString().split("[/\\\\;]")).anyMatch(RequestPath::isAllDots);
    }

    private static boolean isSeen(int c) {
        return Character.getType(c) != Character.FORMAT && !Character.isWhitespace(c) && !Character.isSpaceChar(c);
    }

    private static boolean isAllDots(String part) {
        return !part.isEmpty() && part.chars().allMatch(c -> c == '.');
    }

    private static boolean isHarmless(int c) {
        return c != '/' && c != '\\' && c != ';' && !Character.isISOControl(c) && c != 0x2028 && c != 0x2029;
    }

    private static boolean isEncodedTwice(String text) {
        for (int at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
            if (isEscape(text, at, text.length())) {
                return true;
            }
        }
        return false;
    }

    static boolean isEscape(String text, int at, int end) {
        return at + 2 < end && hex(text.charAt(at + 1)) >= 0 && hex(text.charAt(at + 2)) >= 0;
    }

    private static boolean isDots(String segment) {
        return segment.equals(".") || segment.equals("..");
    }

    private static boolean isPlain(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || PLAIN.indexOf(c) >= 0;
    }

    private static int hex(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }
}
