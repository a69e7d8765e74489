package io.gatehouse.session.token;

import io.gatehouse.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;

/**
 * What an identity provider handed out for other services; to be relayed to an upstream that asks for it.
 *
 * @param from when it came
 * @param expiresAt by what the provider said with it; it may be JWT or not, and is not looked into
 */
public record AccessToken(Secret value, Instant from, Instant expiresAt) {

    /** In characters; upstreams take 8 KB of headers, and each signed-in person has one. */
    public static final int LONGEST = 8 * 1024;

    private static final Duration AHEAD = Duration.ofMinutes(1);
    private static final Duration UNDER_WAY = Duration.ofSeconds(5);

    /** The one that a request takes along to its upstream; empty where none does. */
    public static Optional<AccessToken> of(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getAttribute(AccessToken.class.getName()));
    }

    public void keepIn(ServerWebExchange exchange) {
        exchange.getAttributes().put(AccessToken.class.getName(), this);
    }

    public boolean isTooLong() {
        return value.reveal().length() > LONGEST;
    }

    /** From then on another one is asked for, behind the back of whoever uses this. */
    public Instant due() {
        return expiresAt.minus(shorter(AHEAD, lifetime().dividedBy(4)));
    }

    /** From then on its upstream may find that it is over: whoever needs one waits for another. */
    public Instant latest() {
        return expiresAt.minus(shorter(UNDER_WAY, lifetime().dividedBy(10)));
    }

    private Duration lifetime() {
        return Duration.between(from, expiresAt);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
