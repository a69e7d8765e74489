package io.gatehouse.login.provider;

import io.gatehouse.login.fault.SignInRefused;
import io.gatehouse.login.token.OwnAccounts;
import io.gatehouse.organization.provider.IdentityProvider;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import tools.jackson.databind.JsonNode;

/**
 * Verifies bearer tokens of one provider as RFC 9068 §4 has it, but for the audience, which is each route's: by the keys of its
 * ID tokens, and so that neither an ID token nor a logout token can be taken for one (RFC 8725 §3.11).
 */
final class BearerTokens {

    /** What only an ID token says (OpenID Connect Core §2, §3.3.2.11), and only a token of events (RFC 8417). */
    private static final List<String> OF_OTHER_TOKENS = List.of("nonce", "at_hash", "c_hash", "s_hash", "events");

    /** How many may wait for keys that are not known yet; what a known key has signed waits for nothing. */
    static final int MOST_WAITING = 32;

    private final IdentityProvider settings;
    private final OwnAccounts accounts;
    private final Clock clock;

    private BearerTokens(IdentityProvider settings, Clock clock) {
        this.settings = settings;
        this.accounts = new OwnAccounts(settings);
        this.clock = clock;
    }

    /**
     * Errors are {@link BadJwtException} when the token must not be believed, whose message says why; anything else when that
     * cannot be told, because the provider's keys cannot be had.
     *
     * @param accessTokens verifies signature, issuer and times
     */
    static ReactiveJwtDecoder decoder(IdentityProvider settings, ReactiveJwtDecoder accessTokens, Clock clock) {
        BearerTokens bearer = new BearerTokens(settings, clock);
        return token -> accessTokens
                .decode(token)
                .doOnNext(bearer::check)
                .onErrorMap(SignInRefused.class, refused -> new BadJwtException(String.valueOf(refused.getMessage())));
    }

    private void check(Jwt verified) {
        String[] parts = verified.getTokenValue().split("\\.", -1);
        IdTokenForm.checkNothingCritical(IdTokenForm.read(parts[0], "header"));
        JsonNode claims = IdTokenForm.read(parts[1], "claims");
        IdTokenForm.checkIssuer(claims.path("iss"), verified, settings.issuer());
        IdTokenForm.checkSubject(claims.path("sub"));
        IdTokenForm.checkTimes(claims);
        checkLife(claims);
        checkKind(claims, verified);
        accounts.check(verified);
    }

    private void checkLife(JsonNode claims) {
        if (!claims.path("exp").isNumber()) {
            throw new BadJwtException("exp: missing (expected: when it is over)");
        }
        if (!clock.instant().isBefore(Instant.ofEpochSecond(claims.path("exp").asLong()))) {
            throw new BadJwtException(
                    "exp: over (expected: the future, without a grace: programs get the next in time)");
        }
        Instant latest = clock.instant().plus(IdTokens.CLOCK_SKEW);
        if (claims.has("iat")
                && Instant.ofEpochSecond(claims.path("iat").asLong()).isAfter(latest)) {
            throw new BadJwtException("iat: in the future (expected: the past)");
        }
    }

    /** Many providers sign all their kinds of tokens with one key and write {@code JWT} on each. */
    private void checkKind(JsonNode claims, Jwt verified) {
        for (String name : OF_OTHER_TOKENS) {
            if (claims.has(name)) {
                throw new BadJwtException(name + ": found (expected: an access token)");
            }
        }
        if (claims.has("cnf")) { // RFC 8705 §3, RFC 9449 §6: of no use to whom it was stolen by, if it is asked for
            throw new BadJwtException("cnf: found (expected: a token that is bound to no key)");
        }
        JsonNode kind = claims.path("typ"); // Keycloak's: ID, Refresh, Logout, DPoP
        if (!kind.isMissingNode() && !(kind.isString() && kind.asString().equals("Bearer"))) {
            throw new BadJwtException("typ: " + kind + " (expected: Bearer)");
        }
        boolean saysSo = String.valueOf(verified.getHeaders().get("typ"))
                .toLowerCase(Locale.ROOT)
                .endsWith("at+jwt");
        if (Objects.requireNonNullElse(verified.getAudience(), List.of()).contains(settings.clientId()) && !saysSo) {
            throw new BadJwtException(
                    "aud: the gateway's own client-id, as in an ID token (expected: an audience of its own,"
                            + " or typ: at+jwt)");
        }
    }
}
