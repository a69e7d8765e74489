package io.gatehouse.login.recheck;

import io.gatehouse.audit.Audit;
import io.gatehouse.audit.Happening;
import io.gatehouse.login.BrokenSignIns;
import io.gatehouse.login.Bulkhead;
import io.gatehouse.login.exchange.Refreshing;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.fault.Fault;
import io.gatehouse.login.person.SignedIn;
import io.gatehouse.login.provider.Provider;
import io.gatehouse.login.provider.Providers;
import io.gatehouse.member.Members;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.session.Recheck;
import io.gatehouse.session.Session;
import io.gatehouse.session.Tokens;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Asks the identity provider with the refresh token that it handed out, and verifies all of its answer. */
public final class ByRefreshToken implements Recheck {

    /** Many sessions may be due at once; each waits for a place as long as for an answer. */
    private static final Retry WAITING =
            Retry.fixedDelay(100, Duration.ofMillis(100)).filter(ByRefreshToken::isFull);

    private final Providers providers;
    private final Members members;
    private final Bulkhead bulkhead = new Bulkhead();
    private final BrokenSignIns broken;
    private final Pauses pauses;
    private final Audit audit;
    private final Counts counts;

    public ByRefreshToken(
            Providers providers,
            Members members,
            BrokenSignIns broken,
            Pauses pauses,
            Audit audit,
            MeterRegistry meters) {
        this.providers = providers;
        this.members = members;
        this.broken = broken;
        this.pauses = pauses;
        this.audit = audit;
        this.counts = new Counts(meters);
    }

    @Override
    public Mono<Verdict> ask(Organization organization, Session session, Tokens tokens) {
        return providers
                .of(organization)
                .flatMap(provider -> bulkhead.admit(organization, ask(provider, organization, session, tokens))
                        .retryWhen(WAITING))
                .onErrorResume(error -> Mono.just(unreachable(organization, error)))
                .doOnNext(counts::count);
    }

    private Mono<Verdict> ask(Provider provider, Organization organization, Session session, Tokens tokens) {
        return Mono.justOrEmpty(tokens.refreshToken())
                .flatMap(refreshToken -> Refreshing.ask(provider, organization, refreshToken))
                .flatMap(answer -> Refreshing.vouches(answer)
                        ? verify(answer, provider, organization, session, tokens)
                        : Mono.just(byBrowserFromNowOn(Refreshing.tokens(tokens, answer))))
                .onErrorResume(error -> Mono.just(refused(error, provider, organization, session, tokens)))
                .doOnNext(verdict -> answered(verdict, organization));
    }

    private Mono<Verdict> verify(
            OAuth2AccessTokenResponse answer,
            Provider provider,
            Organization organization,
            Session session,
            Tokens tokens) {
        return Refreshing.verify(provider, organization, session.identity().claims(), tokens, answer)
                .flatMap(person -> confirmed(organization, person))
                .onErrorResume(error -> Mono.just(failed(
                        error, provider, organization, session, Optional.of(Refreshing.tokens(tokens, answer)))));
    }

    /** The provider's word is not enough: a member who was removed while the store was away may have kept a session. */
    private Mono<Verdict> confirmed(Organization organization, SignedIn person) {
        Verdict confirmed = new Verdict.Confirmed(person.vouched());
        return members.mayStay(organization, person.claims())
                .map(stays -> stays ? confirmed : noMember(organization, person))
                .onErrorReturn(confirmed); // the session is kept in the same store, which decides in its time
    }

    private Verdict noMember(Organization organization, SignedIn person) {
        ended(organization, person.claims().subject(), "recheck: no member any more");
        return new Verdict.Ended();
    }

    private void ended(Organization organization, String subject, String reason) {
        audit.event(Happening.SESSION_ENDED, organization.name())
                .with("subject", subject)
                .with("reason", reason)
                .write();
    }

    /** Where there is no ID token, which is optional, nothing says who the person is now, nor which groups are left. */
    private static Verdict byBrowserFromNowOn(Tokens tokens) {
        return new Verdict.Unanswered(Optional.of(tokens.withoutRefreshToken()));
    }

    /** A refusal that says nothing of the person is a word on the token: whoever can still sign in is confirmed without it. */
    private Verdict refused(
            Throwable error, Provider provider, Organization organization, Session session, Tokens tokens) {
        Diagnosis diagnosis = Diagnosis.ofExchange(error, provider.settings());
        boolean ofTheToken = diagnosis.fault() == Fault.FLOW_NOT_ALLOWED || !diagnosis.isEverybodys();
        return ofTheToken && !diagnosis.endsASession()
                ? byBrowserFromNowOn(tokens)
                : failed(error, provider, organization, session, Optional.empty());
    }

    private Verdict failed(
            Throwable error, Provider provider, Organization organization, Session session, Optional<Tokens> tokens) {
        Diagnosis diagnosis = Diagnosis.ofExchange(error, provider.settings());
        if (diagnosis.endsASession()) {
            ended(
                    organization,
                    session.identity().claims().subject(),
                    "recheck: " + diagnosis.step() + ": " + diagnosis.said());
            return new Verdict.Ended();
        }
        broken.failed(organization, diagnosis);
        pauses.pause(session);
        if (diagnosis.isEverybodys()) {
            pauses.away(organization.providerName(), diagnosis);
        }
        return new Verdict.Unanswered(tokens);
    }

    private Verdict unreachable(Organization organization, Throwable error) {
        pauses.away(organization.providerName(), error);
        return new Verdict.Unanswered(Optional.empty());
    }

    private void answered(Verdict verdict, Organization organization) {
        if (!(verdict instanceof Verdict.Unanswered)) {
            pauses.answered(organization.providerName());
        }
        if (verdict instanceof Verdict.Confirmed) {
            broken.succeeded(organization);
        }
    }

    private static boolean isFull(Throwable error) {
        return error instanceof Refusal refusal && refusal.problem() == Problem.SIGN_IN_TOO_MANY_WAIT;
    }
}
