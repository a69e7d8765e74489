package io.gatehouse.route;

import java.util.Set;

/** Who may take a route. */
public sealed interface Access {

    /** Strangers too. */
    record Anyone() implements Access {}

    /** Whoever has signed in and holds any role. */
    record Members() implements Access {}

    /** Whoever holds one of these roles. */
    record Roles(Set<String> roles) implements Access {
        public Roles {
            roles = Set.copyOf(roles);
        }
    }
}
