package io.gatehouse.login.recheck;

import io.gatehouse.audit.Audit;
import io.gatehouse.login.BrokenSignIns;
import io.gatehouse.login.Bulkhead;
import io.gatehouse.login.provider.Providers;
import io.gatehouse.organization.Organization;
import io.gatehouse.request.Arrival;
import io.gatehouse.session.Confirmations;
import io.gatehouse.session.Recheck;
import io.gatehouse.session.Session;
import io.gatehouse.session.Sessions;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The room behind the session's: whoever is signed in is so for {@code sessions.recheck}, and then for as long as the identity
 * provider says so again. A provider that is away ends nobody's session.
 */
public final class RecheckRoom {

    private final Sessions sessions;
    private final Confirmations confirmations;
    private final Pauses pauses;
    private final Clock clock;

    /** @param confirmations made of what asks by refresh token */
    public RecheckRoom(
            Sessions sessions,
            Function<Recheck, Confirmations> confirmations,
            Providers providers,
            BrokenSignIns broken,
            Audit audit,
            Clock clock) {
        this.sessions = sessions;
        this.clock = clock;
        this.pauses = new Pauses(clock);
        this.confirmations = confirmations.apply(new ByRefreshToken(providers, new Bulkhead(), broken, pauses, audit));
    }

    /** The session as it is known to be now; empty when it has ended. Nothing is done about one that is not due. */
    public Mono<Optional<Session>> enter(
            ServerWebExchange exchange, Organization organization, Optional<Session> found) {
        if (found.isEmpty() || !organization.sessions().rechecks()) {
            return Mono.just(found);
        }
        Session session = found.get();
        Due due = Due.of(session, organization.sessions().recheck());
        long now = clock.millis();
        if (now < due.ahead() || !session.refreshable()) {
            return Mono.just(found);
        }
        if (pauses.isPaused(session) || pauses.isAway(organization.name())) {
            return Mono.just(found);
        }
        Mono<Void> recheck = confirmations.recheck(session, organization);
        return now < due.latest() ? ahead(recheck, found) : awaited(recheck, exchange, organization);
    }

    private static Mono<Optional<Session>> ahead(Mono<Void> recheck, Optional<Session> found) {
        return Mono.just(found).doOnSubscribe(asked -> recheck.subscribe());
    }

    private Mono<Optional<Session>> awaited(Mono<Void> recheck, ServerWebExchange exchange, Organization organization) {
        return recheck.then(Mono.defer(() -> sessions.find(exchange, organization)))
                .publishOn(Schedulers.fromExecutor(Arrival.executorOf(exchange)));
    }
}
