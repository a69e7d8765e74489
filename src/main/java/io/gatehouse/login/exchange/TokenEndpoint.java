package io.gatehouse.login.exchange;

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
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ReactiveHttpInputMessage;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.security.oauth2.client.endpoint.AbstractOAuth2AuthorizationGrantRequest;
import org.springframework.security.oauth2.client.endpoint.AbstractWebClientReactiveOAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.web.reactive.function.OAuth2BodyExtractors;
import reactor.core.publisher.Mono;

/** How a token endpoint is asked, whatever for: as our client, by the one way to the provider, and only its plain answers read. */
public final class TokenEndpoint {

    private static final Logger log = LoggerFactory.getLogger(TokenEndpoint.class);

    private TokenEndpoint() {}

    /**
     * While the provider rotates, the second secret is tried when the first is refused.
     *
     * @param ask with one of the client's secrets
     */
    public static <T> Mono<T> withEachSecret(
            Provider provider, Organization organization, Function<Secret, Mono<T>> ask) {
        return inTurn(provider.secrets().inOrder(), provider, organization, ask);
    }

    private static <T> Mono<T> inTurn(
            List<Secret> secrets, Provider provider, Organization organization, Function<Secret, Mono<T>> ask) {
        Secret secret = secrets.get(0);
        List<Secret> others = secrets.subList(1, secrets.size());
        return ask.apply(secret)
                .doOnNext(answer -> worked(secret, provider, organization))
                .onErrorResume(
                        error -> !others.isEmpty() && isOfTheClient(error, provider),
                        wrong -> inTurn(others, provider, organization, ask));
    }

    /** The client of Spring Security's, made to ask this provider with this secret. */
    public static <R extends AbstractOAuth2AuthorizationGrantRequest> void prepare(
            AbstractWebClientReactiveOAuth2AccessTokenResponseClient<R> client, Secret secret, Provider provider) {
        client.setWebClient(Step.TOKEN.with(provider.http()));
        if (provider.settings().credential() == Credential.PRIVATE_KEY) {
            client.addParametersConverter(ClientAssertion.signedBy(secret, audience(provider)));
        }
        client.setBodyExtractor((answer, context) -> OAuth2BodyExtractors.oauth2AccessTokenResponse()
                .extract(answer, context)
                .doOnNext(tokens -> checkStatus(answer)));
    }

    /** A private key signs, and is never sent. */
    public static ClientRegistration registration(Secret secret, Provider provider) {
        return provider.settings().credential() == Credential.PRIVATE_KEY
                ? provider.registration()
                : ClientRegistration.withClientRegistration(provider.registration())
                        .clientSecret(secret.reveal())
                        .build();
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
}
