package io.gatehouse.route.header;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Names that no route may tell of a person by: HTTP, browsers or the gateway need them, or they say what is asked for. */
public final class ReservedNames {

    public static final String EXPECTED = "letters, digits and hyphens, at most " + FoldedNames.LONGEST
            + "; no name that HTTP or the gateway itself needs";

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0," + (FoldedNames.LONGEST - 1) + "}");

    private static final List<String> FAMILIES = List.of(
            "accept-",
            "access-control-",
            "content-",
            "if-",
            "proxy-",
            "sec-",
            "x-gatehouse-",
            "x-http-method",
            "x-original-",
            "x-rewrite-");

    private static final Set<String> NAMES = Set.of(
            "accept",
            "authorization",
            "b3",
            "cache-control",
            "connection",
            "cookie",
            "cookie2",
            "date",
            "depth",
            "destination",
            "expect",
            "forwarded",
            "from",
            "host",
            "http2-settings",
            "keep-alive",
            "last-event-id",
            "max-forwards",
            "origin",
            "overwrite",
            "pragma",
            "priority",
            "proxy",
            "range",
            "referer",
            "set-cookie",
            "te",
            "traceparent",
            "tracestate",
            "trailer",
            "transfer-encoding",
            "true-client-ip",
            "upgrade",
            "upgrade-insecure-requests",
            "user-agent",
            "via",
            "www-authenticate",
            "x-client-ip",
            "x-cluster-client-ip",
            "x-forwarded",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-method",
            "x-forwarded-path",
            "x-forwarded-port",
            "x-forwarded-prefix",
            "x-forwarded-proto",
            "x-forwarded-scheme",
            "x-forwarded-server",
            "x-forwarded-ssl",
            "x-forwarded-uri",
            "x-method-override",
            "x-real-ip",
            "x-requested-with");

    private ReservedNames() {}

    /** Whether a route may write a header of this name. */
    public static boolean allow(String name) {
        String folded = FoldedNames.folded(name);
        return NAME.matcher(name).matches()
                && !NAMES.contains(folded)
                && FAMILIES.stream().noneMatch(folded::startsWith);
    }
}
