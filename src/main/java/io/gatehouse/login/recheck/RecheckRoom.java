package io.gatehouse.login.recheck;

import io.gatehouse.login.Bulkhead;
import io.gatehouse.login.DeadEnds;
import io.gatehouse.login.Login;
import io.gatehouse.login.ReturnPath;
import io.gatehouse.login.provider.Providers;
import io.gatehouse.organization.Organization;
import io.gatehouse.request.Arrival;
import io.gatehouse.session.Confirmations;
import io.gatehouse.session.Session;
import io.gatehouse.session.Sessions;
import java.time.Clock;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The room behind the session's: whoever is signed in is so for {@code sessions.recheck}, and then for as long as the identity
 * provider says so again. A provider that is away ends nobody's session.
 */
public final class RecheckRoom {

    /** What a route wants to know of who is there. */
    public enum Want {
        /** Somebody: a page may lead through the provider, and who cannot be confirmed is nobody in the end. */
        SOMEBODY,
        /** Somebody or nobody: no page leads through the provider. */
        ANYBODY,
        /** Whose session there is, to show or end it; nothing is decided by it. */
        ANY_SESSION
    }

    private final Sessions sessions;
    private final Confirmations confirmations;
    private final Providers providers;
    private final Login login;
    private final Pauses pauses;
    private final Clock clock;
    private final Bulkhead bulkhead = new Bulkhead();

    /** @param pauses shared with who asks by refresh token */
    public RecheckRoom(
            Sessions sessions,
            Confirmations confirmations,
            Providers providers,
            Login login,
            Pauses pauses,
            Clock clock) {
        this.sessions = sessions;
        this.confirmations = confirmations;
        this.providers = providers;
        this.login = login;
        this.pauses = pauses;
        this.clock = clock;
    }

    /**
     * The session as it is known to be now, or none when it has ended; empty when the visitor has been answered already, and is
     * on the way to the provider and back. Nothing is done about a session that is not due.
     */
    public Mono<Optional<Session>> enter(
            ServerWebExchange exchange, Organization organization, Optional<Session> found, Want want) {
        if (found.isEmpty() || !organization.sessions().rechecks()) {
            return Mono.just(found);
        }
        Session session = found.get();
        Due due = Due.of(session, organization.sessions().recheck());
        long now = clock.millis();
        if (now < due.ahead()) {
            return Mono.just(found);
        }
        return session.refreshable()
                ? byRefreshToken(exchange, organization, session, now < due.latest())
                : byBrowser(exchange, organization, session, due, now, want);
    }

    /**
     * For what is open and sends no requests: a session that is due is confirmed, or ends, behind its back.
     *
     * @return false when it counts no longer, since nobody could be asked without a page
     */
    public boolean remind(Session session, Organization organization) {
        if (!organization.sessions().rechecks() || pauses.isAway(organization.providerName())) {
            return true;
        }
        Due due = Due.of(session, organization.sessions().recheck());
        long now = clock.millis();
        if (session.refreshable() && now >= due.ahead() && !pauses.isPaused(session)) {
            confirmations.recheck(session, organization).subscribe();
        }
        return session.refreshable() || now < due.over();
    }

    private Mono<Optional<Session>> byRefreshToken(
            ServerWebExchange exchange, Organization organization, Session session, boolean isAhead) {
        Mono<Optional<Session>> asItIs = Mono.just(Optional.of(session));
        if (pauses.isPaused(session) || pauses.isAway(organization.providerName())) {
            return asItIs;
        }
        Mono<Void> recheck = confirmations.recheck(session, organization);
        return isAhead
                ? asItIs.doOnSubscribe(asked -> recheck.subscribe())
                : recheck.then(Mono.defer(() -> sessions.find(exchange, organization)))
                        .publishOn(Schedulers.fromExecutor(Arrival.executorOf(exchange)));
    }

    /** Scripts and forms cannot be sent there and back; they go on for as long again, in which a page may be opened. */
    private Mono<Optional<Session>> byBrowser(
            ServerWebExchange exchange, Organization organization, Session session, Due due, long now, Want want) {
        Mono<Optional<Session>> asItIs = Mono.just(Optional.of(session));
        Optional<ReturnPath> page =
                want == Want.SOMEBODY && !pauses.isPaused(session) ? page(exchange, organization) : Optional.empty();
        boolean isOver = now >= due.over() && want != Want.ANY_SESSION;
        if (now < due.latest() || page.isEmpty() && !isOver || pauses.isAway(organization.providerName())) {
            return asItIs;
        }
        return answers(organization)
                .publishOn(Schedulers.fromExecutor(Arrival.executorOf(exchange)))
                .flatMap(answers -> !answers
                        ? asItIs
                        : page.map(back -> sent(exchange, organization, session, back))
                                .orElse(Mono.just(Optional.empty())));
    }

    private static Optional<ReturnPath> page(ServerWebExchange exchange, Organization organization) {
        Arrival arrival = Arrival.of(exchange);
        return arrival.isPageNavigation() && !DeadEnds.isFramed(exchange.getRequest())
                ? ReturnPath.of(arrival, organization)
                : Optional.empty();
    }

    /** Nobody is sent to a provider that is away: they would not come back. */
    private Mono<Boolean> answers(Organization organization) {
        return bulkhead.admit(organization, providers.afresh(organization))
                .doOnNext(provider -> pauses.answered(organization.providerName()))
                .doOnError(error -> pauses.away(organization.providerName(), error))
                .map(provider -> true)
                .onErrorReturn(false);
    }

    private Mono<Optional<Session>> sent(
            ServerWebExchange exchange, Organization organization, Session session, ReturnPath back) {
        pauses.pause(session); // however the person comes back, this page is not sent there at once again
        return login.silently(exchange, organization, session, back).then(Mono.empty());
    }
}
