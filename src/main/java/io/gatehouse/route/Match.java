package io.gatehouse.route;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.request.Arrival;
import io.gatehouse.request.RequestPath;
import io.gatehouse.route.access.Rule;
import java.util.Optional;
import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;

/**
 * What the route table found for a path.
 *
 * @param organization whose request this is; empty for the few pages that belong to none
 * @param leading how many of the path's first segments are the route's: on an organization's own origin one less, since
 *     its name is not in the path
 */
public record Match(Route route, Optional<OrganizationName> organization, int leading) {

    /** What was found for this request, if it came so far. */
    public static Optional<Match> find(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getAttribute(Match.class.getName()));
    }

    /** Which of the route's rules decides the request. */
    public Rule rule(Arrival arrival) {
        return rule(arrival.path(), arrival.method());
    }

    public Rule rule(RequestPath path, HttpMethod method) {
        return route.rules().find(path, leading, method);
    }

    /** Whether it came to an origin of the organization's own, where its name is not in the path. */
    public boolean isOnOwnOrigin() {
        return organization.isPresent() && leading < route.path().segments().size();
    }

    /** What leads to the same address now, where that is still the same route. */
    public Optional<Match> now(RequestPath path, Snapshot present) {
        boolean own = isOnOwnOrigin();
        return organization
                .flatMap(present::organization)
                .filter(owner -> own != owner.hosts().isEmpty())
                .flatMap(owner -> own
                        ? present.routes().find(path, owner.name())
                        : present.routes().find(path))
                .filter(match -> match.route().name().equals(route.name()));
    }

    public Match keepIn(ServerWebExchange exchange) {
        exchange.getAttributes().put(Match.class.getName(), this);
        return this;
    }
}
