package io.gatehouse.journey;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Cookies by RFC 6265bis, as strict as browsers: what one would refuse must not help a journey along. */
final class CookieJar {

    private static final int MOST_BYTES = 4096;

    private record Key(String name, String domain, String path) {}

    private record Cookie(Key key, String value, boolean hostOnly, boolean secure, Instant expires) {}

    private final Map<Key, Cookie> cookies = new LinkedHashMap<>();

    synchronized void clear() {
        cookies.clear();
    }

    /** Longer paths first, then older ones; of two with one name a map can only show the one that servers read: the first. */
    synchronized Map<String, String> sentTo(URI address) {
        Map<String, String> sent = new LinkedHashMap<>();
        cookies.values().removeIf(cookie -> !cookie.expires().isAfter(Instant.now()));
        cookies.values().stream()
                .filter(cookie -> isFor(address, cookie))
                .sorted(Comparator.comparing(cookie -> -cookie.key().path().length()))
                .forEach(cookie -> sent.putIfAbsent(cookie.key().name(), cookie.value()));
        return sent;
    }

    synchronized void store(URI address, String line) {
        String[] parts = line.split(";");
        String name = before(parts[0], '=').strip();
        String value = after(parts[0], '=').strip();
        Map<String, String> attributes = new LinkedHashMap<>();
        Stream.of(parts)
                .skip(1)
                .forEach(part -> attributes.put(
                        before(part, '=').strip().toLowerCase(Locale.ROOT),
                        after(part, '=').strip()));

        String host = host(address);
        String domain =
                attributes.getOrDefault("domain", "").toLowerCase(Locale.ROOT).replaceFirst("^\\.", "");
        boolean hostOnly = domain.isEmpty() || domain.equals(host) && isAddress(host);
        String path = attributes.getOrDefault("path", "");
        boolean secure = attributes.containsKey("secure");
        boolean refused = name.isEmpty()
                || name.length() + value.length() > MOST_BYTES
                || line.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 127)
                || secure && !isTrustworthy(address)
                || !domain.isEmpty() && !covers(domain, host)
                || hasPrefix(name, "__Secure-") && !secure
                || hasPrefix(name, "__Host-") && !(secure && domain.isEmpty() && path.equals("/"));
        if (!refused) {
            Key key = new Key(name, hostOnly ? host : domain, path.startsWith("/") ? path : defaultPath(address));
            cookies.put(key, new Cookie(key, value, hostOnly, secure, expires(attributes)));
        }
    }

    private static boolean isFor(URI address, Cookie cookie) {
        String domain = cookie.key().domain();
        boolean here = cookie.hostOnly() ? domain.equals(host(address)) : covers(domain, host(address));
        return here && isUnder(cookie.key().path(), address) && (!cookie.secure() || isTrustworthy(address));
    }

    /** Ports are not looked at: cookies do not tell them apart. */
    private static String host(URI address) {
        return address.getHost().toLowerCase(Locale.ROOT);
    }

    private static boolean isUnder(String cookiePath, URI address) {
        String path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        return path.equals(cookiePath)
                || path.startsWith(cookiePath) && (cookiePath.endsWith("/") || path.charAt(cookiePath.length()) == '/');
    }

    private static String defaultPath(URI address) {
        int last = address.getRawPath().lastIndexOf('/');
        return last <= 0 ? "/" : address.getRawPath().substring(0, last);
    }

    /** A top-level name covers nobody but itself, nor does an address. */
    private static boolean covers(String domain, String host) {
        return domain.equals(host) || domain.contains(".") && !isAddress(host) && host.endsWith("." + domain);
    }

    private static boolean isAddress(String host) {
        return host.startsWith("[") || host.matches("[0-9.]+");
    }

    /** Browsers take loopback for safe even without TLS. */
    private static boolean isTrustworthy(URI address) {
        String host = host(address);
        return address.getScheme().equals("https")
                || host.equals("localhost")
                || host.endsWith(".localhost")
                || host.startsWith("127.")
                || host.equals("[::1]");
    }

    private static boolean hasPrefix(String name, String prefix) {
        return name.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    /** Max-Age wins over Expires; neither means until the browser is closed. */
    private static Instant expires(Map<String, String> attributes) {
        String maxAge = attributes.getOrDefault("max-age", "");
        if (maxAge.matches("-?\\d{1,12}")) {
            return Instant.now().plusSeconds(Long.parseLong(maxAge));
        }
        try {
            return attributes.containsKey("expires")
                    ? RFC_1123_DATE_TIME.parse(attributes.get("expires"), Instant::from)
                    : Instant.MAX;
        } catch (DateTimeException unreadable) {
            return Instant.MAX;
        }
    }

    private static String before(String text, char separator) {
        int at = text.indexOf(separator);
        return at < 0 ? text : text.substring(0, at);
    }

    private static String after(String text, char separator) {
        int at = text.indexOf(separator);
        return at < 0 ? "" : text.substring(at + 1);
    }
}
