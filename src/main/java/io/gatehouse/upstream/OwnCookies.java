package io.gatehouse.upstream;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells the gateway's own cookies, which no upstream ever sees, sets or clears. */
final class OwnCookies {

    /**
     * In the name, wherever there: parsers differ in what they skip before it ({@code ,gatehouse-acme=…}). In the value
     * behind what some parser takes for the end of a cookie.
     */
    private static final Pattern OURS =
            Pattern.compile("^[^=]*gatehouse-|[,\\s\"\\p{Cntrl}](?:__[a-z-]+-)?gatehouse-[^=,]*=");

    private static final String MARK = "gatehouse-";

    private OwnCookies() {}

    /** @param cookie {@code name=value} */
    static boolean isOwn(String cookie) {
        return mentions(cookie)
                && (isPlainlyOwn(cookie)
                        || OURS.matcher(cookie.toLowerCase(Locale.ROOT)).find());
    }

    /** A {@code Cookie} line without them; null when nothing is left. */
    static @Nullable String without(String line) {
        if (!mentions(line)) {
            return line;
        }
        StringBuilder kept = new StringBuilder(line.length());
        for (int from = 0; from < line.length(); ) {
            int semicolon = line.indexOf(';', from);
            int end = semicolon < 0 ? line.length() : semicolon;
            String cookie = line.substring(from, end).strip();
            if (!cookie.isEmpty() && !isOwn(cookie)) {
                kept.append(kept.isEmpty() ? "" : "; ").append(cookie);
            }
            from = end + 1;
        }
        return kept.isEmpty() ? null : kept.toString();
    }

    /** The usual case, for which no pattern is needed. */
    private static boolean isPlainlyOwn(String cookie) {
        return cookie.startsWith("__Host-gatehouse-") || cookie.startsWith("gatehouse-");
    }

    private static boolean mentions(String text) {
        for (int at = 0; at + MARK.length() <= text.length(); at++) {
            if ((text.charAt(at) | 0x20) == 'g' && text.regionMatches(true, at, MARK, 0, MARK.length())) {
                return true;
            }
        }
        return false;
    }
}
