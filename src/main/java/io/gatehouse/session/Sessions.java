package io.gatehouse.session;

import io.gatehouse.identity.Standing;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.PersonId;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Arrival;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.session.cookie.SessionCookies;
import io.gatehouse.session.cookie.SessionId;
import io.gatehouse.session.device.Device;
import io.gatehouse.session.store.Causes;
import io.gatehouse.session.store.SessionIndex;
import io.gatehouse.session.store.SessionStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Begins, finds and ends sessions. Each belongs to one organization and is checked against it at every request. */
public final class Sessions {

    private static final Mono<Optional<Session>> NONE = Mono.just(Optional.empty());

    private final SessionStore store;
    private final SessionIndex index;
    private final SessionCookies cookies;
    private final SealedSessions sealed;
    private final Nearness nearness;
    private final NearCache cache;
    private final Clock clock;
    private final LongAdder foundNear = new LongAdder();
    private final LongAdder askedStore = new LongAdder();
    private final LongAdder heldOver = new LongAdder();

    /**
     * @param nearness how far a replica may rely on what it has read
     * @param keepsAccessTokens asked whenever there is one
     */
    public Sessions(
            SessionStore store,
            SessionIndex index,
            SessionCookies cookies,
            SecretKeys keys,
            Nearness nearness,
            BooleanSupplier keepsAccessTokens,
            Clock clock) {
        this.store = store;
        this.index = index;
        this.cookies = cookies;
        this.sealed = new SealedSessions(store, keys, keepsAccessTokens);
        this.nearness = nearness;
        this.cache = new NearCache(nearness.kept());
        this.clock = clock;
        store.onRemoval(cache::forget);
        store.onChange(cache::forget);
    }

    /**
     * The living session that this browser has with the organization; none for a stranger, 503 when the store is away and
     * has not confirmed it lately. What is known need not be waited for.
     */
    public Mono<Optional<Session>> find(ServerWebExchange exchange, Organization organization) {
        Optional<SessionId> id = cookies.read(exchange, organization.name());
        return id.isEmpty() ? NONE : find(id.get().hash(), organization, Arrival.executorOf(exchange));
    }

    /**
     * The same for whoever was found before and goes on using the session, without another request.
     *
     * @param executor where an answer that had to be waited for arrives
     */
    public Mono<Optional<Session>> find(String hash, Organization organization, Executor executor) {
        KnownSession known = cache.get(hash);
        if (known != null) {
            KnownSession seen = asSeenBy(organization, hash, known);
            if (seen.session().isPresent() && seen.isFresh(clock.millis(), store.hearing())) {
                foundNear.increment();
                return Mono.just(seen.session());
            }
        }
        askedStore.increment();
        return ask(hash, organization).publishOn(Schedulers.fromExecutor(executor));
    }

    /** The session as the store has it now, without using it: its idle time goes on. An error when the store is away. */
    public Mono<Optional<Session>> look(String hash, Organization organization) {
        return Mono.defer(() -> read(sealed.look(hash, organization), hash, organization))
                .flatMap(found -> counting(hash, found))
                .defaultIfEmpty(Optional.empty())
                .onErrorMap(Sessions::storeIsAway);
    }

    /** When the store was read for this session, in milliseconds; empty when nothing is known of it, or no longer. */
    public OptionalLong lastRead(String hash) {
        KnownSession known = cache.get(hash);
        return known == null ? OptionalLong.empty() : OptionalLong.of(known.readAt());
    }

    /**
     * A new session under a new id, whatever cookie the browser brought; that one's session ends (session fixation).
     *
     * @param standing empty where it makes no difference who is a member
     */
    public Mono<Session> begin(
            ServerWebExchange exchange, Organization organization, Vouched vouched, Optional<Standing> standing) {
        SessionId id = SessionId.random();
        String hash = id.hash();
        StoredSession stored = StoredSession.of(organization, vouched, standing, clock.instant(), Device.of(exchange));
        return forget(exchange, organization)
                .then(enter(organization, vouched, hash))
                .then(sealed.put(hash, organization, stored, vouched.tokens()))
                .doOnNext(written -> refuseEnded(written, organization))
                .onErrorMap(error -> !(error instanceof Refusal), Sessions::storeIsAway)
                .then(Mono.fromSupplier(() -> {
                    cookies.write(exchange, organization.name(), id);
                    return stored.as(hash, organization);
                }));
    }

    /**
     * Ends the browser's session with the organization, and its cookie; nothing happens to a stranger. Once begun it goes on
     * without the browser.
     */
    public Mono<Void> end(ServerWebExchange exchange, Organization organization) {
        return forget(exchange, organization)
                .doOnSuccess(unused -> cookies.clear(exchange, organization.name()))
                .onErrorMap(Sessions::storeIsAway);
    }

