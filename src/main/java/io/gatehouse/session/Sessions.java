package io.gatehouse.session;

import io.gatehouse.identity.Claims;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.SessionLimits;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.secret.Sealer;
import io.gatehouse.secret.SecretKeys;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Begins, finds and ends sessions. Each belongs to one organization and is checked against it at every request. */
public final class Sessions {

    private final SessionStore store;
    private final SessionCookies cookies;
    private final Sealer sessionSealer;
    private final Sealer tokenSealer;
    private final Clock clock;

    public Sessions(SessionStore store, SessionCookies cookies, SecretKeys keys, Clock clock) {
        this.store = store;
        this.cookies = cookies;
        this.sessionSealer = keys.sealer("session");
        this.tokenSealer = keys.sealer("tokens");
        this.clock = clock;
    }

    /** The living session that this browser has with the organization; empty for a stranger, 503 without the store. */
    public Mono<Session> find(ServerWebExchange exchange, Organization organization) {
        return Mono.justOrEmpty(cookies.read(exchange, organization.name())).flatMap(id -> load(id, organization));
    }

    /** A new session under a new id, whatever cookie the browser brought; that one's session ends (session fixation). */
    public Mono<Session> begin(ServerWebExchange exchange, Organization organization, Claims claims, Tokens tokens) {
        SessionId id = SessionId.random();
        String name = organization.name().value();
        SessionLimits limits = organization.sessions();
        StoredSession stored = new StoredSession(name, claims, clock.instant());
        byte[] session = sessionSealer.seal(SessionCodec.encode(stored), name, id.hash());
        byte[] sealedTokens = tokenSealer.seal(SessionCodec.encode(tokens), name, id.hash());
        return forget(exchange, organization)
                .then(store.put(id.hash(), session, limits.idleTimeout(), sealedTokens, limits.maxAge()))
                .onErrorMap(Sessions::storeIsAway)
                .then(Mono.fromSupplier(() -> {
                    cookies.write(exchange, organization.name(), id);
                    return stored.as(id, organization);
                }));
    }

    /** Ends the browser's session with the organization, and its cookie; nothing happens to a stranger. */
    public Mono<Void> end(ServerWebExchange exchange, Organization organization) {
        return forget(exchange, organization)
                .doOnSuccess(unused -> cookies.clear(exchange, organization.name()))
                .onErrorMap(Sessions::storeIsAway);
    }

    /** What the identity provider handed out at this sign-in; empty when it can no longer be opened. */
    public Mono<Tokens> tokens(Session session) {
        SessionId id = session.id();
        String organization = session.identity().organization().value();
        return store.tokens(id.hash()).onErrorMap(Sessions::storeIsAway).mapNotNull(value -> tokenSealer
                .open(value, organization, id.hash())
                .flatMap(SessionCodec::tokens)
                .orElse(null));
    }

    private Mono<Void> forget(ServerWebExchange exchange, Organization organization) {
        return Mono.justOrEmpty(cookies.read(exchange, organization.name())).flatMap(id -> store.remove(id.hash()));
    }

    private Mono<Session> load(SessionId id, Organization organization) {
        Instant now = clock.instant();
        return store.use(id.hash(), organization.sessions().idleTimeout())
                .flatMap(value -> open(value, id, organization)
                        .filter(stored -> stored.countsFor(organization, now))
                        .map(stored -> Mono.just(stored.as(id, organization)))
                        .orElseGet(() -> store.remove(id.hash()).then(Mono.empty())))
                .onErrorMap(Sessions::storeIsAway);
    }

    private Optional<StoredSession> open(byte[] value, SessionId id, Organization organization) {
        return sessionSealer.open(value, organization.name().value(), id.hash()).flatMap(SessionCodec::session);
    }

    private static Refusal storeIsAway(Throwable cause) {
        return Refusal.of(
                        Problem.STORE_AWAY,
                        "session: store: " + cause.getClass().getSimpleName())
                .withHeader("Retry-After", "2");
    }
}
