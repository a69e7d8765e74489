package io.gatehouse.session;

import io.gatehouse.organization.Organization;
import io.gatehouse.session.store.SessionStore;
import java.util.Optional;

/**
 * A session as it was read from the store, seen by one version of its organization, and how long that may be relied on.
 *
 * @param session empty when it does not count for the organization as it is now
 * @param heard the store's stretch of hearing in which the read began; from another one, a removal may have been missed
 * @param readAt when the read began, in milliseconds
 * @param freshUntil until when nobody need be asked, also for its idle time
 * @param lastsUntil until when it holds while the store does not answer; use never moves it
 */
record KnownSession(
        StoredSession stored,
        Organization organization,
        Optional<Session> session,
        long heard,
        long readAt,
        long freshUntil,
        long lastsUntil) {

    /** In use, a session's idle time begins anew at least ten times as often as it would run out. */
    private static final int TOUCHES_OF_AN_IDLE_TIME = 10;

    static KnownSession of(
            String hash, StoredSession stored, Organization organization, long heard, long readAt, Nearness nearness) {
        long idle = organization.sessions().idleTimeout().toMillis();
        long end = stored.signedInAt().plus(organization.sessions().maxAge()).toEpochMilli();
        return new KnownSession(
                stored,
                organization,
                stored.countsFor(organization, readAt) ? Optional.of(stored.as(hash, organization)) : Optional.empty(),
                heard,
                readAt,
                Math.min(readAt + Math.min(nearness.near().toMillis(), idle / TOUCHES_OF_AN_IDLE_TIME), end),
                Math.min(readAt + Math.min(nearness.holdOver().toMillis(), idle), end));
    }

    /** By the very object: it stays the same for as long as the configuration does. */
    @SuppressWarnings("ReferenceEquality")
    boolean isSeenBy(Organization present) {
        return organization == present;
    }

    /** @param hearing of the store, now */
    boolean isFresh(long now, long hearing) {
        return heard == hearing && hearing != SessionStore.DEAF && readAt <= now && now < freshUntil;
    }

    /** Whether it may stand in for a store that does not answer. */
    boolean lasts(long now) {
        return readAt <= now && now < lastsUntil;
    }
}
