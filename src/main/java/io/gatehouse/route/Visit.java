package io.gatehouse.route;

import io.gatehouse.organization.Organization;
import io.gatehouse.request.PublicUrl;
import java.util.Optional;

/**
 * What one of the gateway's own pages is told: whose page it is, and the world as it stood when the request came in.
 *
 * @param elsewhere where the organization's people are, when the page is not there but on the console's origin
 */
public record Visit(Snapshot snapshot, Optional<Organization> organization, Optional<PublicUrl> elsewhere) {

    /** The organization of a page that stands below one. */
    public Organization host() {
        return organization.orElseThrow();
    }

    /** Where its people begin: a path, or an address where that is on another origin. */
    public String start() {
        String path = snapshot.startOf(host().name());
        return elsewhere.map(origin -> origin.at(path).toString()).orElse(path);
    }
}
