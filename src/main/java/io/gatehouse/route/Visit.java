package io.gatehouse.route;

import io.gatehouse.organization.Organization;
import java.util.Optional;

/** What one of the gateway's own pages is told: whose page it is, and the world as it stood when the request came in. */
public record Visit(Snapshot snapshot, Optional<Organization> organization) {

    /** The organization of a page that stands below one. */
    public Organization host() {
        return organization.orElseThrow();
    }

    /** Where its people begin. */
    public String start() {
        return snapshot.startOf(host().name());
    }
}
