package io.gatehouse.upstream;

import io.gatehouse.request.PublicUrl;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;

/**
 * Maps an upstream's answer back under its route: where it redirects, where its cookies count, and what it may not say to
 * the browser about an origin that it shares with other organizations.
 */
final class UpstreamAnswer {

    private static final Logger log = LoggerFactory.getLogger(UpstreamAnswer.class);

    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final PublicUrl publicUrl;

    UpstreamAnswer(PublicUrl publicUrl) {
        this.publicUrl = publicUrl;
    }

    /** Changes the headers in place. */
    void mapBack(HttpHeaders headers, Forwarding forwarding) {
        headers.remove("Service-Worker-Allowed");
        headers.remove("Clear-Site-Data");
        String location = headers.getFirst(HttpHeaders.LOCATION);
        if (location != null) {
            headers.set(HttpHeaders.LOCATION, location(location, forwarding));
        }
        List<String> cookies = headers.getOrEmpty(HttpHeaders.SET_COOKIE);
        if (!cookies.isEmpty()) {
            List<String> confined = cookies.stream()
                    .filter(cookie -> !OwnCookies.isOwn(cookie))
                    .map(cookie -> confined(cookie, forwarding))
                    .toList();
            headers.remove(HttpHeaders.SET_COOKIE);
            confined.forEach(cookie -> headers.add(HttpHeaders.SET_COOKIE, cookie));
        }
    }

    /** Inside the upstream: under the route. Anywhere else: as it is. */
    private String location(String location, Forwarding forwarding) {
        URI uri;
        try {
            uri = new URI(location);
        } catch (URISyntaxException unusual) {
            return location.startsWith("/") && !location.startsWith("//") ? under(location, forwarding) : location;
        }
        if (uri.getRawAuthority() != null) {
            return isOurs(uri, forwarding) ? under(pathQueryFragment(uri), forwarding) : location;
        }
        return uri.getScheme() == null && location.startsWith("/") ? under(location, forwarding) : location;
    }

    private boolean isOurs(URI uri, Forwarding forwarding) {
        return sameOrigin(uri, forwarding.target()) || sameOrigin(uri, publicUrl.origin());
    }

    /** An upstream that heeds {@code X-Forwarded-Prefix} has put it there already. */
    private static String under(String path, Forwarding forwarding) {
        return forwarding.upstream().stripPrefix() && !isBelow(path, forwarding.prefix())
                ? forwarding.prefix() + path
                : path;
    }

    /** No wider than the route: one organization's portal must not plant cookies on another's. */
    private String confined(String cookie, Forwarding forwarding) {
        List<String> attributes = new ArrayList<>();
        String path = null;
        for (String part : cookie.split(";")) {
            String attribute = part.strip();
            String name = attribute.toLowerCase(Locale.ROOT);
            if (name.startsWith("path=")) {
                path = attribute.substring("path=".length());
            } else if (!name.startsWith("domain=") && !name.equals("domain") && !name.equals("path")) {
                attributes.add(attribute);
            }
        }
        if (attributes.isEmpty()) {
            return cookie;
        }
        tellOfHostCookies(attributes.get(0), forwarding);
        attributes.add(1, "Path=" + confinedPath(path, forwarding));
        return String.join("; ", attributes);
    }

    private static String confinedPath(@Nullable String path, Forwarding forwarding) {
        if (path == null || !path.startsWith("/") || path.equals("/")) {
            return forwarding.prefix();
        }
        if (isBelow(path, forwarding.prefix())) {
            return path;
        }
        return forwarding.upstream().stripPrefix() ? forwarding.prefix() + path : forwarding.prefix();
    }

    /** A {@code __Host-} cookie must have {@code Path=/}; browsers drop it here, and the operator should read why. */
    private void tellOfHostCookies(String cookie, Forwarding forwarding) {
        String name = cookie.split("=", 2)[0];
        if (name.toLowerCase(Locale.ROOT).startsWith("__host-")
                && told.add(forwarding.route().name() + " " + name)) {
            log.warn(
                    "upstream: {}: cookie {}: needs Path=/, which other organizations share; browsers will refuse it"
                            + " (expected: a cookie without the __Host- prefix)",
                    forwarding.route().name(),
                    name);
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
