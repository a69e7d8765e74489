package io.gatehouse.request;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/** An origin by which browsers reach the gateway: what links, redirect URIs and cookies are made from, never a request. */
public record PublicUrl(URI origin) {

    public static final String EXPECTED = "https://host or https://host:port without a path; http on loopback only";

    public PublicUrl {
        String host = origin.getHost();
        boolean http = "http".equals(origin.getScheme());
        boolean secure = "https".equals(origin.getScheme());
        boolean bare =
                "".equals(origin.getRawPath()) && origin.getRawQuery() == null && origin.getRawFragment() == null;
        if (host == null || !bare || origin.getRawUserInfo() != null || !(secure || http && isLoopback(host))) {
            throw new IllegalArgumentException(origin + " (expected: " + EXPECTED + ")");
        }
    }

    /** @throws IllegalArgumentException when the text is not an origin; a final slash is taken off */
    public static PublicUrl parse(String text) {
        String origin = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        try {
            return new PublicUrl(URI.create(origin));
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(text + " (expected: " + EXPECTED + ")");
        }
    }

    /** @param pathAndQuery beginning with a slash, percent-encoded */
    public URI at(String pathAndQuery) {
        return URI.create(origin + pathAndQuery);
    }

    /** Whether cookies are {@code Secure} with the {@code __Host-} prefix. */
    public boolean isHttps() {
        return "https".equals(origin.getScheme());
    }

    public boolean isLoopback() {
        return isLoopback(origin.getHost());
    }

    /** The port, also where the URL leaves it out. */
    public int port() {
        return origin.getPort() >= 0 ? origin.getPort() : isHttps() ? 443 : 80;
    }

    /** Whether a Host header names this origin: case-insensitive, a standard port may stand there or not. */
    public boolean isNamedBy(String host) {
        if (host.equalsIgnoreCase(origin.getRawAuthority())) {
            return true;
        }
        String expected = origin.getHost();
        return host.equalsIgnoreCase(expected + ":" + port())
                || host.equalsIgnoreCase(expected) && port() == (isHttps() ? 443 : 80);
    }

    /** Whether the names are the same, whatever the ports. */
    public boolean hasHostOf(PublicUrl other) {
        return origin.getHost().equalsIgnoreCase(other.origin.getHost());
    }

    /** What a Host header may hold for this origin, in lower case. */
    public Set<String> hostHeaders() {
        String host = origin.getHost().toLowerCase(Locale.ROOT);
        String withPort = host + ":" + port();
        return port() == (isHttps() ? 443 : 80) ? Set.of(host, withPort) : Set.of(withPort);
    }

    /** RFC 6761 §6.3: names below localhost are this machine's too. */
    private static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || host.equals("[::1]")
                || host.matches("127(\\.\\d{1,3}){3}");
    }

    @Override
    public String toString() {
        return origin.toString();
    }
}