    /** What the identity provider handed out at this sign-in; empty when it can no longer be opened. */
    public Mono<Tokens> tokens(Session session) {
        return sealed.tokens(session.hash(), session.identity().organization()).onErrorMap(Sessions::storeIsAway);
    }

    /** How many sessions were found without asking the store, since the start. */
    public long foundNear() {
        return foundNear.sum();
    }

    /** How many requests had to wait for the store, since the start. */
    public long askedStore() {
        return askedStore.sum();
    }

    /** How many of those were served although it did not answer, since the start. */
    public long heldOver() {
        return heldOver.sum();
    }

    /** See {@link SessionStore#hearing()}. */
    public long hearing() {
        return store.hearing();
    }

    /** Whether this replica hears at once when another one ends a session; while it does not, the store is asked. */
    public boolean hearsRemovals() {
        return hearing() != SessionStore.DEAF;
    }

    /** Before it is written: whoever ends it from then on finds it. */
    private Mono<Void> enter(Organization organization, Vouched vouched, String hash) {
        return entered(organization, vouched, hash)
                .doOnNext(entered -> refuseEnded(entered, organization))
                .then();
    }

    /** False when what it goes by has been ended, and it comes from before. */
    Mono<Boolean> entered(Organization organization, Vouched vouched, String hash) {
        Duration maxAge = organization.sessions().maxAge();
        return Flux.fromIterable(Handle.of(organization.name(), vouched.claims(), vouched.providerSession()))
                .flatMap(handle -> index.enter(handle.digest(), hash, vouched.issuedAt(), maxAge))
                .all(Boolean::booleanValue);
    }

    /** For whoever confirms them: as they lie there, whatever is known near. */
    SealedSessions sealed() {
        return sealed;
    }

    /** Hashes of a person's sessions, some of which may have ended. An earlier version has entered them by the client alone. */
    Flux<String> ofPerson(OrganizationName organization, PersonId person, String clientId) {
        return Flux.just(
                        Handle.ofPerson(organization, person.issuer(), clientId, person.subject()),
                        Handle.ofAccount(organization, person))
                .concatMap(handle -> index.find(handle.digest()))
                .distinct();
    }

    /** From now on this replica reads it again. */
    void readAgain(String hash) {
        cache.forget(hash);
    }

    private static void refuseEnded(boolean goesOn, Organization organization) {
        if (!goesOn) {
            throw Refusal.of(Problem.SIGN_IN_STALE, "session: " + organization.name() + ": ended while it began");
        }
    }

    /** Every one whose check holds: a planted cookie beside the person's own must not save that one's session. */
    private Mono<Void> forget(ServerWebExchange exchange, Organization organization) {
        return Flux.fromIterable(cookies.all(exchange, organization.name()))
                .flatMap(id -> store.remove(id.hash()))
                .then();
    }

    private Mono<Optional<Session>> ask(String hash, Organization organization) {
        return Mono.defer(() ->
                        cache.read(hash, Mono.defer(() -> read(sealed.use(hash, organization), hash, organization))))
                .flatMap(found -> counting(hash, asSeenBy(organization, hash, found)))
                .defaultIfEmpty(Optional.empty())
                .onErrorResume(error -> lasting(hash, organization, error));
    }

    /** What is still known holds for a while when the store does not answer; a removal heard meanwhile has taken it away. */
    private Mono<Optional<Session>> lasting(String hash, Organization organization, Throwable error) {
        KnownSession known = cache.get(hash);
        if (known != null) {
            KnownSession seen = asSeenBy(organization, hash, known);
            if (seen.session().isPresent() && seen.lasts(clock.millis())) {
                heldOver.increment();
                return Mono.just(seen.session());
            }
        }
        return Mono.error(storeIsAway(error));
    }

    private Mono<KnownSession> read(Mono<StoredSession> stored, String hash, Organization organization) {
        long hearing = store.hearing();
        long now = clock.millis();
        return stored.map(session -> KnownSession.of(hash, session, organization, hearing, now, nearness));
    }

    /** One that does not count is over: a configuration that is taken back does not bring it back. */
    private Mono<Optional<Session>> counting(String hash, KnownSession known) {
        return known.session().isPresent()
                ? Mono.just(known.session())
                : store.remove(hash).thenReturn(Optional.empty());
    }

    /** Roles and everything else that rules make of a sign-in follow the organization's present version. */
    private KnownSession asSeenBy(Organization organization, String hash, KnownSession known) {
        if (known.isSeenBy(organization)) {
            return known;
        }
        KnownSession seen =
                KnownSession.of(hash, known.stored(), organization, known.heard(), known.readAt(), nearness);
        cache.replace(hash, seen);
        return seen;
    }

    /** For whoever asks the store itself: it does not answer. */
    public static Refusal storeIsAway(Throwable cause) {
        return Refusal.of(Problem.STORE_AWAY, "session: store: " + Causes.of(cause))
                .withHeader("Retry-After", "2");
    }
}
