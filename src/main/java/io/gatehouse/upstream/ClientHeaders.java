package io.gatehouse.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;

/**
 * What is taken out of a client's request before anything of ours is put in: look-alikes of identity and forwarding
 * headers in every spelling, whatever {@code Connection} nominates, and our own cookies.
 */
final class ClientHeaders {

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
            "x-webauth-user");

    /** All that a client may say about its connection to the next hop. */
    private static final Set<String> CONNECTION_OPTIONS = Set.of("close", "keep-alive", "upgrade");

    private ClientHeaders() {}

    /** Changes the headers in place. */
    static void clean(HttpHeaders headers) {
        Set<String> options = connectionOptions(headers);
        for (String name : List.copyOf(headers.headerNames())) {
            boolean nominated = options.contains(name.toLowerCase(Locale.ROOT)) && !isConnectionOption(name);
            if (nominated || isLookAlike(name)) {
                headers.remove(name);
            }
        }
        keepPlainConnection(headers, options);
        removeOwnCookies(headers);
    }

    /**
     * Whether an upstream could take this name for one of the headers it trusts: CGI and its kind fold every character
     * that is no letter and no digit (CVE-2025-64484 and CVE-2026-39858 folded fewer).
     */
    static boolean isLookAlike(String name) {
        String folded = folded(name);
        return NAMES.contains(folded) || FAMILIES.stream().anyMatch(folded::startsWith);
    }

    private static String folded(String name) {
        StringBuilder folded = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean plain = c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
            boolean upper = c >= 'A' && c <= 'Z';
            folded.append(plain ? c : upper ? (char) (c + 32) : '-');
        }
        return folded.toString();
    }

    private static Set<String> connectionOptions(HttpHeaders headers) {
        Set<String> options = new TreeSet<>();
        for (String line : headers.getOrEmpty(HttpHeaders.CONNECTION)) {
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
        List<String> lines = headers.getOrEmpty(HttpHeaders.COOKIE);
        if (lines.isEmpty()) {
            return;
        }
        List<String> kept = new ArrayList<>();
        for (String line : lines) {
            for (String cookie : line.split(";")) {
                if (!cookie.isBlank() && !OwnCookies.isOwn(cookie)) {
                    kept.add(cookie.strip());
                }
            }
        }
        headers.remove(HttpHeaders.COOKIE);
        if (!kept.isEmpty()) {
            headers.set(HttpHeaders.COOKIE, String.join("; ", kept));
        }
    }
}
