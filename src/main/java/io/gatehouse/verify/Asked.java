package io.gatehouse.verify;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.RequestPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;

/**
 * The request that another proxy asks about, as its client sent it. Whatever is said of it twice must be said alike: the proxy
 * writes one of these headers, and its client may have written the others.
 *
 * @param organization in whose name the proxy asks
 * @param host what a Host header would hold
 * @param target path and query
 * @param redirects whether the proxy sends its client where an answer leads
 */
record Asked(OrganizationName organization, HttpMethod method, String host, String target, boolean redirects) {

    private static final Pattern METHOD = Pattern.compile("[A-Z]{1,20}");
    private static final Pattern URL = Pattern.compile("https?://([^/?#@\\\\]+)(/.*)");

    /** How many segments of the path are ours, in front of what Envoy appends. */
    private static final int OURS = 3;

    /** Of a request that has been through the verify room; empty for all others. */
    static Optional<Asked> find(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getAttribute(Asked.class.getName()));
    }

    void keepIn(ServerWebExchange exchange) {
        exchange.getAttributes().put(Asked.class.getName(), this);
    }

    /**
     * @param path the proxy's own, below {@code /organizations/{organization}/verify}
     * @throws Refusal 403 when it does not say, or says in two ways, what it asks about
     */
    static Asked of(
            OrganizationName organization,
            RequestPath path,
            @Nullable String query,
            HttpHeaders headers,
            HttpMethod own) {
        boolean appended = path.segments().size() > OURS;
        Optional<MatchResult> url = said(headers, "X-Original-URL").map(Asked::url);
        List<String> targets = new ArrayList<>(lines(headers, "X-Forwarded-Uri", "X-Original-URI"));
        url.ifPresent(address -> targets.add(address.group(2)));
        List<String> methods = new ArrayList<>(lines(headers, "X-Forwarded-Method", "X-Original-Method"));
        List<String> hosts = new ArrayList<>(lines(headers, "X-Forwarded-Host", "X-Original-Host"));
        url.ifPresent(address -> hosts.add(address.group(1)));
        if (appended) {
            targets.add(withQuery(path.rawWithout(OURS), query));
            methods.add(own.name());
            hosts.addAll(headers.getOrEmpty(HttpHeaders.HOST));
        }
        if (hosts.isEmpty()) {
            hosts.addAll(headers.getOrEmpty(HttpHeaders.HOST));
        }
        return new Asked(
                organization,
                HttpMethod.valueOf(checkedMethod(one("method", methods, "X-Forwarded-Method"))),
                one("host", hosts, "X-Forwarded-Host"),
                one("URI", targets, "X-Forwarded-Uri"),
                !appended && redirects(query));
    }

    private static boolean redirects(@Nullable String query) {
        if (query == null) {
            return false;
        }
        if (!query.equals("redirect=1")) {
            throw refused("query: another (expected: none, or redirect=1)");
        }
        return true;
    }

    private static String checkedMethod(String method) {
        if (!METHOD.matcher(method).matches()) {
            throw refused("method: not readable");
        }
        return method;
    }

    /** Read by hand: browsers send in queries what {@link java.net.URI} refuses. */
    private static MatchResult url(String text) {
        Matcher url = URL.matcher(text);
        if (!url.matches()) {
            throw refused("X-Original-URL: not readable (expected: https://host/path)");
        }
        return url;
    }

    private static String withQuery(String path, @Nullable String query) {
        return query == null ? path : path + "?" + query;
    }

    private static Optional<String> said(HttpHeaders headers, String name) {
        List<String> lines = lines(headers, name);
        return lines.isEmpty() ? Optional.empty() : Optional.of(one(name, lines, name));
    }

    private static List<String> lines(HttpHeaders headers, String... names) {
        return Arrays.stream(names)
                .flatMap(name -> headers.getOrEmpty(name).stream())
                .toList();
    }

    private static String one(String what, List<String> lines, String header) {
        Set<String> different = new LinkedHashSet<>(lines);
        if (different.size() != 1) {
            throw refused("original " + what + ": " + (different.isEmpty() ? "missing" : "said in two ways")
                    + " (expected: one, in " + header + ")");
        }
        return different.iterator().next();
    }

    private static Refusal refused(String found) {
        return Refusal.of(Problem.VERIFY_REFUSED, "verify: " + found);
    }
}
