package io.gatehouse.session.store;

import java.time.Duration;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/**
 * Where sealed sessions lie, found by the hash of their id; every value leaves by itself when its time is up. What has been
 * removed stays removed: nothing that was under way meanwhile, a sign-in, a recheck or a use, brings it back.
 */
public interface SessionStore extends AutoCloseable {

    /** What {@link #hearing()} says while removals could be missed. */
    long DEAF = 0;

    /**
     * Writes the session and its tokens at once.
     *
     * @param idleTimeout after which the session leaves unless it is used
     * @param maxAge after which the tokens leave; the session is refused by its own age then
     * @return false when this session has been removed already, before it was written
     */
    Mono<Boolean> put(String hash, byte[] session, Duration idleTimeout, byte[] tokens, Duration maxAge);

    /** The sealed session, its time to live begun anew; empty when there is none. */
    Mono<byte[]> use(String hash, Duration timeToLive);

    /** The sealed session, its time to live as it was; empty when there is none. */
    Mono<byte[]> look(String hash);

    /** How long the session has to live unless it is used; empty when there is none. */
    Mono<Duration> timeToLive(String hash);

    /** The sealed tokens; empty when there are none. */
    Mono<byte[]> tokens(String hash);

    /**
     * Writes what a recheck brought, for as long as both still had to live; every replica that is hearing is told.
     *
     * @param owner who must hold the session's lock
     * @return false, and nothing is written, when the session is gone or the lock is another's by now
     */
    Mono<Boolean> replace(String hash, byte[] session, byte[] tokens, String owner);

    /**
     * Takes the session's lock, or holds it on.
     *
     * @param owner unique for each attempt
     * @param longest after which it is free again, if its owner has come to grief
     * @return false when another one holds it
     */
    Mono<Boolean> lock(String hash, String owner, Duration longest);

    /** Gives the lock back; nothing happens when it is another's by now. */
    Mono<Void> unlock(String hash, String owner);

    /** What the gateway's own pages keep beside the session, sealed; empty when they keep nothing. */
    Mono<byte[]> page(String hash);

    Mono<Void> putPage(String hash, byte[] page, Duration timeToLive);

    /** All that is kept of a session; every replica that is hearing is told. */
    Mono<Void> remove(String hash);

    /** @param removed told the hash of every session that any replica removes, beside whoever is told already; must not block */
    void onRemoval(Consumer<String> removed);

    /** @param changed told the hash of every session that any replica replaces, beside whoever is told already; must not block */
    void onChange(Consumer<String> changed);

    /**
     * The number of the present stretch of time in which no removal was missed, or {@link #DEAF}. What was read in a
     * stretch that still goes on is as good as a read now.
     */
    long hearing();

    /** Whether it has ever answered: before that, this replica takes no traffic; afterwards an outage is not its own. */
    default boolean isReady() {
        return true;
    }

    /** The process is about to end; requests that still run are served. */
    @Override
    default void close() {}
}
