package io.gatehouse.login.attempt;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.request.PublicUrl;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.web.server.ServerWebExchange;

/**
 * What a browser keeps between its attempts: a random value of its own, to which each attempt is sealed, and which place the
 * last one took. Under https the cookie has the prefix {@code __Host-}: no other host of the same domain can set it, and so
 * an attempt that one plants is worth nothing.
 *
 * <p>A browser has one, and more only when tabs began at the very same moment: each got a value, under a name of its own as
 * far as the twelve names last, so that none of them takes another's away.
 */
final class Turns {

    private static final int NAMES = 12;

    /**
     * @param name of the twelve
     * @param browser random, the same for all attempts of a browser that has one
     * @param place a hint, and nothing depends on its truth
     */
    record Turn(int name, String browser, int place) {

        private static final Pattern FORM = Pattern.compile("(\\d{1,2})\\.([A-Za-z0-9_-]{22})");

        private static Optional<Turn> parse(int name, String text) {
            Matcher found = FORM.matcher(text);
            return found.matches()
                    ? Optional.of(new Turn(name, found.group(2), Integer.parseInt(found.group(1))))
                    : Optional.empty();
        }

        private static Turn first(int places) {
            SecureRandom random = new SecureRandom();
            byte[] browser = new byte[16];
            random.nextBytes(browser);
            return new Turn(
                    random.nextInt(NAMES),
                    Base64.getUrlEncoder().withoutPadding().encodeToString(browser),
                    random.nextInt(places));
        }

        Turn at(int other) {
            return new Turn(name, browser, other);
        }
    }

    private final String prefix;
    private final boolean secure;

    Turns(PublicUrl publicUrl) {
        this.secure = publicUrl.isHttps();
        this.prefix = (secure ? "__Host-" : "") + "gatehouse-.turn-";
    }

    /** Without those whose name stands twice: whose the second is, nobody knows. */
    List<Turn> find(ServerWebExchange exchange, OrganizationName organization) {
        return IntStream.range(0, NAMES)
                .mapToObj(name -> find(exchange, organization, name))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Turn> find(ServerWebExchange exchange, OrganizationName organization, int name) {
        List<HttpCookie> cookies = exchange.getRequest().getCookies().getOrDefault(name(organization, name), List.of());
        return cookies.size() == 1 ? Turn.parse(name, cookies.get(0).getValue()) : Optional.empty();
    }

    /** The one that follows the browser's last; a first one where it has none. */
    Turn next(ServerWebExchange exchange, OrganizationName organization, int places) {
        return find(exchange, organization).stream()
                .findFirst()
                .map(last -> last.at((last.place() + 1) % places))
                .orElseGet(() -> Turn.first(places));
    }

    void keep(ServerWebExchange exchange, OrganizationName organization, Turn turn, Duration longest) {
        exchange.getResponse()
                .addCookie(ResponseCookie.from(name(organization, turn.name()), turn.place() + "." + turn.browser())
                        .path("/")
                        .httpOnly(true)
                        .secure(secure)
                        .sameSite("Lax")
                        .maxAge(longest)
                        .build());
    }

    boolean isOne(String cookie, OrganizationName organization) {
        return cookie.startsWith(prefix + organization + '.');
    }

    /** With a dot, which no organization has in its name: a session cookie is never taken for this one. */
    private String name(OrganizationName organization, int name) {
        return prefix + organization + '.' + name;
    }
}
