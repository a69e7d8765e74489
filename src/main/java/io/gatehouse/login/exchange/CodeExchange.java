package io.gatehouse.login.exchange;

import io.gatehouse.login.answer.IdTokenBinding;
import io.gatehouse.login.answer.UserInfo;
import io.gatehouse.login.attempt.PendingLogin;
import io.gatehouse.login.fault.SignInRefused;
import io.gatehouse.login.person.TokenAnswer;
import io.gatehouse.login.provider.Provider;
import io.gatehouse.organization.Organization;
import io.gatehouse.secret.Secret;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthorizationCodeAuthenticationToken;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.client.endpoint.WebClientReactiveAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeReactiveAuthenticationManager;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import reactor.core.publisher.Mono;

/** Turns a code into a verified ID token and its claims, with Spring Security's authentication manager for OpenID Connect. */
public final class CodeExchange {

    /** Token, keys and user info together: a provider that sends byte by byte must not hold a request for ever. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final IdTokenBinding idTokenBinding;

    public CodeExchange(Clock clock) {
        this.idTokenBinding = new IdTokenBinding(clock);
    }

    /**
     * Errors are {@link OAuth2AuthenticationException}, {@link SignInRefused}, or the HTTP client's own when the provider is
     * away.
     */
    public Mono<TokenAnswer> exchange(Provider provider, PendingLogin pending, String code, Organization organization) {
        return TokenEndpoint.withEachSecret(
                provider, organization, secret -> exchange(secret, provider, pending, code, organization));
    }

    private Mono<TokenAnswer> exchange(
            Secret secret, Provider provider, PendingLogin pending, String code, Organization organization) {
        ClientRegistration registration = TokenEndpoint.registration(secret, provider);
        var client = new WebClientReactiveAuthorizationCodeTokenResponseClient();
        TokenEndpoint.prepare(client, secret, provider);
        var users = UserInfo.of(provider, organization);
        var manager = new OidcAuthorizationCodeReactiveAuthenticationManager(client, answer -> {
            idTokenBinding.check(answer, code, pending.startedAt());
            idTokenBinding.measureClock(answer.getIdToken(), organization.name());
            return users.loadUser(answer);
        });
        manager.setJwtDecoderFactory(unused -> provider.idTokens());
        return manager.authenticate(new OAuth2AuthorizationCodeAuthenticationToken(
                        registration, conversation(registration, provider, pending, code)))
                .timeout(LONGEST)
                .cast(OAuth2LoginAuthenticationToken.class)
                .map(TokenAnswer::of);
    }

    private static OAuth2AuthorizationExchange conversation(
            ClientRegistration registration, Provider provider, PendingLogin pending, String code) {
        OAuth2AuthorizationRequest request = OAuth2AuthorizationRequest.authorizationCode()
                .clientId(registration.getClientId())
                .authorizationUri(provider.metadata().authorizationEndpoint())
                .redirectUri(pending.redirectUri())
                .scopes(Set.copyOf(registration.getScopes()))
                .state(pending.state())
                .attributes(attributes -> {
                    attributes.put(OAuth2ParameterNames.REGISTRATION_ID, registration.getRegistrationId());
                    attributes.put(OidcParameterNames.NONCE, pending.nonce());
                    attributes.put(PkceParameterNames.CODE_VERIFIER, pending.codeVerifier());
                })
                .build();
        OAuth2AuthorizationResponse response = OAuth2AuthorizationResponse.success(code)
                .redirectUri(pending.redirectUri())
                .state(pending.state())
                .build();
        return new OAuth2AuthorizationExchange(request, response);
    }
}
