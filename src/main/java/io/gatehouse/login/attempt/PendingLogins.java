package io.gatehouse.login.attempt;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.Sealer;
import io.gatehouse.secret.SecretKeys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.springframework.http.ResponseCookie;
import org.springframework.web.server.ServerWebExchange;

/**
 * Keeps each sign-in attempt in a sealed cookie of its own, so that tabs do not overwrite each other and the store holds
 * nothing before a sign-in has succeeded.
 *
 * <p>There are twelve places, taken in turn: however many attempts a browser makes, its headers stay within our limit. An
 * attempt begins where its cookies are not sent (their path is the callback's), so the turn has a small cookie too. Each attempt
 * is sealed to that cookie's value: what another host of the same domain plants here, with {@code Domain}, does not open
 * (login CSRF, RFC 6749 §10.12).
 */
public final class PendingLogins {

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int PLACES = 12;

    private final Sealer sealer;
    private final Turns turns;
    private final String prefix;
    private final boolean secure;
    private final Clock clock;

    public PendingLogins(PublicUrl publicUrl, SecretKeys keys, Clock clock) {
        this.sealer = keys.sealer("pending login");
        this.turns = new Turns(publicUrl);
        this.secure = publicUrl.isHttps();
        this.prefix = secure ? "__Secure-gatehouse-" : "gatehouse-";
        this.clock = clock;
    }

    /** Whether this browser keeps our cookies at all. */
    public boolean hasAny(ServerWebExchange exchange, OrganizationName organization) {
        return exchange.getRequest().getCookies().keySet().stream()
                .anyMatch(name -> name.startsWith(prefix + "login-") || turns.isOne(name, organization));
    }

    /** What tells this browser from others while it signs in: one value mostly; none for one that has begun nothing. */
    public List<String> browser(ServerWebExchange exchange, OrganizationName organization) {
        return turns.find(exchange, organization).stream()
                .map(Turns.Turn::browser)
                .toList();
    }

    /** @param lost whether an attempt before this one was, in the place that it took */
    public void keep(ServerWebExchange exchange, OrganizationName organization, PendingLogin login, boolean lost) {
        Turns.Turn next = turns.next(exchange, organization, PLACES);
        Turns.Turn turn = lost ? next.at(freePlace(exchange, next.place())) : next;
        String name = name(turn.place());
        byte[] sealed = sealer.seal(login.encode(), organization.value(), name, turn.browser());
        String value = Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
        exchange.getResponse().addCookie(cookie(name, value, path(organization), LONGEST));
        turns.keep(exchange, organization, turn, LONGEST);
    }

    /** The attempt that this state belongs to, which ends with it; empty when this browser did not begin it in time. */
    public Optional<PendingLogin> take(ServerWebExchange exchange, OrganizationName organization, String state) {
        List<String> browser = browser(exchange, organization);
        return IntStream.range(0, PLACES)
                .mapToObj(place -> take(exchange, organization, browser, States.digest(state), name(place)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<PendingLogin> take(
            ServerWebExchange exchange,
            OrganizationName organization,
            List<String> browser,
            String state,
            String name) {
        Optional<PendingLogin> login = exchange.getRequest().getCookies().getOrDefault(name, List.of()).stream()
                .flatMap(cookie ->
                        browser.stream().flatMap(own -> open(name, cookie.getValue(), organization, own).stream()))
                .filter(candidate -> isSame(candidate.state(), state))
                .findFirst();
        login.ifPresent(found -> exchange.getResponse().addCookie(cookie(name, "", path(organization), Duration.ZERO)));
        return login;
    }

    /** Where attempts are lost, tabs began at the very same moment, and taking turns they would take the same place again. */
    private int freePlace(ServerWebExchange exchange, int otherwise) {
        int[] free = IntStream.range(0, PLACES)
                .filter(place -> !exchange.getRequest().getCookies().containsKey(name(place)))
                .toArray();
        return free.length == 0 ? otherwise : free[ThreadLocalRandom.current().nextInt(free.length)];
    }

    private Optional<PendingLogin> open(String name, String value, OrganizationName organization, String browser) {
        return decoded(value)
                .flatMap(bytes -> sealer.open(bytes, organization.value(), name, browser))
                .flatMap(PendingLogin::decode)
                .filter(login -> clock.instant().isBefore(login.startedAt().plus(LONGEST)));
    }

    static Optional<byte[]> decoded(String value) {
        try {
            return Optional.of(Base64.getUrlDecoder().decode(value));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private ResponseCookie cookie(String name, String value, String path, Duration maxAge) {
        return ResponseCookie.from(name, value)
                .path(path)
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax")
                .maxAge(maxAge)
                .build();
    }

    private String name(int place) {
        return prefix + "login-" + place;
    }

    private static String path(OrganizationName organization) {
        return "/organizations/" + organization + "/oidc/";
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
