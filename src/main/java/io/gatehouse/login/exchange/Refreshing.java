package io.gatehouse.login.exchange;

import com.nimbusds.jwt.JWTParser;
import io.gatehouse.identity.Claims;
import io.gatehouse.login.answer.IdTokenBinding;
import io.gatehouse.login.answer.UserInfo;
import io.gatehouse.login.fault.Fault;
import io.gatehouse.login.fault.SignInRefused;
import io.gatehouse.login.person.Persons;
import io.gatehouse.login.person.SignedIn;
import io.gatehouse.login.person.TokenAnswer;
import io.gatehouse.login.provider.Provider;
import io.gatehouse.login.token.ExpectedIssuer;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.provider.Issuer;
import io.gatehouse.secret.Secret;
import io.gatehouse.session.Tokens;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.endpoint.WebClientReactiveRefreshTokenTokenResponseClient;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.MappedJwtClaimSetConverter;
import reactor.core.publisher.Mono;

/**
 * Has a refresh token say who its person is now (OpenID Connect Core 1.0 §12). Asking and verifying are two steps, as the new
 * refresh token is to be kept whatever becomes of the rest.
 */
public final class Refreshing {

    /** Keys, user info and groups together: a provider that sends byte by byte must not hold a request for ever. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    /** Spring Security wants the one that has expired and sends nothing of it; we keep none. */
    private static final OAuth2AccessToken NOT_KEPT =
            new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, "not-kept", null, null, Set.of());

    private Refreshing() {}

    /** What the token endpoint answers, not verified. Errors are as those of a code exchange. */
    public static Mono<OAuth2AccessTokenResponse> ask(
            Provider provider, Organization organization, Secret refreshToken) {
        return TokenEndpoint.withEachSecret(provider, organization, secret -> ask(provider, refreshToken, secret))
                .timeout(LONGEST);
    }

    private static Mono<OAuth2AccessTokenResponse> ask(Provider provider, Secret refreshToken, Secret secret) {
        var client = new WebClientReactiveRefreshTokenTokenResponseClient();
        TokenEndpoint.prepare(client, secret, provider);
        return client.getTokenResponse(new OAuth2RefreshTokenGrantRequest(
                        TokenEndpoint.registration(secret, provider),
                        NOT_KEPT,
                        new OAuth2RefreshToken(refreshToken.reveal(), null)))
                .onErrorMap(OAuth2AuthorizationException.class, refused -> refused(refused.getError(), refused));
    }

    /** What is kept from now on, before anything else of the answer is believed. */
    public static Tokens tokens(Tokens before, OAuth2AccessTokenResponse answer) {
        return new Tokens(
                before.idToken(),
                Optional.ofNullable(answer.getRefreshToken())
                        .map(OAuth2RefreshToken::getTokenValue)
                        .map(Secret::of)
                        .or(before::refreshToken),
                Optional.of(TokenAnswer.relayed(answer.getAccessToken())));
    }

    /** Whether there is an ID token in it, which is optional (OpenID Connect Core 1.0 §12.2). */
    public static boolean vouches(OAuth2AccessTokenResponse answer) {
        return answer.getAdditionalParameters().get(OidcParameterNames.ID_TOKEN) instanceof String;
    }

    /**
     * Who the answer vouches for, by the ID token in it.
     *
     * @param before who it must be
     */
    public static Mono<SignedIn> verify(
            Provider provider,
            Organization organization,
            Claims before,
            Tokens tokens,
            OAuth2AccessTokenResponse answer) {
        OidcIdToken known = known(tokens.idToken(), provider.settings().issuer());
        return refreshed(provider, answer)
                .doOnNext(refreshed -> checkSame(refreshed, known))
                .doOnNext(refreshed -> IdTokenBinding.checkAccessToken(
                        refreshed, answer.getAccessToken().getTokenValue()))
                .flatMap(idToken -> UserInfo.of(provider, organization)
                        .loadUser(new OidcUserRequest(
                                provider.registration(),
                                answer.getAccessToken(),
                                idToken,
                                answer.getAdditionalParameters())))
                .flatMap(user -> Persons.read(
                        provider,
                        new TokenAnswer(
                                user,
                                answer.getAccessToken(),
                                tokens(tokens, answer).refreshToken()),
                        organization))
                .doOnNext(person -> checkSame(person.claims(), before))
                .timeout(LONGEST);
    }

    /** Everything that is checked at a sign-in, but for the nonce: nobody was sent anywhere. */
    private static Mono<OidcIdToken> refreshed(Provider provider, OAuth2AccessTokenResponse answer) {
        return answer.getAdditionalParameters().get(OidcParameterNames.ID_TOKEN) instanceof String idToken
                ? provider.idTokens()
                        .decode(idToken)
                        .onErrorMap(
                                JwtException.class,
                                error -> refused(new OAuth2Error("invalid_id_token", error.getMessage(), null), error))
                        .map(Refreshing::idToken)
                : Mono.empty();
    }

    /** As Spring Security's code exchange says it. */
    private static OAuth2AuthenticationException refused(OAuth2Error error, Throwable cause) {
        return new OAuth2AuthenticationException(error, error.toString(), cause);
    }

    private static OidcIdToken idToken(Jwt verified) {
        return new OidcIdToken(
                verified.getTokenValue(), verified.getIssuedAt(), verified.getExpiresAt(), verified.getClaims());
    }

    /** Verified when it came, and sealed since. */
    private static OidcIdToken known(Secret idToken, Issuer issuer) {
        var converter = MappedJwtClaimSetConverter.withDefaults(
                Map.of(JwtClaimNames.ISS, found -> ExpectedIssuer.written(found, issuer)));
        try {
            Map<String, Object> claims = Objects.requireNonNull(converter.convert(
                    JWTParser.parse(idToken.reveal()).getJWTClaimsSet().toJSONObject()));
            return new OidcIdToken(idToken.reveal(), (Instant) claims.get("iat"), (Instant) claims.get("exp"), claims);
        } catch (ParseException unreadable) {
            throw SignInRefused.inIdToken(Fault.UNEXPECTED_ANSWER, "the one of the sign-in cannot be read");
        }
    }

    /**
     * OpenID Connect Core 1.0 §12.2. That {@code azp} is us, the decoder has seen. A later {@code auth_time} is a person who
     * proved themselves once more at another application (Keycloak tells it here), an earlier one another sign-in.
     */
    private static void checkSame(OidcIdToken refreshed, OidcIdToken known) {
        if (!Objects.equals(refreshed.getClaimAsString("iss"), known.getClaimAsString("iss"))) {
            throw SignInRefused.inIdToken(Fault.WRONG_ISSUER, "iss: another one than at sign-in");
        }
        if (!Objects.equals(refreshed.getSubject(), known.getSubject())) {
            throw SignInRefused.inIdToken(Fault.WRONG_NONCE, "sub: another person than at sign-in");
        }
        if (refreshed.getNonce() != null
                && known.getNonce() != null
                && !refreshed.getNonce().equals(known.getNonce())) {
            throw SignInRefused.inIdToken(Fault.WRONG_NONCE, "nonce: of another sign-in");
        }
        Instant authenticated = refreshed.getAuthenticatedAt();
        if (authenticated != null
                && known.getAuthenticatedAt() != null
                && authenticated.isBefore(known.getAuthenticatedAt())) {
            throw SignInRefused.inIdToken(Fault.WRONG_NONCE, "auth_time: of an earlier sign-in");
        }
    }

    /** By what we know people: at Entra ID that is not {@code sub}. */
    private static void checkSame(Claims present, Claims before) {
        if (!present.isSamePerson(before)) {
            throw SignInRefused.inIdToken(Fault.WRONG_NONCE, "another person than at sign-in");
        }
    }
}
