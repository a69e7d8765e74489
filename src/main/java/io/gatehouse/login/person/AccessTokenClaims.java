package io.gatehouse.login.person;

import io.gatehouse.login.fault.Diagnosed;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.fault.Fault;
import io.gatehouse.login.fault.SignInRefused;
import io.gatehouse.login.provider.Provider;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import reactor.core.publisher.Mono;

/** The claims of an access token, where it is a JWT that holds as the ID token does; never of one that does not. */
final class AccessTokenClaims {

    /** Who the token was made for, as RFC 9068, Keycloak and Entra ID, and Okta call it. */
    private static final List<String> CLIENT = List.of("client_id", "azp", "cid");

    private AccessTokenClaims() {}

    static Mono<Map<String, Object>> of(Provider provider, TokenAnswer answer) {
        OAuth2AccessToken token = answer.accessToken();
        return provider.accessTokens()
                .decode(token.getTokenValue())
                .onErrorMap(JwtException.class, AccessTokenClaims::refused)
                .map(verified -> ours(verified, provider));
    }

    private static Map<String, Object> ours(Jwt token, Provider provider) {
        boolean ours = CLIENT.stream()
                .filter(token::hasClaim)
                .allMatch(name -> provider.settings().clientId().equals(token.getClaimAsString(name)));
        if (!ours) {
            throw unreadable("made for another client");
        }
        return token.getClaims();
    }

    /** Keys that cannot be had are another matter, and known as such. */
    private static Throwable refused(Throwable error) {
        boolean known = Stream.iterate(error, cause -> cause != null, Throwable::getCause)
                .limit(10)
                .anyMatch(Diagnosed.class::isInstance);
        return known
                ? error
                : unreadable(
                        error instanceof JwtValidationException
                                ? "its issuer or its times do not hold"
                                : "opaque, or not signed by a key of the provider's");
    }

    private static SignInRefused unreadable(String found) {
        return new SignInRefused(new Diagnosis(
                Fault.ACCESS_TOKEN_UNREADABLE,
                "access token",
                found + " (expected: a JWT of the provider's, as claims-from: access-token is set)"));
    }
}
