package io.gatehouse.login;

import com.nimbusds.jwt.JWTParser;
import io.gatehouse.login.attempt.PendingLogin;
import io.gatehouse.login.exchange.CodeExchange;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.fault.Fault;
import io.gatehouse.login.person.Persons;
import io.gatehouse.login.person.SignedIn;
import io.gatehouse.login.provider.DiscoveryFailed;
import io.gatehouse.login.provider.Provider;
import io.gatehouse.login.provider.Providers;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Arrival;
import java.text.ParseException;
import java.util.Map;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Ends a sign-in with what is staged: every check of a real one, no session, and every failure told in full. */
final class TrialSignIn {

    private final Providers providers;
    private final CodeExchange codes;
    private final Trials trials;

    TrialSignIn(Providers providers, CodeExchange codes, Trials trials) {
        this.providers = providers;
        this.codes = codes;
        this.trials = trials;
    }

    Mono<Void> finish(
            ServerWebExchange exchange, Organization live, AuthorizationResponse answer, PendingLogin pending) {
        return trials.staged(exchange, live, pending.purpose().trial())
                .flatMap(staged -> outcome(staged, answer, pending)
                        .publishOn(Schedulers.fromExecutor(Arrival.executorOf(exchange)))
                        .flatMap(outcome -> trials.ended(
                                exchange, live, staged, pending.purpose().trial(), outcome)));
    }

    private Mono<TrialOutcome> outcome(Organization staged, AuthorizationResponse answer, PendingLogin pending) {
        return providers
                .afresh(staged)
                .doOnNext(provider -> answer.checkSender(provider, pending, staged))
                .flatMap(provider -> signIn(provider, staged, answer, pending))
                .onErrorResume(DiscoveryFailed.class, error -> Mono.just(new TrialOutcome.Failed(error.diagnosis())))
                .onErrorResume(
                        Refusal.class,
                        refusal -> Mono.just(new TrialOutcome.Failed(
                                new Diagnosis(Fault.WRONG_ISSUER, "authorization", refusal.cause()))));
    }

    private Mono<TrialOutcome> signIn(
            Provider provider, Organization staged, AuthorizationResponse answer, PendingLogin pending) {
        if (answer.failure().isPresent()) {
            return Mono.just(new TrialOutcome.Failed(answer.failure().get()));
        }
        return codes.exchange(provider, pending, answer.code(provider, staged), staged)
                .flatMap(person -> Persons.read(provider, person, staged))
                .map(person -> passed(provider, person))
                .onErrorResume(
                        error -> Mono.just(new TrialOutcome.Failed(Diagnosis.ofExchange(error, provider.settings()))));
    }

    private static TrialOutcome passed(Provider provider, SignedIn person) {
        return new TrialOutcome.Passed(
                provider,
                person.claims(),
                person.received(),
                claims(person.answer().accessToken()));
    }

    /** Never believed: whoever looks for roles in the wrong place is told where they are. */
    private static Map<String, Object> claims(OAuth2AccessToken token) {
        try {
            return JWTParser.parse(token.getTokenValue()).getJWTClaimsSet().getClaims();
        } catch (ParseException opaque) {
            return Map.of();
        }
    }
}
