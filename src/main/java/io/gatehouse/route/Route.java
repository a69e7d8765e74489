package io.gatehouse.route;

import io.gatehouse.request.BearerHeader;
import io.gatehouse.route.access.Access;
import io.gatehouse.route.access.Rules;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;

/**
 * A row of the route table.
 *
 * @param name what the YAML calls it; the gateway's own pages have names with a dot in front
 */
public record Route(String name, RoutePath path, Destination destination, Rules rules, Tokens tokens) {

    /** One for the same people everywhere, that takes no tokens and hands none on: what a client has in {@code Authorization} is its upstream's own business. */
    public Route(String name, RoutePath path, Destination destination, Access access) {
        this(name, path, destination, Rules.of(access), Tokens.NONE);
    }

    /**
     * What a route has to do with tokens of identity providers.
     *
     * @param bearerAudiences of which a bearer token must name one; empty where none is taken
     * @param accessTokenHeader in which the upstream gets the person's access token; empty where it gets none
     */
    public record Tokens(Set<String> bearerAudiences, Optional<String> accessTokenHeader) {

        public static final Tokens NONE = new Tokens(Set.of(), Optional.empty());

        public Tokens {
            bearerAudiences = Set.copyOf(bearerAudiences);
        }

        /** Whether a bearer token decides who comes, and no cookie. */
        public boolean isAskedByBearer(HttpHeaders headers) {
            return !bearerAudiences.isEmpty() && BearerHeader.isIn(headers);
        }
    }
}
