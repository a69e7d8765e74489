package io.gatehouse.session;

import io.gatehouse.organization.Organization;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Asks the identity provider whether a session of its still holds, without the browser. */
@FunctionalInterface
public interface Recheck {

    /** What came of it. */
    sealed interface Verdict {

        /** The provider vouches for the same person. */
        record Confirmed(Vouched vouched) implements Verdict {}

        /** It does not any more, or what it said must not be believed. */
        record Ended() implements Verdict {}

        /**
         * Nobody could say: the session goes on as it is.
         *
         * @param tokens what the provider handed out all the same; the ones before may be spent
         */
        record Unanswered(Optional<Tokens> tokens) implements Verdict {}
    }

    /** Whoever holds the session's lock asks; there are no errors. */
    Mono<Verdict> ask(Organization organization, Session session, Tokens tokens);
}
