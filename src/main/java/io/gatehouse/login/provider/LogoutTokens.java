package io.gatehouse.login.provider;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import io.gatehouse.login.fault.SignInRefused;
import io.gatehouse.login.token.ExpectedIssuer;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.organization.provider.Issuer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.MappedJwtClaimSetConverter;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * Verifies logout tokens of one provider for one client: by the keys and algorithms of its ID tokens, and so that neither can be
 * taken for the other (OpenID Connect Back-Channel Logout 1.0 §2.6).
 */
public final class LogoutTokens {

    /**
     * The two minutes that the specification recommends (§2.4). It is for retries: whoever has got hold of a token can send it
     * for so long, until it has been carried out once.
     */
    private static final Duration LONGEST_AGE = Duration.ofMinutes(2);

    /** For how long a token may be believed, by any clock that is right enough. */
    public static final Duration BELIEVED = LONGEST_AGE.plus(IdTokens.CLOCK_SKEW.multipliedBy(2));

    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";

    /** Of {@code jti} and {@code sid}; they become keys. */
    private static final int LONGEST_NAME = 255;

    private final ReactiveJwtDecoder decoder;
    private final Issuer issuer;
    private final Clock clock;

    private LogoutTokens(ReactiveJwtDecoder decoder, Issuer issuer, Clock clock) {
        this.decoder = decoder;
        this.issuer = issuer;
        this.clock = clock;
    }

    static LogoutTokens of(IdentityProvider settings, ProviderMetadata metadata, JwkSource keys, Clock clock) {
        NimbusReactiveJwtDecoder decoder = NimbusReactiveJwtDecoder.withJwkSource(keys::keysFor)
                .jwtProcessorCustomizer(processor -> {
                    IdTokens.restrict(processor, IdTokens.algorithms(metadata));
                    processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(
                            new JOSEObjectType("logout+jwt"),
                            new JOSEObjectType("application/logout+jwt"),
                            JOSEObjectType.JWT,
                            null));
                })
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                new ExpectedIssuer(metadata.issuer()), audience(settings.clientId()), IdTokens.times(clock)));
        decoder.setClaimSetConverter(MappedJwtClaimSetConverter.withDefaults(
                Map.of(JwtClaimNames.ISS, found -> ExpectedIssuer.written(found, settings.issuer()))));
        return new LogoutTokens(keys.lookingAgain(decoder), settings.issuer(), clock);
    }

    /**
     * Errors are {@link BadJwtException} when the token must not be believed, whose message says why; anything else when that
     * cannot be told, because the provider's keys cannot be had. Goes on where signatures are verified.
     */
    public Mono<LogoutToken> verify(String token) {
        return Mono.just(token)
                .doOnNext(text -> IdTokenForm.checkRoom(text, "logout token"))
                .flatMap(decoder::decode)
                .map(this::read)
                .onErrorMap(SignInRefused.class, refused -> new BadJwtException(String.valueOf(refused.getMessage())));
    }

    private static JwtClaimValidator<List<String>> audience(String clientId) {
        return new JwtClaimValidator<>(JwtClaimNames.AUD, audience -> audience != null && audience.contains(clientId));
    }

    private LogoutToken read(Jwt verified) {
        String[] parts = verified.getTokenValue().split("\\.", -1);
        IdTokenForm.checkNothingCritical(IdTokenForm.read(parts[0], "header"));
        JsonNode claims = IdTokenForm.read(parts[1], "claims");
        IdTokenForm.checkIssuer(claims.path("iss"), verified, issuer);
        IdTokenForm.checkTimes(claims);
        checkAge(claims.path("iat"));
        checkEvent(claims);
        Optional<String> subject = subject(claims);
        Optional<String> session = name(claims, "sid");
        if (subject.isEmpty() && session.isEmpty()) {
            throw new BadJwtException("sub, sid: missing (expected: one of them)");
        }
        return new LogoutToken(
                name(claims, "jti").orElseThrow(() -> new BadJwtException("jti: missing (expected: its name)")),
                Objects.requireNonNull(verified.getClaimAsString(JwtClaimNames.ISS)),
                Instant.ofEpochSecond(claims.path("iat").asLong()),
                subject,
                session);
    }

    private void checkAge(JsonNode iat) {
        if (!iat.isNumber()) {
            throw new BadJwtException("iat: missing (expected: when it was made)");
        }
        Duration age = Duration.between(Instant.ofEpochSecond(iat.asLong()), clock.instant());
        if (age.compareTo(LONGEST_AGE.plus(IdTokens.CLOCK_SKEW)) > 0) {
            throw new BadJwtException("iat: " + age.toSeconds() + " s ago (expected: at most " + LONGEST_AGE.toSeconds()
                    + ", clocks may differ by " + IdTokens.CLOCK_SKEW.toSeconds() + ")");
        }
        if (age.negated().compareTo(IdTokens.CLOCK_SKEW) > 0) {
            throw new BadJwtException("iat: " + -age.toSeconds() + " s ahead (expected: the past)");
        }
    }

    /** An ID token has no such event and a nonce; a logout token must have no nonce, so that it is no ID token anywhere. */
    private static void checkEvent(JsonNode claims) {
        if (!claims.path("events").path(EVENT).isObject()) {
            throw new BadJwtException("events: not this one (expected: " + EVENT + " with an object)");
        }
        if (claims.has("nonce")) {
            throw new BadJwtException("nonce: found (expected: none in a logout token)");
        }
    }

    private static Optional<String> subject(JsonNode claims) {
        if (!claims.has("sub")) {
            return Optional.empty();
        }
        IdTokenForm.checkSubject(claims.path("sub"));
        return Optional.of(claims.path("sub").asString());
    }

    private static Optional<String> name(JsonNode claims, String member) {
        JsonNode found = claims.path(member);
        if (found.isMissingNode()) {
            return Optional.empty();
        }
        String text = found.isString() ? found.asString() : "";
        if (text.isBlank() || text.length() > LONGEST_NAME) {
            throw new BadJwtException(
                    member + ": refused (expected: a text of at most " + LONGEST_NAME + " characters)");
        }
        return Optional.of(text);
    }
}
