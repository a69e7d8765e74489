package io.gatehouse.login.provider;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.fault.Fault;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One identity provider's signing keys: remembered, and fetched again when they are old or when a token names a key that
 * is not among them; at most one fetch in 30 seconds, whoever asks (mod_auth_openidc 08/2026).
 */
final class JwkSource {

    private static final Duration FRESH = Duration.ofMinutes(15);
    private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(30);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

    private static final String STEP = "signing keys";

    private record Known(JWKSet keys, Instant since) {}

    private final AtomicReference<@Nullable Known> known = new AtomicReference<>();
    private final Mono<Known> fetch;
    private final Clock clock;

    JwkSource(WebClient http, String address, Clock clock) {
        this.clock = clock;
        this.fetch = Step.JWKS
                .with(http)
                .get()
                .uri(address)
                .retrieve()
                .onStatus(status -> !status.is2xxSuccessful(), ClientResponse::createException)
                .bodyToMono(String.class)
                .timeout(Http.WHOLE_ANSWER)
                .map(this::parsed)
                .onErrorMap(error -> failed(address, error))
                .doOnNext(known::set)
                .cache(keys -> BETWEEN_FETCHES, error -> AFTER_FAILURE, () -> Duration.ZERO);
    }

    /** The keys that could have signed the token; none when there are none, an error only when none were ever had. */
    Flux<JWK> keysFor(SignedJWT token) {
        JWKMatcher matcher = JWKMatcher.forJWSHeader(token.getHeader());
        if (matcher == null) {
            return Flux.empty(); // an algorithm that no key of ours verifies
        }
        JWKSelector selector = new JWKSelector(matcher);
        Known now = known.get();
        if (now != null && isFresh(now) && !selector.select(now.keys()).isEmpty()) {
            return Flux.fromIterable(selector.select(now.keys()));
        }
        Mono<Known> fetched = now == null ? fetch : fetch.onErrorReturn(now);
        return fetched.flatMapIterable(keys -> selector.select(keys.keys()));
    }

    private boolean isFresh(Known keys) {
        return clock.instant().isBefore(keys.since().plus(FRESH));
    }

    private Known parsed(String document) {
        try {
            return new Known(JWKSet.parse(document), clock.instant());
        } catch (ParseException notKeys) {
            throw new DiscoveryFailed(
                    new Diagnosis(Fault.UNEXPECTED_ANSWER, STEP, "jwks_uri: not a JWK set (expected: RFC 7517)"));
        }
    }

    private static DiscoveryFailed failed(String address, Throwable error) {
        if (error instanceof DiscoveryFailed known) {
            return known;
        }
        if (error instanceof WebClientResponseException answered) {
            int status = answered.getStatusCode().value();
            Fault fault = status >= 500 ? Fault.PROVIDER_ERROR : Fault.UNEXPECTED_ANSWER;
            return new DiscoveryFailed(new Diagnosis(fault, STEP, address + ": " + status + " (expected: 200)"));
        }
        return new DiscoveryFailed(Diagnosis.ofConnection(STEP, address, error));
    }
}
