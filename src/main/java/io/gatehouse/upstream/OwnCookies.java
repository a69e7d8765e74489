package io.gatehouse.upstream;

import java.util.Locale;

/** Tells the gateway's own cookies, which no upstream ever sees, sets or clears. */
final class OwnCookies {

    private OwnCookies() {}

    /** @param cookie {@code name=value}, with attributes or without */
    static boolean isOwn(String cookie) {
        int equals = cookie.indexOf('=');
        String name =
                (equals < 0 ? cookie : cookie.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
        return withoutPrefix(name).startsWith("gatehouse-");
    }

    /** Browsers compare these prefixes without regard to case. */
    private static String withoutPrefix(String name) {
        for (String prefix : new String[] {"__host-", "__secure-", "__http-", "__host-http-"}) {
            if (name.startsWith(prefix)) {
                return name.substring(prefix.length());
            }
        }
        return name;
    }
}
