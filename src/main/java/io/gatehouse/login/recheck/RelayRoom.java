package io.gatehouse.login.recheck;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Arrival;
import io.gatehouse.session.Confirmations;
import io.gatehouse.session.Session;
import io.gatehouse.session.Sessions;
import io.gatehouse.session.Tokens;
import io.gatehouse.session.store.SessionStore;
import io.gatehouse.session.token.AccessToken;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Where an upstream asks for the person's access token: finds it, and has it refreshed before it is over. A refresh is a recheck:
 * the same question to the provider, one at a time over all replicas, and who is no longer vouched for has no session any more.
 */
public final class RelayRoom {

    private static final String RETRY_AFTER = "5";

    /** In characters of tokens that this replica has read lately. */
    private static final long MOST = 16L << 20;

    private static final Duration UNUSED = Duration.ofMinutes(10);

    /** @param confirmedAt of the session when it was read: another recheck brings another token */
    private record Read(AccessToken token, Instant confirmedAt) {}

    private final Cache<String, Read> tokens = Caffeine.newBuilder()
            .maximumWeight(MOST)
            .weigher((String hash, Read read) -> read.token().value().reveal().length())
            .expireAfterAccess(UNUSED)
            .executor(Runnable::run)
            .build();
    private final Sessions sessions;
    private final Confirmations confirmations;
    private final Pauses pauses;
    private final Clock clock;

    /** @param store tells of sessions that have ended, whose tokens are forgotten */
    public RelayRoom(SessionStore store, Sessions sessions, Confirmations confirmations, Pauses pauses, Clock clock) {
        this.sessions = sessions;
        this.confirmations = confirmations;
        this.pauses = pauses;
        this.clock = clock;
        store.onRemoval(tokens::invalidate);
    }

    /**
     * The session as it is known afterwards. Its access token is kept in the exchange; where none is, there is none to be had
     * without the browser. A {@link Refusal} 503 when there will be one, but not now.
     */
    public Mono<Optional<Session>> enter(
            ServerWebExchange exchange, Organization organization, Optional<Session> found) {
        if (found.isEmpty()) {
            return Mono.just(found);
        }
        Session session = found.get();
        Optional<AccessToken> known = Optional.ofNullable(tokens.getIfPresent(session.hash()))
                .filter(read -> read.confirmedAt().equals(session.confirmedAt()))
                .map(Read::token);
        if (isBefore(known, AccessToken::due)) {
            return with(known, session, exchange);
        }
        boolean asks = canAsk(session, organization);
        if (!asks && isBefore(known, AccessToken::latest)) {
            return with(known, session, exchange);
        }
        return read(session)
                .flatMap(token -> isBefore(token, AccessToken::due)
                        ? with(token, session, exchange)
                        : refreshed(exchange, organization, session, token, asks))
                .publishOn(Schedulers.fromExecutor(Arrival.executorOf(exchange)));
    }

    private Mono<Optional<AccessToken>> read(Session session) {
        return sessions.tokens(session)
                .map(Tokens::accessToken)
                .defaultIfEmpty(Optional.empty())
                .doOnNext(token ->
                        token.ifPresent(it -> tokens.put(session.hash(), new Read(it, session.confirmedAt()))));
    }

    /** Whoever can still go on with the one that there is does. */
    private Mono<Optional<Session>> refreshed(
            ServerWebExchange exchange,
            Organization organization,
            Session session,
            Optional<AccessToken> token,
            boolean asks) {
        Mono<Void> refresh = asks ? confirmations.recheck(session, organization) : Mono.empty();
        if (isBefore(token, AccessToken::latest)) {
            return with(token, session, exchange).doOnSubscribe(asked -> refresh.subscribe());
        }
        return refresh.then(Mono.defer(() -> sessions.find(session.hash(), organization, Arrival.executorOf(exchange))))
                .flatMap(after -> after.isEmpty() ? Mono.just(after) : last(exchange, organization, after.get(), asks));
    }

    /** There is nothing more to wait for. */
    private Mono<Optional<Session>> last(
            ServerWebExchange exchange, Organization organization, Session session, boolean asked) {
        return read(session).flatMap(token -> {
            if (isBefore(token, AccessToken::expiresAt)) {
                return with(token, session, exchange);
            }
            if (!session.refreshable()) {
                return Mono.just(Optional.of(session));
            }
            if (asked) {
                pauses.pause(session); // also where the provider answers, and what it hands out is of no use
            }
            return Mono.error(unavailable(organization));
        });
    }

    private static Mono<Optional<Session>> with(
            Optional<AccessToken> token, Session session, ServerWebExchange exchange) {
        token.orElseThrow().keepIn(exchange);
        return Mono.just(Optional.of(session));
    }

    /** Once a request: whoever is told that a provider may be tried again is the one who does. */
    private boolean canAsk(Session session, Organization organization) {
        return session.refreshable() && !pauses.isPaused(session) && !pauses.isAway(organization.providerName());
    }

    private boolean isBefore(Optional<AccessToken> token, Function<AccessToken, Instant> end) {
        return token.isPresent() && clock.instant().isBefore(end.apply(token.get()));
    }

    private static Refusal unavailable(Organization organization) {
        return Refusal.of(
                        Problem.PROVIDER_AWAY,
                        "relay: " + organization.name() + ": the access token is over, and there is no other one yet")
                .withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
    }
}
