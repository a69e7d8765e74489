package io.gatehouse.login.provider;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.login.fault.Diagnosed;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.fault.Fault;
import io.gatehouse.login.key.SigningKeys;
import io.gatehouse.login.provider.Remembered.Freshness;
import io.gatehouse.login.reach.Step;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** One identity provider's signing keys (RFC 7517): remembered, and asked for again when a token's signature needs others. */
final class JwkSource {

    private static final ParameterizedTypeReference<Map<String, Object>> DOCUMENT =
            new ParameterizedTypeReference<>() {};

    /** The second is for how long a key that was withdrawn can be believed at most. */
    private static final Freshness FRESHNESS = new Freshness(Duration.ofMinutes(15), Duration.ofHours(1));

    private static final int TOO_MANY_REQUESTS = 429;

    private final WebClient http;
    private final String address;
    private final Scheduler verifier;
    private final Remembered<JWKSet> keys;

    /** @param verifier where signatures are verified */
    JwkSource(WebClient http, String address, Scheduler verifier, Clock clock) {
        this.http = Step.JWKS.with(http);
        this.address = address;
        this.verifier = verifier;
        this.keys = new Remembered<>(this::fetch, FRESHNESS, clock);
    }

    /**
     * Those that may have signed it, on the verifier's thread. An error when there are none that may be believed, or more than
     * are worth trying.
     */
    Flux<JWK> keysFor(SignedJWT token) {
        return keys.value()
                .map(known -> fewOf(known, token))
                .publishOn(verifier)
                .flatMapIterable(Function.identity());
    }

    private List<JWK> fewOf(JWKSet known, SignedJWT token) {
        List<JWK> fitting = SigningKeys.fitting(known, token.getHeader());
        if (fitting.size() > SigningKeys.MOST_TRIED) {
            throw refused(fitting.size() + " keys fit one token (expected: at most " + SigningKeys.MOST_TRIED
                    + ", or a token whose kid names one of them)");
        }
        return fitting;
    }

    /** The decoder, which uses these keys, and a second time when others have come for a signature that did not hold. */
    ReactiveJwtDecoder lookingAgain(ReactiveJwtDecoder decoder) {
        return lookingAgain(decoder, Integer.MAX_VALUE);
    }

    /**
     * The same for tokens that anybody may bring.
     *
     * @param waiting how many may wait for other keys at a time; those beyond fail, and not as bad ones: nobody has looked
     */
    ReactiveJwtDecoder lookingAgain(ReactiveJwtDecoder decoder, int waiting) {
        Semaphore places = new Semaphore(waiting);
        return token -> keys.value().flatMap(tried -> decoder.decode(token)
                .onErrorResume(
                        JwkSource::mayBeByANewKey, error -> inTurn(places, again(decoder, token, tried, error))));
    }

    private static Mono<Jwt> inTurn(Semaphore places, Mono<Jwt> again) {
        return Mono.defer(() -> places.tryAcquire()
                ? again.doFinally(end -> places.release())
                : Mono.error(new JwtException("keys: many wait for others already")));
    }

    private Mono<Jwt> again(ReactiveJwtDecoder decoder, String token, JWKSet tried, Throwable error) {
        return keys.otherThan(tried).flatMap(others -> decoder.decode(token)).switchIfEmpty(Mono.error(error));
    }

    /** By one that is not known, or that has taken over the name of an old one; not claims, nor what is no signed token. */
    private static boolean mayBeByANewKey(Throwable error) {
        return error instanceof BadJwtException && error.getCause() instanceof BadJOSEException;
    }

    private Mono<JWKSet> fetch(Optional<JWKSet> last) {
        return http.get()
                .uri(address)
                .retrieve()
                .bodyToMono(DOCUMENT)
                .map(this::parsed)
                .switchIfEmpty(Mono.error(() -> refused("empty (expected: a JWK set)")))
                .onErrorMap(this::failed);
    }

    private JWKSet parsed(Map<String, Object> document) {
        try {
            return SigningKeys.read(document);
        } catch (ParseException notKeys) {
            throw refused(String.valueOf(notKeys.getMessage()));
        }
    }

    private DiscoveryFailed failed(Throwable error) {
        if (error instanceof Diagnosed known) {
            return new DiscoveryFailed(known.diagnosis());
        }
        if (error instanceof WebClientResponseException answered
                && answered.getStatusCode().isError()) {
            int status = answered.getStatusCode().value();
            boolean outage = status >= 500 || status == TOO_MANY_REQUESTS;
            return refused(outage ? Fault.PROVIDER_ERROR : Fault.UNEXPECTED_ANSWER, status + " (expected: 200)");
        }
        return new DiscoveryFailed(Diagnosis.ofConnection(Step.JWKS.title(), address, error));
    }

    private DiscoveryFailed refused(String found) {
        return refused(Fault.UNEXPECTED_ANSWER, found);
    }

    private DiscoveryFailed refused(Fault fault, String found) {
        return new DiscoveryFailed(new Diagnosis(fault, Step.JWKS.title(), address + ": " + found));
    }
}
