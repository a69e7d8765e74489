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
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.web.server.ServerWebExchange;

/**
 * What a browser keeps between its attempts: a random value of its own, to which each attempt is sealed, and which place the
 * last one took. Under https the cookie has the prefix {@code __Host-}: no other host of the same domain can set it, and so
 * an attempt that one plants is worth nothing.
 */
final class Turns {

    /**
     * @param browser random, the same for all attempts of a browser that has one
     * @param place a hint, and nothing depends on its truth
     */
    record Turn(String browser, int place) {

        private static final Pattern FORM = Pattern.compile("(\\d{1,2})\\.([A-Za-z0-9_-]{22})");

        private static Optional<Turn> parse(String text) {
            Matcher found = FORM.matcher(text);
            return found.matches()
                    ? Optional.of(new Turn(found.group(2), Integer.parseInt(found.group(1))))
                    : Optional.empty();
        }

        private static Turn first(int places) {
            SecureRandom random = new SecureRandom();
            byte[] browser = new byte[16];
            random.nextBytes(browser);
            return new Turn(Base64.getUrlEncoder().withoutPadding().encodeToString(browser), random.nextInt(places));
        }

        Turn at(int other) {
            return new Turn(browser, other);
        }
    }

    private final String prefix;
    private final boolean secure;

    Turns(PublicUrl publicUrl) {
        this.secure = publicUrl.isHttps();
        this.prefix = (secure ? "__Host-" : "") + "gatehouse-.turn-";
    }

    /** Empty when there is none, or more than one: whose the second is, nobody knows. */
    Optional<Turn> find(ServerWebExchange exchange, OrganizationName organization) {
        List<HttpCookie> cookies = exchange.getRequest().getCookies().getOrDefault(name(organization), List.of());
        return cookies.size() == 1 ? Turn.parse(cookies.get(0).getValue()) : Optional.empty();
    }

    /** The one that follows the browser's last; a first one where it has none. */
    Turn next(ServerWebExchange exchange, OrganizationName organization, int places) {
        return find(exchange, organization)
                .map(last -> last.at((last.place() + 1) % places))
                .orElseGet(() -> Turn.first(places));
    }

    void keep(ServerWebExchange exchange, OrganizationName organization, Turn turn, Duration longest) {
        exchange.getResponse()
                .addCookie(ResponseCookie.from(name(organization), turn.place() + "." + turn.browser())
                        .path("/")
                        .httpOnly(true)
                        .secure(secure)
                        .sameSite("Lax")
                        .maxAge(longest)
                        .build());
    }

    /** With a dot, which no organization has in its name: a session cookie is never taken for this one. */
    String name(OrganizationName organization) {
        return prefix + organization;
    }
}
