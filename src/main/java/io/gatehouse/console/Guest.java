package io.gatehouse.console;

import io.gatehouse.organization.PersonId;
import io.gatehouse.session.Session;
import java.time.Instant;
import java.util.Optional;

/** Who is in an organization's settings. */
public sealed interface Guest {

    /** What the guest's forms are bound to. */
    String key();

    /** For the audit. */
    String name();

    /** By what their identity provider tells them apart; empty for whoever came by a link. */
    default Optional<PersonId> person() {
        return Optional.empty();
    }

    /** Somebody whose role is admin. */
    record Admin(Session session) implements Guest {

        @Override
        public String key() {
            return session.hash();
        }

        @Override
        public String name() {
            return session.identity().claims().username();
        }

        @Override
        public Optional<PersonId> person() {
            return Optional.of(session.identity().claims().person());
        }
    }

    /**
     * Somebody who came by a set-up link.
     *
     * @param link its id
     * @param made the link, which decides whether the visit goes on when links are called back
     */
    record ByLink(String link, Instant made) implements Guest {

        @Override
        public String key() {
            return link;
        }

        @Override
        public String name() {
            return "set-up link " + link;
        }
    }
}
