package io.gatehouse.session.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * By which names sessions can be found when they are to end: a person's, an identity provider's session's, an
 * organization's. A session enters before it is written, so that whoever looks finds it; one that has ended may stand here
 * for a while.
 */
public interface SessionIndex {

    /**
     * @param name which gives nothing away ({@code session.Handle})
     * @param issuedAt of what the session comes from, by the identity provider's clock
     * @param maxAge after which the entry leaves
     * @return false when what goes by that name has been ended, and this comes from before
     */
    Mono<Boolean> enter(String name, String hash, Instant issuedAt, Duration maxAge);

    /** The hashes of all sessions of that name, some of which may have ended. */
    Flux<String> find(String name);

    /**
     * What stands under a name, by when it leaves.
     *
     * @param until when it leaves, to the millisecond
     */
    record Entry(String hash, Instant until) {}

    /**
     * A place in the order of {@link #latest}, which stays where it is while others come and go.
     *
     * @param until of the entries there
     * @param passed how many with that very time lie before it
     */
    record Position(Instant until, int passed) {

        /** In front of all; no entry leaves later (the largest time that Redis, which reckons in doubles, tells apart). */
        public static final Position FIRST = new Position(Instant.ofEpochMilli(1L << 53), 0);
    }

    /** From there on at most so many of that name, those first that leave last: who has signed in, or was confirmed, lately. */
    Mono<List<Entry>> latest(String name, Position from, int most);

    /** One that has ended; nothing happens when it is not there. */
    Mono<Void> leave(String name, String hash);

    /**
     * From now on nothing enters under that name that was issued until then.
     *
     * @param until by the identity provider's clock
     * @param longest for which that is remembered: as long as a sign-in can be under way
     */
    Mono<Void> close(String name, Instant until, Duration longest);
}
