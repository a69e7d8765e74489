package io.gatehouse.login;

import io.gatehouse.audit.Audit;
import io.gatehouse.login.attempt.PendingLogin;
import io.gatehouse.login.attempt.States;
import io.gatehouse.login.exchange.CodeExchange;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.person.Persons;
import io.gatehouse.login.person.SignedIn;
import io.gatehouse.login.provider.Provider;
import io.gatehouse.login.provider.Providers;
import io.gatehouse.member.MemberSignIn;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.problem.Page;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Arrival;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.session.Confirmations;
import io.gatehouse.session.Session;
import io.gatehouse.session.Sessions;
import io.gatehouse.text.Text;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The redirect URI: takes the identity provider's answer, verifies all of it, and begins a session. */
public final class Callback {

    /** Another account of the same person may be let in. */
    private static final Set<Problem> ANOTHER_MAY = Set.of(
            Problem.SIGN_IN_OTHER_TENANT,
            Problem.SIGN_IN_OTHER_DOMAIN,
            Problem.NOT_A_MEMBER,
            Problem.INVITATION_OVER,
            Problem.MEMBER_BLOCKED);

    private final Login login;
    private final Providers providers;
    private final CodeExchange codes;
    private final MemberSignIn memberSignIn;
    private final TrialSignIn trialSignIn;
    private final RoundTrip roundTrip;
    private final BrokenSignIns broken;
    private final Outcomes outcomes;

    public Callback(
            Login login,
            Providers providers,
            Sessions sessions,
            MemberSignIn memberSignIn,
            Confirmations confirmations,
            Audit audit,
            BrokenSignIns broken,
            Trials trials,
            MeterRegistry meters,
            Clock clock) {
        this.login = login;
        this.providers = providers;
        this.codes = new CodeExchange(clock);
        this.memberSignIn = memberSignIn;
        this.broken = broken;
        this.trialSignIn = new TrialSignIn(providers, codes, trials);
        this.roundTrip = new RoundTrip(login, providers, codes, sessions, memberSignIn, confirmations, broken, audit);
        this.outcomes = new Outcomes(audit, meters);
    }

    /** @param start where to send a person who is signed in already and opens an old answer again */
    public Mono<Void> page(ServerWebExchange exchange, Organization organization, String start) {
        refuseScripts(exchange, organization);
        AuthorizationResponse answer = answer(exchange, organization);
        if (DeadEnds.isFramed(exchange.getRequest())) {
            URI signIn = address(exchange, organization, wanted(exchange, organization, answer));
            return Mono.error(DeadEnds.framed(organization.name(), signIn.toString()));
        }
        Optional<URI> console = login.requests().handedOn(Arrival.of(exchange), answer);
        if (console.isPresent()) {
            return goOn(exchange, console.get().toString());
        }
        Optional<PendingLogin> pending = login.pendingLogins().take(exchange, organization.name(), answer.state());
        pending.ifPresent(begun -> DeadEnds.refuseElsewhere(exchange, organization.name(), begun));
        return pending.flatMap(
                        begun -> way(organization, begun).map(way -> finish(exchange, way, answer, begun, start)))
                .orElseGet(() -> withoutAttempt(exchange, organization, answer, start));
    }

    private Mono<Void> finish(
            ServerWebExchange exchange,
            Organization organization,
            AuthorizationResponse answer,
            PendingLogin pending,
            String start) {
        if (!pending.purpose().trial().isEmpty()) {
            return tryOut(exchange, organization, answer, pending);
        }
        if (!pending.purpose().recheck().isEmpty()) {
            return roundTrip.finish(
                    exchange, organization, answer, pending, start, person -> begin(exchange, organization, person));
        }
        Mono<Void> consumed = Mono.defer(() -> consume(exchange, organization, answer, pending));
        return pending.offlineAccess() && answer.failure().isPresent()
                ? withoutOfflineAccess(exchange, organization, answer, pending, start, consumed)
                : consumed;
    }

    /** Through the identity provider that the person was sent to; empty when it is none of the organization's any more. */
    private static Optional<Organization> way(Organization organization, PendingLogin pending) {
        return organization.hasSeveral() && pending.purpose().trial().isEmpty()
                ? organization.through(pending.provider())
                : Optional.of(organization);
    }

    /** A scope that we added ourselves must not keep anybody out. */
    private Mono<Void> withoutOfflineAccess(
            ServerWebExchange exchange,
            Organization organization,
            AuthorizationResponse answer,
            PendingLogin pending,
            String start,
            Mono<Void> otherwise) {
        return providers
                .of(organization)
                .doOnNext(provider -> answer.checkSender(provider, pending, organization))
                .map(provider -> login.offlineAccess()
                        .isRefused(
                                organization,
                                provider,
                                pending,
                                answer.failure().orElseThrow()))
                .onErrorReturn(false)
                .flatMap(refused ->
                        refused ? login.begin(exchange, organization, pending.returnTo(), start, Map.of()) : otherwise);
    }

    /** Providers send people back by navigating; a script that asks for this would change who they are here, unseen. */
    private static void refuseScripts(ServerWebExchange exchange, Organization organization) {
        String mode = exchange.getRequest().getHeaders().getFirst("Sec-Fetch-Mode");
        if (mode != null && !mode.equals("navigate")) {
            throw Refusal.of(
                    Problem.CROSS_SITE,
                    "sign-in: " + organization.name() + ": answer: brought by a script (expected: a page)");
        }
    }

