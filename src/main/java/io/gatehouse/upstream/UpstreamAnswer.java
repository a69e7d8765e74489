package io.gatehouse.upstream;

import io.gatehouse.audit.OneLine;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Maps an upstream's answer back under its route: where it redirects, where its cookies count, and what it may not say to
 * the browser about an origin that it shares with other organizations.
 */
public final class UpstreamAnswer {

    private static final Logger log = LoggerFactory.getLogger(UpstreamAnswer.class);

    /**
     * What speaks for the whole origin, or leads browsers away from it. {@code Speculation-Rules} is not among them: it is of one
     * document, whose scripts could ask for the same pages.
     */
    private static final List<String> OF_THE_ORIGIN = List.of(
            "Accept-CH", // what browsers tell of themselves, to every path from then on
            "Alt-Svc",
            "Clear-Site-Data",
            "Critical-CH",
            "NEL",
            "Origin-Agent-Cluster", // the first page of an origin decides for all others
            "Report-To",
            "Reporting-Endpoints",
            "Sec-Session-Challenge",
            "Sec-Session-Registration", // what the next ones were called in Chrome's trials
            "Secure-Session-Challenge",
            "Secure-Session-Registration", // binds cookies of a whole origin, and has requests wait for a refresh
            "Service-Worker-Allowed",
            "Set-Cookie2",
            "Set-Login",
            "Strict-Transport-Security",
            "Use-As-Dictionary"); // for answers of every path that its pattern names

    private static final HeaderNames STAYS_HERE =
            HeaderNames.OF_THE_CONNECTION.and(OF_THE_ORIGIN.toArray(String[]::new));

    private static final HeaderNames MAPPED = HeaderNames.of(HttpHeaders.LOCATION, HttpHeaders.SET_COOKIE);

    private final Set<String> told = ConcurrentHashMap.newKeySet();
    /** Copies what may go on, mapped back. */
    void copy(
            io.netty.handler.codec.http.HttpHeaders from,
            io.netty.handler.codec.http.HttpHeaders to,
            Forwarding forwarding) {
        Set<String> nominated = ClientHeaders.options(from.getAll(HttpHeaders.CONNECTION));
        Iterator<Map.Entry<CharSequence, CharSequence>> lines = from.iteratorCharSequence();
        while (lines.hasNext()) {
            Map.Entry<CharSequence, CharSequence> line = lines.next();
            CharSequence name = line.getKey();
            if (STAYS_HERE.contains(name) || ClientHeaders.isNominated(name, nominated)) {
                continue;
            }
            if (!MAPPED.contains(name)) {
                to.add(name, line.getValue());
            } else if (AsciiString.contentEqualsIgnoreCase(name, HttpHeaders.LOCATION)) {
                to.set(name, location(line.getValue().toString(), forwarding));
            } else {
                confined(line.getValue().toString(), forwarding).ifPresent(cookie -> to.add(name, cookie));
            }
        }
    }

    /** RFC 9112 §6.1: a client of HTTP/1.0 knows no chunks; where no length is said, the connection's end is the end. */
    public static void endForOldClients(HttpServerResponse response, boolean hasLength) {
        if (!hasLength && response.version().equals(HttpVersion.HTTP_1_0)) {
            response.chunkedTransfer(false).keepAlive(false);
        }
    }

    /** Changes the headers in place. */
    public void mapBack(HttpHeaders headers, Forwarding forwarding) {
        OF_THE_ORIGIN.forEach(headers::remove);
        headers.remove("Proxy-Connection"); // others of its kind, Spring Cloud Gateway removes
        String location = headers.getFirst(HttpHeaders.LOCATION);
        if (location != null) {
            headers.set(HttpHeaders.LOCATION, location(location, forwarding));
        }
        List<String> cookies = headers.getOrEmpty(HttpHeaders.SET_COOKIE);
        if (!cookies.isEmpty()) {
            List<String> confined = cookies.stream()
                    .flatMap(cookie -> confined(cookie, forwarding).stream())
                    .toList();
            headers.remove(HttpHeaders.SET_COOKIE);
            confined.forEach(cookie -> headers.add(HttpHeaders.SET_COOKIE, cookie));
        }
    }

