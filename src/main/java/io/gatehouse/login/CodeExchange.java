package io.gatehouse.login;

import io.gatehouse.login.answer.IdTokenBinding;
import io.gatehouse.login.answer.UserInfo;
import io.gatehouse.login.attempt.PendingLogin;
import io.gatehouse.login.client.ClientAssertion;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.fault.Fault;
import io.gatehouse.login.fault.SignInRefused;
import io.gatehouse.login.provider.Provider;
import io.gatehouse.login.reach.Step;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.client.Credential;
import io.gatehouse.organization.provider.Issuer;
import io.gatehouse.secret.Secret;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ReactiveHttpInputMessage;
import org.springframework.http.client.reactive.ClientHttpResponse;
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
import org.springframework.security.oauth2.core.web.reactive.function.OAuth2BodyExtractors;
import reactor.core.publisher.Mono;

/** Turns a code into a verified ID token and its claims, with Spring Security's authentication manager for OpenID Connect. */
final class CodeExchange {

    private static final Logger log = LoggerFactory.getLogger(CodeExchange.class);

    /** Token, keys and user info together: a provider that sends byte by byte must not hold a request for ever. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final IdTokenBinding idTokenBinding;

    CodeExchange(Clock clock) {
        this.idTokenBinding = new IdTokenBinding(clock);
    }

    /**
     * Errors are {@link OAuth2AuthenticationException}, {@link SignInRefused}, or the HTTP client's own when the provider is
     * away.
     */
    Mono<OAuth2LoginAuthenticationToken> exchange(
            Provider provider, PendingLogin pending, String code, Organization organization) {
        return exchange(provider.secrets().inOrder(), provider, pending, code, organization);
    }

    /** While the provider rotates, the second secret is tried when the first is refused. */
    private Mono<OAuth2LoginAuthenticationToken> exchange(
            List<Secret> secrets, Provider provider, PendingLogin pending, String code, Organization organization) {
        Secret secret = secrets.get(0);
        List<Secret> others = secrets.subList(1, secrets.size());
        return exchange(secret, provider, pending, code, organization)
                .doOnNext(person -> worked(secret, provider, organization))
                .onErrorResume(
                        error -> !others.isEmpty() && isOfTheClient(error, provider),
                        wrong -> exchange(others, provider, pending, code, organization));
    }

    private Mono<OAuth2LoginAuthenticationToken> exchange(
            Secret secret, Provider provider, PendingLogin pending, String code, Organization organization) {
        ClientRegistration registration = with(secret, provider);
        var users = UserInfo.of(provider, organization);
        var manager =
                new OidcAuthorizationCodeReactiveAuthenticationManager(tokenEndpoint(secret, provider), answer -> {
                    idTokenBinding.check(answer, code, pending.startedAt());
                    idTokenBinding.measureClock(answer.getIdToken(), organization.name());
                    return users.loadUser(answer);
                });
        manager.setJwtDecoderFactory(unused -> provider.idTokens());
        return manager.authenticate(new OAuth2AuthorizationCodeAuthenticationToken(
                        registration, conversation(registration, provider, pending, code)))
                .timeout(LONGEST)
                .cast(OAuth2LoginAuthenticationToken.class);
    }

    private static WebClientReactiveAuthorizationCodeTokenResponseClient tokenEndpoint(
            Secret secret, Provider provider) {
        var tokenEndpoint = new WebClientReactiveAuthorizationCodeTokenResponseClient();
        tokenEndpoint.setWebClient(Step.TOKEN.with(provider.http()));
        if (provider.settings().credential() == Credential.PRIVATE_KEY) {
            tokenEndpoint.addParametersConverter(ClientAssertion.signedBy(secret, audience(provider)));
        }
        tokenEndpoint.setBodyExtractor((answer, context) -> OAuth2BodyExtractors.oauth2AccessTokenResponse()
                .extract(answer, context)
                .doOnNext(tokens -> checkStatus(answer)));
        return tokenEndpoint;
    }

    /** RFC 6749 §5.1: tokens come with 200. Spring reads them whatever the status. */
    private static void checkStatus(ReactiveHttpInputMessage answer) {
        if (answer instanceof ClientHttpResponse response
                && !response.getStatusCode().is2xxSuccessful()) {
            throw new SignInRefused(
                    Fault.UNEXPECTED_ANSWER,
                    Step.TOKEN.title(),
                    "tokens with status " + response.getStatusCode().value() + " (expected: 200)");
        }
    }

    /** A private key signs, and is never sent. */
    private static ClientRegistration with(Secret secret, Provider provider) {
        return provider.settings().credential() == Credential.PRIVATE_KEY
                ? provider.registration()
                : ClientRegistration.withClientRegistration(provider.registration())
                        .clientSecret(secret.reveal())
                        .build();
    }

    /** The token endpoint (RFC 7523 §3); Auth0 wants to read its issuer. */
    private static String audience(Provider provider) {
        return provider.settings().issuer().provider() == Issuer.Provider.AUTH0
                ? provider.metadata().issuer()
                : provider.metadata().tokenEndpoint();
    }

    private static void worked(Secret secret, Provider provider, Organization organization) {
        if (provider.secrets().worked(secret)) {
            log.info(
                    "secret: {}: the second client-secret is the one that works (expected: remove the first)",
                    organization.name());
        }
    }

    private static boolean isOfTheClient(Throwable error, Provider provider) {
        return Diagnosis.ofExchange(error, provider.settings()).fault().isOfTheClient();
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