    private static AuthorizationResponse answer(ServerWebExchange exchange, Organization organization) {
        try {
            return AuthorizationResponse.of(exchange.getRequest().getQueryParams());
        } catch (Refusal malformed) {
            throw malformed.offering(
                    Text.of("sign-in"),
                    address(exchange, organization, Optional.empty()).toString());
        }
    }

    /** Opened again, in a browser that never began it, or in a tab whose attempt another tab's has replaced. Nothing of it is used. */
    private Mono<Void> withoutAttempt(
            ServerWebExchange exchange, Organization organization, AuthorizationResponse answer, String start) {
        OrganizationName name = organization.name();
        Optional<States.Lost> lost = login.requests().lost(name, answer);
        Optional<ReturnPath> wanted = wanted(exchange, organization, answer);
        if (Session.of(exchange).isPresent()) {
            return goOn(exchange, wanted.map(ReturnPath::value).orElse(start));
        }
        boolean keepsCookies = login.pendingLogins().hasAny(exchange, name);
        return lost.filter(known -> keepsCookies && known.mayBeginAgain() && wanted.isPresent())
                .map(known -> login.again(exchange, organization, known))
                .orElseGet(
                        () -> Mono.error(DeadEnds.lost(name, keepsCookies, address(exchange, organization, wanted))));
    }

    /** Where the answer's state says that its person wanted to go. */
    private Optional<ReturnPath> wanted(
            ServerWebExchange exchange, Organization organization, AuthorizationResponse answer) {
        return login.requests()
                .lost(organization.name(), answer)
                .flatMap(known -> ReturnPath.parse(
                        known.returnTo(), organization, Arrival.of(exchange).origin()));
    }

    /** A trial always goes back to the settings: what failed is shown there, in full. */
    private Mono<Void> tryOut(
            ServerWebExchange exchange, Organization organization, AuthorizationResponse answer, PendingLogin pending) {
        return login.bulkhead()
                .admit(organization, trialSignIn.finish(exchange, organization, answer, pending))
                .then(Mono.defer(() -> goOn(exchange, pending.returnTo())));
    }

    private Mono<Void> consume(
            ServerWebExchange exchange, Organization organization, AuthorizationResponse answer, PendingLogin pending) {
        return providers
                .of(organization)
                .doOnNext(provider -> answer.checkSender(provider, pending, organization))
                .flatMap(provider ->
                        login.bulkhead().admit(organization, signIn(exchange, organization, provider, pending, answer)))
                .doOnError(error -> outcomes.refused(exchange, organization, error))
                .doOnTerminate(() -> login.rounds().ended(exchange, organization.name(), pending))
                .onErrorMap(Refusal.class, refusal -> offering(refusal, again(exchange, organization, pending)))
                .then(Mono.defer(() -> goOn(exchange, pending.returnTo())));
    }

    private Mono<Session> signIn(
            ServerWebExchange exchange,
            Organization organization,
            Provider provider,
            PendingLogin pending,
            AuthorizationResponse answer) {
        return codes.exchange(provider, pending, answer.code(provider, organization), organization)
                .doOnNext(person -> broken.succeeded(organization))
                .flatMap(person -> Persons.read(provider, person, organization))
                .onErrorMap(error -> refusal(organization, Diagnosis.ofExchange(error, provider.settings()), provider))
                .publishOn(Schedulers.fromExecutor(Arrival.executorOf(exchange)))
                .flatMap(person -> begin(exchange, organization, person));
    }

    private Mono<Session> begin(ServerWebExchange exchange, Organization organization, SignedIn person) {
        return memberSignIn
                .begin(exchange, organization, person.vouched())
                .doOnNext(session -> outcomes.signedIn(exchange, organization, session));
    }

    private Refusal refusal(Organization organization, Diagnosis diagnosis, Provider provider) {
        broken.failed(organization, diagnosis);
        return diagnosis.refusal(
                organization.name(), provider.settings().issuer().provider());
    }

    static Mono<Void> goOn(ServerWebExchange exchange, String path) {
        exchange.getResponse().setStatusCode(HttpStatus.FOUND);
        exchange.getResponse().getHeaders().setLocation(URI.create(path));
        Page.secureRedirect(exchange.getResponse().getHeaders());
        return exchange.getResponse().setComplete();
    }

    /** At the same account the provider would stop again, without a question. */
    private static Refusal offering(Refusal refusal, String again) {
        boolean another = ANOTHER_MAY.contains(refusal.problem());
        return another
                ? refusal.offering(Text.of("another-account"), Login.withAnotherAccount(again))
                : refusal.offering(Text.of("try-again"), again);
    }

    private static String again(ServerWebExchange exchange, Organization organization, PendingLogin pending) {
        PublicUrl here = Arrival.of(exchange).origin();
        return address(exchange, organization, ReturnPath.parse(pending.returnTo(), organization, here))
                .toString();
    }

    private static URI address(ServerWebExchange exchange, Organization organization, Optional<ReturnPath> returnTo) {
        return Login.address(Arrival.of(exchange).origin(), organization.name(), returnTo);
    }
}
