package io.gatehouse.login;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.Sealer;
import io.gatehouse.secret.SecretKeys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.web.server.ServerWebExchange;

/**
 * Keeps each sign-in attempt in a sealed cookie of its own, so that several tabs do not overwrite each other and the
 * store holds nothing before a sign-in has succeeded.
 */
final class PendingLogins {

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int MOST = 12;

    private record Kept(String cookie, PendingLogin login) {}

    private final Sealer sealer;
    private final String prefix;
    private final boolean secure;
    private final Clock clock;

    PendingLogins(PublicUrl publicUrl, SecretKeys keys, Clock clock) {
        this.sealer = keys.sealer("pending login");
        this.secure = publicUrl.isHttps();
        this.prefix = (secure ? "__Secure-" : "") + "gatehouse-login-";
        this.clock = clock;
    }

    void keep(ServerWebExchange exchange, OrganizationName organization, PendingLogin login) {
        String name = name(login.state());
        byte[] sealed = sealer.seal(login.encode(), organization.value(), name);
        String value = Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
        exchange.getResponse().addCookie(cookie(organization, name, value, LONGEST));
        dropOldest(exchange, organization);
    }

    /** The attempt that this state belongs to, which ends with it; empty when this browser did not begin it in time. */
    Optional<PendingLogin> take(ServerWebExchange exchange, OrganizationName organization, String state) {
        String name = name(state);
        List<HttpCookie> cookies = exchange.getRequest().getCookies().getOrDefault(name, List.of());
        if (cookies.isEmpty()) {
            return Optional.empty();
        }
        exchange.getResponse().addCookie(cookie(organization, name, "", Duration.ZERO));
        return cookies.stream()
                .flatMap(cookie -> open(name, cookie.getValue(), organization).stream())
                .filter(login -> isSame(login.state(), state))
                .findFirst();
    }

    /** Where the browser shows us its attempts, those beyond the newest twelve go: a header must not grow too large. */
    private void dropOldest(ServerWebExchange exchange, OrganizationName organization) {
        exchange.getRequest().getCookies().entrySet().stream()
                .filter(cookie -> cookie.getKey().startsWith(prefix))
                .map(cookie -> kept(cookie, organization))
                .sorted(Comparator.comparing((Kept kept) -> kept.login().startedAt())
                        .reversed())
                .skip(MOST - 1L)
                .forEach(kept ->
                        exchange.getResponse().addCookie(cookie(organization, kept.cookie(), "", Duration.ZERO)));
    }

    /** One that does not open counts as the oldest. */
    private Kept kept(Map.Entry<String, List<HttpCookie>> cookie, OrganizationName organization) {
        return cookie.getValue().stream()
                .flatMap(value -> open(cookie.getKey(), value.getValue(), organization).stream())
                .findFirst()
                .map(login -> new Kept(cookie.getKey(), login))
                .orElseGet(() -> new Kept(cookie.getKey(), new PendingLogin("", "", "", "", "", "", Instant.EPOCH)));
    }

    private Optional<PendingLogin> open(String name, String value, OrganizationName organization) {
        byte[] sealed;
        try {
            sealed = Base64.getUrlDecoder().decode(value);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        return sealer.open(sealed, organization.value(), name)
                .flatMap(PendingLogin::decode)
                .filter(login -> clock.instant().isBefore(login.startedAt().plus(LONGEST)));
    }

    private ResponseCookie cookie(OrganizationName organization, String name, String value, Duration maxAge) {
        return ResponseCookie.from(name, value)
                .path("/organizations/" + organization + "/oidc/")
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax")
                .maxAge(maxAge)
                .build();
    }

    /** Named after the state's hash, so that the callback finds its attempt without trying them all. */
    private String name(String state) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(state.getBytes(StandardCharsets.UTF_8));
            return prefix
                    + Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(hash)
                            .substring(0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has SHA-256
        }
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
