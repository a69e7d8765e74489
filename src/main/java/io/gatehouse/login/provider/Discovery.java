package io.gatehouse.login.provider;

import io.gatehouse.organization.Issuer;
import io.netty.handler.timeout.TimeoutException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;

/** Asks an identity provider what it says of itself, and believes it only when it names the issuer that was configured. */
public final class Discovery {

    private static final ParameterizedTypeReference<Map<String, Object>> DOCUMENT =
            new ParameterizedTypeReference<>() {};

    private final WebClient http;

    public Discovery(WebClient http) {
        this.http = Step.DISCOVERY.with(http);
    }

    /** Errors are {@link DiscoveryFailed}, one sentence each. */
    public Mono<ProviderMetadata> discover(Issuer issuer) {
        URI address = issuer.metadata();
        return http.get()
                .uri(address)
                .retrieve()
                .onStatus(status -> !status.is2xxSuccessful(), answer -> {
                    int found = answer.statusCode().value();
                    return Mono.just(new DiscoveryFailed(address + ": " + found + " (expected: 200)"));
                })
                .bodyToMono(DOCUMENT)
                .switchIfEmpty(Mono.error(() -> new DiscoveryFailed(address + ": empty (expected: JSON)")))
                .map(document -> checked(document, issuer))
                .onErrorMap(error -> !(error instanceof DiscoveryFailed), error -> failed(address, error));
    }

    private static ProviderMetadata checked(Map<String, Object> document, Issuer issuer) {
        ProviderMetadata metadata = ProviderMetadata.from(document);
        if (!issuer.isNamed(metadata.issuer())) {
            throw new DiscoveryFailed(
                    issuer.metadata() + ": issuer " + metadata.issuer() + " (expected: " + issuer + ")");
        }
        boolean plain = issuer.uri().getScheme().equals("http"); // loopback only, Issuer says
        checkScheme("authorization_endpoint", metadata.authorizationEndpoint(), plain);
        checkScheme("token_endpoint", metadata.tokenEndpoint(), plain);
        checkScheme("jwks_uri", metadata.jwksUri(), plain);
        metadata.userInfoEndpoint().ifPresent(endpoint -> checkScheme("userinfo_endpoint", endpoint, plain));
        metadata.endSessionEndpoint().ifPresent(endpoint -> checkScheme("end_session_endpoint", endpoint, plain));
        return metadata;
    }

    private static void checkScheme(String member, String endpoint, boolean plain) {
        String scheme = Optional.ofNullable(URI.create(endpoint).getScheme()).orElse("");
        if (!scheme.equals("https") && !(plain && scheme.equals("http"))) {
            throw new DiscoveryFailed(member + ": " + endpoint + " (expected: an https address)");
        }
    }

    private static DiscoveryFailed failed(URI address, Throwable error) {
        Throwable innermost = NestedExceptionUtils.getMostSpecificCause(error);
        return new DiscoveryFailed(address + ": " + said(innermost));
    }

    private static String said(Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return "no such host";
        }
        if (cause instanceof ConnectException) {
            return "connection refused, or no answer in 2 s";
        }
        if (cause instanceof TimeoutException) {
            return "no answer in 5 s";
        }
        if (cause instanceof JacksonException) {
            return "not JSON (expected: OpenID Connect metadata)";
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
