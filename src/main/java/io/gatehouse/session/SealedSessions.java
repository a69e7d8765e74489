package io.gatehouse.session;

import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.secret.Sealer;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.session.store.SessionStore;
import io.gatehouse.session.token.AccessToken;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The store's values in the clear: sealed on the way in, each for its organization and its session, and opened on the way out.
 * One that does not open is none.
 */
final class SealedSessions {

    private static final Logger log = LoggerFactory.getLogger(SealedSessions.class);

    private final SessionStore store;
    private final Sealer sessions;
    private final Sealer tokens;
    private final BooleanSupplier keepsAccessTokens;

    /** @param keepsAccessTokens whether anybody wants them */
    SealedSessions(SessionStore store, SecretKeys keys, BooleanSupplier keepsAccessTokens) {
        this.store = store;
        this.keepsAccessTokens = keepsAccessTokens;
        this.sessions = keys.sealer("session");
        this.tokens = keys.sealer("tokens");
    }

    /** See {@link SessionStore#put}. */
    Mono<Boolean> put(String hash, Organization organization, StoredSession session, Tokens handedOut) {
        return store.put(
                hash,
                sealed(session, hash, organization),
                organization.sessions().idleTimeout(),
                sealed(handedOut, hash, organization),
                organization.sessions().maxAge());
    }

    /** See {@link SessionStore#use}. */
    Mono<StoredSession> use(String hash, Organization organization) {
        return opened(store.use(hash, organization.sessions().idleTimeout()), hash, organization);
    }

    /** See {@link SessionStore#look}. */
    Mono<StoredSession> look(String hash, Organization organization) {
        return opened(store.look(hash), hash, organization);
    }

    Mono<Tokens> tokens(String hash, OrganizationName organization) {
        return store.tokens(hash).mapNotNull(value -> tokens.open(value, organization.value(), hash)
                .flatMap(SessionCodec::tokens)
                .orElse(null));
    }

    /** See {@link SessionStore#replace}. */
    Mono<Boolean> replace(String hash, Organization organization, StoredSession session, Tokens present, String owner) {
        return store.replace(hash, sealed(session, hash, organization), sealed(present, hash, organization), owner);
    }

    private Mono<StoredSession> opened(Mono<byte[]> found, String hash, Organization organization) {
        return found.mapNotNull(value -> opened(value, hash, organization));
    }

    private @Nullable StoredSession opened(byte[] value, String hash, Organization organization) {
        return sessions.open(value, organization.name().value(), hash)
                .flatMap(SessionCodec::session)
                .orElse(null);
    }

    private byte[] sealed(StoredSession session, String hash, Organization organization) {
        return sessions.seal(SessionCodec.encode(session), organization.name().value(), hash);
    }

    private byte[] sealed(Tokens handedOut, String hash, Organization organization) {
        return tokens.seal(
                SessionCodec.encode(kept(handedOut, organization)),
                organization.name().value(),
                hash);
    }

    private Tokens kept(Tokens handedOut, Organization organization) {
        if (handedOut.accessToken().isEmpty() || !keepsAccessTokens.getAsBoolean()) {
            return handedOut.withoutAccessToken();
        }
        if (handedOut.accessToken().get().isTooLong()) {
            log.warn(
                    "relay: {}: an access token of more than {} characters is not kept (expected: fewer claims in it)",
                    organization.name(),
                    AccessToken.LONGEST);
            return handedOut.withoutAccessToken();
        }
        return handedOut;
    }
}
