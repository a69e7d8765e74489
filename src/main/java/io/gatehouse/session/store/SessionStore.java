package io.gatehouse.session.store;

import java.time.Duration;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/** Where sealed sessions lie, found by the hash of their id; every value leaves by itself when its time is up. */
public interface SessionStore extends AutoCloseable {

    /** What {@link #hearing()} says while removals could be missed. */
    long DEAF = 0;

    /**
     * Writes tokens first, then the session: whoever finds a session finds its tokens.
     *
     * @param idleTimeout after which the session leaves unless it is used
     * @param maxAge after which the tokens leave; the session is refused by its own age then
     */
    Mono<Void> put(String hash, byte[] session, Duration idleTimeout, byte[] tokens, Duration maxAge);

    /** The sealed session, its time to live begun anew; empty when there is none. */
    Mono<byte[]> use(String hash, Duration timeToLive);

    /** The sealed tokens; empty when there are none. */
    Mono<byte[]> tokens(String hash);

    /** What the gateway's own pages keep beside the session, sealed; empty when they keep nothing. */
    Mono<byte[]> page(String hash);

    Mono<Void> putPage(String hash, byte[] page, Duration timeToLive);

    /** All that is kept of a session; every replica that is hearing is told. */
    Mono<Void> remove(String hash);

    /** @param removed told the hash of every session that any replica removes; must not block */
    void onRemoval(Consumer<String> removed);

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
