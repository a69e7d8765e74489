package io.gatehouse.session;

import io.gatehouse.secret.Sealer;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.session.store.SessionStore;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.session.MapSession;
import org.springframework.session.ReactiveSessionRepository;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.session.WebSessionIdResolver;
import reactor.core.publisher.Mono;

/**
 * The store as Spring Session's repository, so that the gateway's own pages use an ordinary {@code WebSession}: text
 * attributes, sealed, beside the sign-in they belong to and gone with it. A stranger has none, and nothing is written for
 * one.
 */
public final class PageSessions implements ReactiveSessionRepository<MapSession>, WebSessionIdResolver {

    private final SessionStore store;
    private final Sealer sealer;
    private final Clock clock;

    public PageSessions(SessionStore store, SecretKeys keys, Clock clock) {
        this.store = store;
        this.sealer = keys.sealer("page session");
        this.clock = clock;
    }

    /** A stranger's: it lives as long as the request. */
    @Override
    public Mono<MapSession> createSession() {
        return Mono.fromSupplier(() -> new MapSession(""));
    }

    /** An empty one for a sign-in that has none yet; whether the sign-in lives, the session room has found out. */
    @Override
    public Mono<MapSession> findById(String hash) {
        return store.page(hash)
                .map(value ->
                        sealer.open(value, hash).map(SessionCodec::attributes).orElseGet(Map::of))
                .defaultIfEmpty(Map.of())
                .map(attributes -> session(hash, attributes));
    }

    @Override
    public Mono<Void> save(MapSession session) {
        if (session.getId().isEmpty()) {
            return Mono.empty();
        }
        Map<String, String> attributes = new TreeMap<>();
        session.getAttributeNames().forEach(name -> attributes.put(name, session.getRequiredAttribute(name)));
        String hash = session.getId();
        return store.putPage(
                hash, sealer.seal(SessionCodec.encode(attributes), hash), session.getMaxInactiveInterval());
    }

    @Override
    public Mono<Void> deleteById(String hash) {
        return store.remove(hash);
    }

    /** The sign-in's own, found by the rooms; no cookie but the session's is needed. */
    @Override
    public List<String> resolveSessionIds(ServerWebExchange exchange) {
        return Session.of(exchange).map(Session::hash).stream().toList();
    }

    @Override
    public void setSessionId(ServerWebExchange exchange, String hash) {
        // the sign-in's cookie stands already, and a stranger gets none
    }

    @Override
    public void expireSession(ServerWebExchange exchange) {
        // signing out is the sessions' own business
    }

    private MapSession session(String hash, Map<String, String> attributes) {
        MapSession session = new MapSession(hash);
        session.setLastAccessedTime(clock.instant());
        attributes.forEach(session::setAttribute);
        return session;
    }
}
