package io.gatehouse.login.provider;

import io.gatehouse.login.fault.Diagnosed;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.fault.Fault;
import io.gatehouse.login.reach.Step;
import io.gatehouse.organization.provider.Issuer;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** Asks an identity provider what it says of itself, and believes it only when it names the issuer that was configured. */
public final class Discovery {

    private static final ParameterizedTypeReference<Map<String, Object>> DOCUMENT =
            new ParameterizedTypeReference<>() {};

    private static final int TOO_MANY_REQUESTS = 429;

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
                    return Mono.just(new DiscoveryFailed(fault(found), address + ": " + found + " (expected: 200)"));
                })
                .bodyToMono(DOCUMENT)
                .switchIfEmpty(
                        Mono.error(() -> new DiscoveryFailed(Fault.NOT_METADATA, address + ": empty (expected: JSON)")))
                .map(document -> checked(document, issuer))
                .onErrorMap(error -> !(error instanceof DiscoveryFailed), error -> failed(address, error));
    }

    private static ProviderMetadata checked(Map<String, Object> document, Issuer issuer) {
        ProviderMetadata metadata = ProviderMetadata.from(document);
        if (!issuer.isNamed(metadata.issuer())) {
            throw new DiscoveryFailed(
                    Fault.WRONG_ISSUER,
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
            throw new DiscoveryFailed(Fault.NOT_METADATA, member + ": " + endpoint + " (expected: an https address)");
        }
    }

    /** Too much to do there, or something broken: an outage. Everything else is not the place. */
    private static Fault fault(int status) {
        return status >= 500 || status == TOO_MANY_REQUESTS ? Fault.PROVIDER_ERROR : Fault.NOT_METADATA;
    }

    private static DiscoveryFailed failed(URI address, Throwable error) {
        if (error instanceof Diagnosed known) {
            return new DiscoveryFailed(known.diagnosis());
        }
        Diagnosis connection = Diagnosis.ofConnection(Step.DISCOVERY.title(), address.toString(), error);
        if (connection.fault() != Fault.UNEXPECTED_ANSWER) {
            return new DiscoveryFailed(connection);
        }
        Throwable innermost = NestedExceptionUtils.getMostSpecificCause(error);
        String found = innermost instanceof IllegalArgumentException
                ? String.valueOf(innermost.getMessage())
                : "not JSON (expected: OpenID Connect metadata)";
        return new DiscoveryFailed(Fault.NOT_METADATA, address + ": " + found);
    }
}
