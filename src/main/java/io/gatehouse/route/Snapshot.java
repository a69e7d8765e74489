package io.gatehouse.route;

import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.Organizations;
import java.util.Optional;

/** Routes and organizations as they stood together at one moment; a request takes one and keeps it. */
public record Snapshot(RouteTable routes, Organizations organizations) {

    public Optional<Organization> organization(OrganizationName name) {
        return organizations.find(name);
    }

    /** Where an organization's people begin, on its home: the first route of the file that leads to an upstream. */
    public String startOf(OrganizationName name) {
        boolean ownOrigin =
                organization(name).filter(it -> !it.hosts().isEmpty()).isPresent();
        return routes.routes().stream()
                .filter(route -> route.destination() instanceof Destination.Upstream)
                .findFirst()
                .map(route -> route.path().start(name))
                .map(start -> ownOrigin ? withoutName(start) : start)
                .orElse("/");
    }

    private static String withoutName(String path) {
        int slash = path.indexOf('/', 1);
        return slash < 0 ? "/" : path.substring(slash);
    }
}
