package io.gatehouse.session;

import io.gatehouse.identity.Standing;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.PersonId;
import io.gatehouse.session.Recheck.Verdict;
import io.gatehouse.session.store.SessionStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Has sessions confirmed by their identity provider, one question at a time for each, whoever wants to know and on whatever
 * replica: a refresh token that is used twice ends the sign-in at providers that rotate them (RFC 9700 §4.14.2).
 */
public final class Confirmations {

    private static final Logger log = LoggerFactory.getLogger(Confirmations.class);

    /** Held on while the provider is asked; free this long after a replica has died over it. */
    private static final Duration LOCK = Duration.ofSeconds(5);

    private static final Duration BETWEEN_RENEWALS = Duration.ofMillis(1_500);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    /** Longer than whoever holds the lock may take. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** What a provider has said once it may not say again: a store that is away for a moment must not lose it. */
    private static final Retry WRITING = Retry.fixedDelay(20, Duration.ofMillis(500));

    private final Map<String, Mono<Void>> underWay = new ConcurrentHashMap<>();
    private final SessionStore store;
    private final Sessions sessions;
    private final Recheck recheck;
    private final Clock clock;

    public Confirmations(SessionStore store, Sessions sessions, Recheck recheck, Clock clock) {
        this.store = store;
        this.sessions = sessions;
        this.recheck = recheck;
        this.clock = clock;
    }

    /**
     * Joins the recheck of the session that is under way anywhere, or begins one; once begun it goes on without whoever wanted
     * it. Ends when there is an answer or none to be had, without an error: the session itself, read again, says which.
     */
    public Mono<Void> recheck(Session session, Organization organization) {
        return Mono.defer(() -> underWay.computeIfAbsent(session.hash(), hash -> begun(session, organization)));
    }

    /**
     * What the browser brought from the provider, for the same person.
     *
     * @return false when the session has ended meanwhile
     */
    public Mono<Boolean> confirm(Session session, Organization organization, Vouched vouched) {
        String hash = session.hash();
        return locked(hash, owner -> sessions.sealed()
                        .look(hash, organization)
                        .flatMap(stored -> confirmed(hash, organization, stored, vouched, owner)))
                .defaultIfEmpty(false);
    }

    /** The work, when the lock is ours; empty when it could not be had in time. */
    private <T> Mono<T> locked(String hash, Function<String, Mono<T>> work) {
        String owner = owner();
        return store.lock(hash, owner, LOCK)
                .filter(Boolean::booleanValue)
                .repeatWhenEmpty(tries ->
                        tries.take(LONGEST_WAIT.dividedBy(BETWEEN_LOOKS)).delayElements(BETWEEN_LOOKS))
                .flatMap(locked -> holding(hash, owner, work.apply(owner)));
    }

    /**
     * From now on all sessions of this person have that standing, on every replica; those whose sign-in is under way see to it
     * themselves. One that cannot be written in time ends.
     */
    public Mono<Void> stand(Organization organization, PersonId person, String clientId, Standing standing) {
        return sessions.ofPerson(organization.name(), person, clientId)
                .concatMap(hash -> stand(hash, organization, standing))
                .then();
    }

    private Mono<Boolean> stand(String hash, Organization organization, Standing standing) {
        return locked(hash, owner -> sessions.sealed()
                        .look(hash, organization)
                        .flatMap(stored -> sessions.sealed()
                                .tokens(hash, organization.name())
                                .flatMap(tokens -> write(hash, organization, stored.with(standing), tokens, owner))
                                .filter(Boolean::booleanValue)
                                .switchIfEmpty(store.remove(hash).thenReturn(false)))
                        .defaultIfEmpty(true))
                .switchIfEmpty(store.remove(hash).thenReturn(false))
                .doOnNext(done -> sessions.readAgain(hash));
    }

    private Mono<Void> begun(Session session, Organization organization) {
        String hash = session.hash();
        String owner = owner();
        return store.lock(hash, owner, LOCK)
                .flatMap(won -> won
                        ? holding(hash, owner, ask(session, organization, owner))
                        : settled(session, organization, owner))
                .doOnSuccess(unused -> sessions.readAgain(hash))
                .doOnError(error -> log.warn("recheck: {}: {}", organization.name(), error.toString()))
                .onErrorComplete()
                .then()
                .doOnTerminate(() -> underWay.remove(hash)) // before those who wait go on, and ask again
                .cache();
    }

