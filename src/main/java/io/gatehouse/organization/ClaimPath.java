package io.gatehouse.organization;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a claim stands in a token: {@code groups}, {@code realm_access.roles}, or with quoted keys
 * {@code ["https://acme.com/groups"]} for names that hold dots themselves.
 */
public record ClaimPath(String text) {

    /** What to call a person. */
    public static final ClaimPath NAME = new ClaimPath("name");

    public static final String EXPECTED =
            "a dot path such as realm_access.roles, or quoted keys such as '[\"https://acme.com/groups\"]'";

    public ClaimPath {
        parse(text);
    }

    /** The values at this path as text: one value or a list of them; empty when there are none. */
    public List<String> read(Map<String, Object> claims) {
        Object value = claims;
        for (String key : parse(text)) {
            value = value instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return texts(value);
    }

    /** The claim of the token itself that the path begins with. */
    public String claim() {
        return parse(text).get(0);
    }

    @Override
    public String toString() {
        return text;
    }

    private static List<String> texts(@Nullable Object value) {
        if (value instanceof Collection<?> several) {
            return several.stream()
                    .filter(ClaimPath::isScalar)
                    .map(String::valueOf)
                    .toList();
        }
        return isScalar(value) ? List.of(String.valueOf(value)) : List.of();
    }

    private static boolean isScalar(@Nullable Object value) {
        return value instanceof String || value instanceof Number || value instanceof Boolean;
    }

    private static List<String> parse(String text) {
        List<String> keys = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            if (text.startsWith("[\"", at)) {
                int end = text.indexOf("\"]", at + 2);
                at = add(keys, text, at + 2, end) + 2;
                if (at < text.length() && text.charAt(at) == '.') {
                    at = notLast(text, at + 1);
                }
            } else {
                int end = endOfPlainKey(text, at);
                add(keys, text, at, end);
                at = end < text.length() && text.charAt(end) == '.' ? notLast(text, end + 1) : end;
            }
        }
        if (keys.isEmpty()) {
            throw malformed(text);
        }
        return keys;
    }

    private static int endOfPlainKey(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) != '.' && text.charAt(end) != '[') {
            end++;
        }
        return end;
    }

    private static int add(List<String> keys, String text, int from, int end) {
        if (end <= from) {
            throw malformed(text);
        }
        keys.add(text.substring(from, end));
        return end;
    }

    private static int notLast(String text, int at) {
        if (at >= text.length()) {
            throw malformed(text);
        }
        return at;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(text + " (expected: " + EXPECTED + ")");
    }
}
