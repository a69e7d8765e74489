package io.gatehouse.upstream;

import java.util.Locale;
import java.util.regex.Pattern;

/** Tells the gateway's own cookies, which no upstream ever sees, sets or clears. */
final class OwnCookies {

    /**
     * In the name, wherever there: parsers differ in what they skip before it ({@code ,gatehouse-acme=…}). In the value
     * behind what some parser takes for the end of a cookie.
     */
    private static final Pattern OURS = Pattern.compile("^[^=]*gatehouse-|[,\\s\"](?:__[a-z-]+-)?gatehouse-[^=,\\s]*=");

    private OwnCookies() {}

    /** @param cookie {@code name=value} */
    static boolean isOwn(String cookie) {
        return OURS.matcher(cookie.toLowerCase(Locale.ROOT)).find();
    }
}
