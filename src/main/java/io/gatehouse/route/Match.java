package io.gatehouse.route;

import io.gatehouse.organization.OrganizationName;
import java.util.Optional;

/**
 * What the route table found for a path.
 *
 * @param organization whose request this is; empty for the few pages that belong to none
 */
public record Match(Route route, Optional<OrganizationName> organization) {}
