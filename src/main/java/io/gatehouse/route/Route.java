package io.gatehouse.route;

import io.gatehouse.request.BearerHeader;
import java.util.Set;
import org.springframework.http.HttpHeaders;

/**
 * A row of the route table.
 *
 * @param name what the YAML calls it; the gateway's own pages have names with a dot in front
 * @param bearerAudiences of which a bearer token must name one; empty where none is taken
 */
public record Route(String name, RoutePath path, Destination destination, Access access, Set<String> bearerAudiences) {

    public Route {
        bearerAudiences = Set.copyOf(bearerAudiences);
    }

    /** One that takes no bearer tokens: what a client has in {@code Authorization} is its upstream's own business. */
    public Route(String name, RoutePath path, Destination destination, Access access) {
        this(name, path, destination, access, Set.of());
    }

    /** Whether a bearer token decides who comes, and no cookie. */
    public boolean isAskedByBearer(HttpHeaders headers) {
        return !bearerAudiences.isEmpty() && BearerHeader.isIn(headers);
    }
}
