package io.gatehouse.console;

import io.gatehouse.session.Session;
import java.time.Instant;

/** Who is in an organization's settings. */
public sealed interface Guest {

    /** What the guest's forms are bound to. */
    String key();

    /** For the audit. */
    String name();

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
