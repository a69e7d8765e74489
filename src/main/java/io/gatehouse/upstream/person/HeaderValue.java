package io.gatehouse.upstream.person;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Makes claim values safe as header values: what could end a line, change the list or be trimmed away is percent-encoded,
 * so that a group named {@code a,admin} stays one group and {@code " admin"} does not become another.
 */
final class HeaderValue {

    private HeaderValue() {}

    static String of(String value) {
        return encoded(value, false);
    }

    static String list(Collection<String> values) {
        return values.stream().map(value -> encoded(value, true)).collect(Collectors.joining(","));
    }

    /** The value itself where it is safe as it is: the usual case, and no copy for each of many sessions. */
    private static String encoded(String value, boolean element) {
        if (isSafe(value, element)) {
            return value;
        }
        StringBuilder safe = new StringBuilder(value.length());
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            int c = bytes[i] & 0xff;
            if (!isSafe(c, i == 0 || i == bytes.length - 1, element)) {
                safe.append('%').append(hex(c >> 4)).append(hex(c & 0xf));
            } else {
                safe.append((char) c);
            }
        }
        return safe.toString();
    }

    private static boolean isSafe(String value, boolean element) {
        for (int i = 0; i < value.length(); i++) {
            if (!isSafe(value.charAt(i), i == 0 || i == value.length() - 1, element)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSafe(int c, boolean edge, boolean element) {
        return c >= 0x20 && c <= 0x7e && c != '%' && !(c == ',' && element) && !(c == ' ' && edge);
    }

    private static char hex(int digit) {
        return Character.toUpperCase(Character.forDigit(digit, 16));
    }
}