    /** Inside the upstream: under the route. Anywhere else: as it is. */
    private static String location(String location, Forwarding forwarding) {
        URI uri;
        try {
            uri = new URI(location);
        } catch (URISyntaxException unusual) {
            return location.startsWith("/") && !location.startsWith("//") ? under(location, forwarding) : location;
        }
        if (uri.getRawAuthority() != null) {
            boolean ownPage =
                    sameOrigin(uri, forwarding.origin().origin()) && isBelow(pathQueryFragment(uri), "/organizations");
            return isOurs(uri, forwarding) && !ownPage ? under(pathQueryFragment(uri), forwarding) : location;
        }
        return uri.getScheme() == null && location.startsWith("/") ? under(location, forwarding) : location;
    }

    private static boolean isOurs(URI uri, Forwarding forwarding) {
        return sameOrigin(uri, forwarding.target())
                || sameOrigin(uri, forwarding.origin().origin());
    }

    /** An upstream that heeds {@code X-Forwarded-Prefix} has put it there already. */
    private static String under(String path, Forwarding forwarding) {
        return forwarding.upstream().stripPrefix() && !isBelow(path, forwarding.prefix())
                ? forwarding.prefix() + path
                : path;
    }

    /**
     * No wider than the route: one organization's portal must not plant cookies on another's. Read as browsers do (RFC
     * 6265 §5.2): the first part is the cookie, attribute names are trimmed; one Path of ours at the end. Empty for a
     * cookie without a name, and for one of ours.
     */
    private Optional<String> confined(String line, Forwarding forwarding) {
        String[] parts = line.split(";");
        String cookie = parts.length == 0 ? "" : parts[0].strip();
        if (cookie.indexOf('=') <= 0 || OwnCookies.isOwn(cookie)) {
            return Optional.empty();
        }
        StringBuilder confined = new StringBuilder(cookie);
        String path = null;
        for (String part : Arrays.asList(parts).subList(1, parts.length)) {
            int equals = part.indexOf('=');
            String name =
                    (equals < 0 ? part : part.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
            if (name.equals("path")) {
                path = equals < 0 ? null : part.substring(equals + 1).strip();
            } else if (!name.equals("domain") && !name.isEmpty()) {
                confined.append("; ").append(part.strip());
            }
        }
        tellOfHostCookies(cookie, forwarding);
        return Optional.of(confined + "; Path=" + confinedPath(path, forwarding));
    }

    private static String confinedPath(@Nullable String path, Forwarding forwarding) {
        if (path == null || !path.startsWith("/") || path.equals("/")) {
            return forwarding.prefix().isEmpty() ? "/" : forwarding.prefix();
        }
        if (isBelow(path, forwarding.prefix())) {
            return path;
        }
        return forwarding.upstream().stripPrefix() ? forwarding.prefix() + path : forwarding.prefix();
    }

    /** A {@code __Host-} cookie must have {@code Path=/}; browsers drop it here, and the operator should read why. */
    private void tellOfHostCookies(String cookie, Forwarding forwarding) {
        String name = cookie.split("=", 2)[0];
        if (!forwarding.prefix().isEmpty()
                && name.toLowerCase(Locale.ROOT).startsWith("__host-")
                && told.add(forwarding.route().name())) {
            log.warn(
                    "upstream: {}: cookie {}: needs Path=/, which other organizations share; browsers will refuse it"
                            + " (expected: a cookie without the __Host- prefix)",
                    forwarding.route().name(),
                    OneLine.of(name));
        }
    }

    private static boolean isBelow(String path, String prefix) {
        return path.startsWith(prefix)
                && (path.length() == prefix.length() || "/?#".indexOf(path.charAt(prefix.length())) >= 0);
    }

    private static boolean sameOrigin(URI one, URI other) {
        return one.getHost() != null
                && one.getHost().equalsIgnoreCase(other.getHost())
                && port(one, other) == port(other, other);
    }

    private static int port(URI uri, URI whoseScheme) {
        String scheme = uri.getScheme() == null ? whoseScheme.getScheme() : uri.getScheme();
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(scheme) ? 443 : 80;
    }

    private static String pathQueryFragment(URI uri) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String fragment = uri.getRawFragment() == null ? "" : "#" + uri.getRawFragment();
        return path + query + fragment;
    }
}
