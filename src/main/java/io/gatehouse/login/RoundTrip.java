package io.gatehouse.login;

import io.gatehouse.audit.Audit;
import io.gatehouse.audit.Happening;
import io.gatehouse.login.attempt.PendingLogin;
import io.gatehouse.login.exchange.CodeExchange;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.person.Persons;
import io.gatehouse.login.person.SignedIn;
import io.gatehouse.login.provider.Provider;
import io.gatehouse.login.provider.Providers;
import io.gatehouse.member.MemberSignIn;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Arrival;
import io.gatehouse.session.Confirmations;
import io.gatehouse.session.Session;
import io.gatehouse.session.Sessions;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Ends what {@link Login#silently} began: the same person's session goes on, under the same id; another person's begins; and who
 * is nobody there any more is nobody here, and may sign in.
 */
final class RoundTrip {

    private final Login login;
    private final Providers providers;
    private final CodeExchange codes;
    private final Sessions sessions;
    private final MemberSignIn memberSignIn;
    private final Confirmations confirmations;
    private final BrokenSignIns broken;
    private final Audit audit;

    RoundTrip(
            Login login,
            Providers providers,
            CodeExchange codes,
            Sessions sessions,
            MemberSignIn memberSignIn,
            Confirmations confirmations,
            BrokenSignIns broken,
            Audit audit) {
        this.login = login;
        this.providers = providers;
        this.codes = codes;
        this.sessions = sessions;
        this.memberSignIn = memberSignIn;
        this.confirmations = confirmations;
        this.broken = broken;
        this.audit = audit;
    }

    /**
     * @param start where a circle is told to begin
     * @param begin a session, as any sign-in does
     */
    Mono<Void> finish(
            ServerWebExchange exchange,
            Organization organization,
            AuthorizationResponse answer,
            PendingLogin pending,
            String start,
            Function<SignedIn, Mono<Session>> begin) {
        return providers
                .of(organization)
                .doOnNext(provider -> answer.checkSender(provider, pending, organization))
                .flatMap(provider -> person(exchange, organization, provider, answer, pending))
                .flatMap(person -> takeUp(exchange, organization, pending, person, begin))
                .thenReturn(true)
                .onErrorResume(Refused.class, refused -> isOver(exchange, organization, pending, refused.diagnosis))
                .onErrorResume(RoundTrip::isAway, away -> Mono.just(true))
                .flatMap(goesOn -> goesOn
                        ? Callback.goOn(exchange, pending.returnTo())
                        : login.begin(exchange, organization, pending.returnTo(), start, Map.of()));
    }

    /** What the provider, or its answer, was found to be. */
    private static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Diagnosis diagnosis;

        Refused(Diagnosis diagnosis) {
            super(diagnosis.said(), null, false, false);
            this.diagnosis = diagnosis;
        }
    }

    private Mono<SignedIn> person(
            ServerWebExchange exchange,
            Organization organization,
            Provider provider,
            AuthorizationResponse answer,
            PendingLogin pending) {
        Optional<Diagnosis> failure = answer.failure();
        if (failure.isPresent()) {
            return Mono.error(new Refused(failure.get()));
        }
        Mono<SignedIn> read = codes.exchange(provider, pending, answer.code(provider, organization), organization)
                .doOnNext(person -> broken.succeeded(organization))
                .flatMap(person -> Persons.read(provider, person, organization))
                .onErrorMap(error -> refused(organization, Diagnosis.ofExchange(error, provider.settings())));
        return login.bulkhead()
                .admit(organization, read)
                .publishOn(Schedulers.fromExecutor(Arrival.executorOf(exchange)));
    }

    private Refused refused(Organization organization, Diagnosis diagnosis) {
        broken.failed(organization, diagnosis);
        return new Refused(diagnosis);
    }

    private Mono<Void> takeUp(
            ServerWebExchange exchange,
            Organization organization,
            PendingLogin pending,
            SignedIn person,
            Function<SignedIn, Mono<Session>> begin) {
        return checked(exchange, pending)
                .filter(session -> session.identity().claims().isSamePerson(person.claims()))
                .map(session -> confirmed(exchange, organization, session, person))
                .orElse(Mono.just(false))
                .flatMap(confirmed -> confirmed ? Mono.empty() : begin.apply(person))
                .then();
    }

    /** The provider's word is not enough: whoever was blocked may have kept a session, when it could not be ended then. */
    private Mono<Boolean> confirmed(
            ServerWebExchange exchange, Organization organization, Session session, SignedIn person) {
        return memberSignIn
                .mayStay(organization, person.claims())
                .flatMap(stays -> stays
                        ? confirmations.confirm(session, organization, person.vouched())
                        : sessions.end(exchange, organization).thenReturn(false));
    }

    /** The session that was sent; another one of this browser's is none of this answer's business. */
    private static Optional<Session> checked(ServerWebExchange exchange, PendingLogin pending) {
        return Session.of(exchange)
                .filter(session -> session.hash().equals(pending.purpose().recheck()));
    }

    /** False when the provider vouches for nobody; an outage, or a refusal of our client, is no such word. */
    private Mono<Boolean> isOver(
            ServerWebExchange exchange, Organization organization, PendingLogin pending, Diagnosis diagnosis) {
        Optional<Session> session = checked(exchange, pending);
        if (diagnosis.isEverybodys()) {
            return Mono.just(true);
        }
        session.ifPresent(over -> audit.event(Happening.SESSION_ENDED, organization.name())
                .with("subject", over.identity().claims().subject())
                .with("reason", "recheck: " + diagnosis.step() + ": " + diagnosis.said())
                .write());
        return (session.isPresent() ? sessions.end(exchange, organization) : Mono.<Void>empty()).thenReturn(false);
    }

    private static boolean isAway(Throwable error) {
        return error instanceof Refusal refusal
                && refusal.problem() != Problem.STORE_AWAY
                && refusal.problem().status() == Problem.PROVIDER_AWAY.status();
    }
}
