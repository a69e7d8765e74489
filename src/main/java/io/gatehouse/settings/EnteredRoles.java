package io.gatehouse.settings;

import java.util.Optional;

/**
 * The roles that were entered for an organization.
 *
 * @param live which count, unless the operator's file says it; empty until some have been taken
 * @param staged what has been entered since and does not count yet
 */
public record EnteredRoles(Optional<RoleGrants> live, Optional<RoleGrants> staged) {

    static final EnteredRoles NONE = new EnteredRoles(Optional.empty(), Optional.empty());

    EnteredRoles stage(RoleGrants entered) {
        return new EnteredRoles(live, Optional.of(entered));
    }

    EnteredRoles discardStaged() {
        return new EnteredRoles(live, Optional.empty());
    }

    EnteredRoles takeStaged() {
        return new EnteredRoles(present(), Optional.empty());
    }

    /** What would count if what is staged were taken. */
    public Optional<RoleGrants> present() {
        return staged.or(() -> live);
    }
}
