package io.gatehouse.upstream;

import java.util.Locale;
import java.util.regex.Pattern;

/** Tells the gateway's own cookies, which no upstream ever sees, sets or clears. */
final class OwnCookies {

    /** Anywhere in a part: parsers differ in what they skip before a name ({@code ,gatehouse-acme=…}). */
    private static final Pattern OURS = Pattern.compile("gatehouse-[^=;,\\s]*\\s*(=|$)");

    private OwnCookies() {}

    /** @param cookie {@code name=value} */
    static boolean isOwn(String cookie) {
        return OURS.matcher(cookie.toLowerCase(Locale.ROOT)).find();
    }
}
