package io.gatehouse.console;

import io.gatehouse.organization.PersonId;
import io.gatehouse.session.Session;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

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

    /** What stands before the names of those that are no people: somebody who chooses their own is none of them. */
    Pattern POSING = Pattern.compile("\\s*(set-up link|api key|operator)\\b", Pattern.CASE_INSENSITIVE);

    /** Somebody whose role is admin. */
    record Admin(Session session) implements Guest {

        @Override
        public String key() {
            return session.hash();
        }

        @Override
        public String name() {
            String username = session.identity().claims().username();
            return POSING.matcher(username).lookingAt() ? "person " + username : username;
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
