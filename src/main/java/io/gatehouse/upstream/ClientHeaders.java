package io.gatehouse.upstream;

import io.gatehouse.route.header.FoldedNames;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * What is taken out of a client's request before anything of ours is put in: look-alikes of identity and forwarding
 * headers in every spelling, whatever {@code Connection} nominates, and our own cookies.
 */
public final class ClientHeaders {

    private static final List<String> FAMILIES =
            List.of("x-forwarded-", "x-gatehouse-", "x-auth-request-", "x-remote-", "remote-", "x-original-");

    private static final Set<String> NAMES = Set.of(
            "x-forwarded",
            "forwarded",
            "x-real-ip",
            "x-client-ip",
            "true-client-ip",
            "x-cluster-client-ip",
            "x-rewrite-url",
            "x-auth-user",
            "x-authenticated-user",
            "x-user",
            "x-webauth-user",
            "content-length",
            "transfer-encoding");

    /** How the names above begin, in either case: most headers are told apart by it. */
    private static final String FIRST_LETTERS = "xXfFtTrRcC";

    /** What frames a body: only in this very spelling, which the server has read (CGI would read {@code Content_Length}). */
    private static final HeaderNames FRAMING = HeaderNames.of("Content-Length", "Transfer-Encoding");

    private static final HeaderNames STAYS_HERE =
            HeaderNames.OF_THE_CONNECTION.and("Expect", "Host", "HTTP2-Settings", "Proxy");

    /** What Spring Cloud Gateway's chain would not keep here by itself. */
    private static final List<String> STAYS_HERE_TOO = List.of("Expect", "HTTP2-Settings", "Proxy", "Proxy-Connection");

    /** All that a client may say about its connection to the next hop. */
    private static final Set<String> CONNECTION_OPTIONS = Set.of("close", "keep-alive", "upgrade");

    private ClientHeaders() {}

    /**
     * Changes the headers in place.
     *
     * @param ours names that some route writes, beside those that are known here
     */
    public static void clean(HttpHeaders headers, FoldedNames ours) {
        STAYS_HERE_TOO.forEach(headers::remove);
        Set<String> options = options(headers.getOrEmpty(HttpHeaders.CONNECTION));
        for (String name : List.copyOf(headers.headerNames())) {
            boolean nominated = options.contains(name.toLowerCase(Locale.ROOT)) && !isConnectionOption(name);
            if (nominated || isLookAlike(name) || ours.contains(name)) {
                headers.remove(name);
            }
        }
        keepPlainConnection(headers, options);
        removeOwnCookies(headers);
    }

    /**
     * Copies what may go on; for the forwarder, whose connection to the upstream is its own, so that nothing about the
     * client's goes on either. {@code Expect} is answered here (RFC 9110 §10.1.1), and the Host is the upstream's.
     */
    static void copy(
            io.netty.handler.codec.http.HttpHeaders from,
            io.netty.handler.codec.http.HttpHeaders to,
            FoldedNames ours) {
        Set<String> nominated = options(from.getAll(HttpHeaders.CONNECTION));
        String cookies = null;
        Iterator<Map.Entry<CharSequence, CharSequence>> lines = from.iteratorCharSequence();
        while (lines.hasNext()) {
            Map.Entry<CharSequence, CharSequence> line = lines.next();
            CharSequence name = line.getKey();
            if (AsciiString.contentEqualsIgnoreCase(name, HttpHeaders.COOKIE)) {
                cookies = joined(cookies, OwnCookies.without(line.getValue().toString()));
            } else if (!STAYS_HERE.contains(name)
                    && !isLookAlike(name)
                    && !ours.contains(name)
                    && !isNominated(name, nominated)) {
                to.add(name, line.getValue());
            }
        }
        if (cookies != null) {
            to.add(HttpHeaders.COOKIE, cookies);
        }
    }

    /** What a route's own filters may have put there. */
    public static void removeLookAlikes(HttpHeaders headers, FoldedNames ours) {
        for (String name : List.copyOf(headers.headerNames())) {
            if (isLookAlike(name) || ours.contains(name)) {
                headers.remove(name);
            }
        }
    }

    /** Whether an upstream could take this name for one of the headers that upstreams trust. */
    static boolean isLookAlike(CharSequence name) {
        if (name.isEmpty() || FIRST_LETTERS.indexOf(name.charAt(0)) < 0) {
            return false;
        }
        String folded = FoldedNames.folded(name);
        if (NAMES.contains(folded)) {
            return !FRAMING.contains(name);
        }
        for (String family : FAMILIES) {
            if (folded.startsWith(family)) {
                return true;
            }
        }
        return false;
    }

    /** What proxies say about the way a request came, and nothing about who sent it. */
    private static final Set<String> OF_THE_WAY = Set.of(
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-scheme",
            "x-forwarded-ssl",
            "x-forwarded-host",
            "x-forwarded-port",
            "x-forwarded-server",
            "x-forwarded-prefix",
            "x-forwarded-method",
            "x-forwarded-uri",
            "x-original-method",
            "x-original-url",
            "x-original-uri",
            "x-original-host",
            "x-auth-request-redirect",
            "x-real-ip",
            "x-client-ip",
            "x-cluster-client-ip",
            "true-client-ip",
            "forwarded");

    /**
     * Whether an upstream behind another proxy could take this for a header that says who somebody is: another spelling of
     * what proxies add counts as well, since who reads it as the same does not know whose it is.
     *
     * @param ours names that some route writes, beside those that are known here
     */
    public static boolean isIdentityLookAlike(String name, FoldedNames ours) {
        return ours.contains(name) || isLookAlike(name) && !OF_THE_WAY.contains(name.toLowerCase(Locale.ROOT));
    }

    private static @Nullable String joined(@Nullable String some, @Nullable String more) {
        return some == null ? more : more == null ? some : some + "; " + more;
    }

    static boolean isNominated(CharSequence name, Set<String> nominated) {
        return !nominated.isEmpty() && nominated.contains(name.toString().toLowerCase(Locale.ROOT));
    }

    /** What these {@code Connection} lines name. */
    static Set<String> options(List<String> lines) {
        if (lines.isEmpty()) {
            return Set.of();
        }
        Set<String> options = new TreeSet<>();
        for (String line : lines) {
            for (String option : line.split(",")) {
                options.add(option.strip().toLowerCase(Locale.ROOT));
            }
        }
        return options;
    }

    private static boolean isConnectionOption(String name) {
        return CONNECTION_OPTIONS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** What is nominated is gone already; leaving the rest would let it delete headers that are added later. */
    private static void keepPlainConnection(HttpHeaders headers, Set<String> options) {
        headers.remove(HttpHeaders.CONNECTION);
        String kept = options.stream().filter(CONNECTION_OPTIONS::contains).collect(Collectors.joining(", "));
        if (!kept.isEmpty()) {
            headers.set(HttpHeaders.CONNECTION, kept);
        }
    }

    private static void removeOwnCookies(HttpHeaders headers) {
        String kept = cookies(headers);
        headers.remove(HttpHeaders.COOKIE);
        if (!kept.isEmpty()) {
            headers.set(HttpHeaders.COOKIE, kept);
        }
    }

    /** The client's, without our own; empty when nothing is left. */
    public static String cookies(HttpHeaders headers) {
        String kept = null;
        for (String line : headers.getOrEmpty(HttpHeaders.COOKIE)) {
            kept = joined(kept, OwnCookies.without(line));
        }
        return kept == null ? "" : kept;
    }
}