    /** The work, while the lock is held on. */
    private <T> Mono<T> holding(String hash, String owner, Mono<T> work) {
        return Mono.usingWhen(
                Mono.fromSupplier(() -> held(hash, owner)), renewals -> work, renewals -> Mono.fromRunnable(
                                renewals::dispose)
                        .then(store.unlock(hash, owner))
                        .onErrorComplete());
    }

    private Disposable held(String hash, String owner) {
        return Flux.interval(BETWEEN_RENEWALS)
                .onBackpressureDrop()
                .concatMap(tick -> store.lock(hash, owner, LOCK).onErrorComplete())
                .subscribe();
    }

    /** Somebody may have confirmed it just before the lock was ours. */
    private Mono<Void> ask(Session session, Organization organization, String owner) {
        return sessions.sealed()
                .look(session.hash(), organization)
                .filter(stored -> !isNewer(stored, session))
                .flatMap(stored -> sessions.tokens(session)
                        .flatMap(tokens -> recheck.ask(organization, stored.as(session.hash(), organization), tokens))
                        .defaultIfEmpty(new Verdict.Ended()) // tokens that do not open confirm nothing ever again
                        .flatMap(verdict -> carryOut(verdict, session, organization, stored, owner)));
    }

    private Mono<Void> carryOut(
            Verdict verdict, Session session, Organization organization, StoredSession stored, String owner) {
        String hash = session.hash();
        if (verdict instanceof Verdict.Confirmed confirmed) {
            return confirmed(hash, organization, stored, confirmed.vouched(), owner)
                    .then();
        }
        if (verdict instanceof Verdict.Ended) {
            return ended(session, organization, owner);
        }
        return Mono.justOrEmpty(((Verdict.Unanswered) verdict).tokens())
                .flatMap(tokens -> write(hash, organization, stored.with(tokens), tokens, owner))
                .then();
    }

    private Mono<Boolean> confirmed(
            String hash, Organization organization, StoredSession stored, Vouched vouched, String owner) {
        return sessions.entered(organization, vouched, hash)
                .flatMap(entered -> entered
                        ? write(hash, organization, stored.confirmed(vouched, clock.instant()), vouched.tokens(), owner)
                        : store.remove(hash).thenReturn(false));
    }

    private Mono<Boolean> write(
            String hash, Organization organization, StoredSession stored, Tokens tokens, String owner) {
        return store.lock(hash, owner, LOCK)
                .flatMap(held ->
                        held ? sessions.sealed().replace(hash, organization, stored, tokens, owner) : Mono.just(false))
                .retryWhen(WRITING);
    }

    /** Unless the lock was lost meanwhile, and another replica's answer is the better one: then the token was spent there. */
    private Mono<Void> ended(Session session, Organization organization, String owner) {
        return store.lock(session.hash(), owner, LOCK)
                .filter(Boolean::booleanValue)
                .flatMap(held -> sessions.sealed().look(session.hash(), organization))
                .filter(stored -> !isNewer(stored, session))
                .flatMap(stored -> store.remove(session.hash()))
                .retryWhen(WRITING);
    }

    /** Whoever holds the lock asks for everybody; if nothing comes of it, everybody goes on. */
    private Mono<Void> settled(Session session, Organization organization, String owner) {
        return Flux.interval(BETWEEN_LOOKS)
                .onBackpressureDrop()
                .concatMap(tick -> isSettled(session, organization, owner))
                .takeUntil(Boolean::booleanValue)
                .then()
                .timeout(LONGEST_WAIT);
    }

    private Mono<Boolean> isSettled(Session session, Organization organization, String owner) {
        String hash = session.hash();
        return sessions.sealed()
                .look(hash, organization)
                .map(stored -> isNewer(stored, session))
                .defaultIfEmpty(true)
                .flatMap(over -> over
                        ? Mono.just(true)
                        : store.lock(hash, owner, LOCK)
                                .flatMap(
                                        free -> free ? store.unlock(hash, owner).thenReturn(true) : Mono.just(false)));
    }

    private static boolean isNewer(StoredSession stored, Session session) {
        return stored.confirmedAt().isAfter(session.confirmedAt());
    }

    private static String owner() {
        return UUID.randomUUID().toString();
    }
}
