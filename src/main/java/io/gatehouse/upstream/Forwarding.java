package io.gatehouse.upstream;

import io.gatehouse.identity.Identity;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.Organizations;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Arrival;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.request.Redirection;
import io.gatehouse.request.RequestPath;
import io.gatehouse.route.Destination;
import io.gatehouse.route.Match;
import io.gatehouse.route.Route;
import io.gatehouse.route.Snapshot;
import io.gatehouse.route.header.FoldedNames;
import io.gatehouse.session.Session;
import io.gatehouse.session.token.Bearer;
import io.gatehouse.upstream.open.Whose;
import java.net.URI;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;

/**
 * One request on its way to an upstream: all that headers, paths and cookies are made from in both directions.
 *
 * @param match how the route was found
 * @param origin which of the gateway's origins the client came to
 * @param target scheme, host and port of the upstream of this organization
 * @param prefix the part of the path that is this route's (empty: all of the origin), and what the upstream's cookies are confined to
 * @param person who the upstream is told; empty for a stranger
 * @param session the hash of the person's, or the digest of the program's token; empty text for a stranger
 * @param organizations to tell which addresses may leave in this organization's name
 * @param identityNames that routes tell of people by; never the client's, since the same upstream may be behind another route
 */
public record Forwarding(
        Match match,
        PublicUrl origin,
        Destination.Upstream upstream,
        Organization organization,
        URI target,
        String prefix,
        Optional<Identity> person,
        String session,
        Organizations organizations,
        FoldedNames identityNames) {

    /** The forwarding of a request that access has let through to an upstream. */
    public static Forwarding of(ServerWebExchange exchange) {
        return exchange.getRequiredAttribute(Forwarding.class.getName());
    }

    /** Made once access has let the request through. */
    public static Forwarding begin(
            ServerWebExchange exchange,
            Match match,
            Destination.Upstream upstream,
            Organization organization,
            Optional<Identity> person,
            Snapshot snapshot) {
        refuseOthersPaths(exchange, match, upstream, snapshot);
        URI target = organization.upstreams().getOrDefault(match.route().name(), upstream.address());
        Arrival arrival = Arrival.of(exchange);
        String prefix = arrival.path().rawPrefix(match.leading());
        String session = Session.of(exchange)
                .map(Session::hash)
                .or(() -> Bearer.of(exchange).map(Bearer::digest))
                .orElse("");
        Forwarding forwarding = new Forwarding(
                match,
                arrival.origin(),
                upstream,
                organization,
                target,
                prefix,
                person,
                session,
                snapshot.organizations(),
                snapshot.routes().identityNames());
        exchange.getAttributes().put(Forwarding.class.getName(), forwarding);
        return forwarding;
    }

    /** On an origin of its own a path could be what the same upstream knows as another organization's under the public URL. */
    private static void refuseOthersPaths(
            ServerWebExchange exchange, Match match, Destination.Upstream upstream, Snapshot snapshot) {
        if (!match.isOnOwnOrigin() || match.leading() > 0 || upstream.stripPrefix()) {
            return;
        }
        String first = Arrival.of(exchange).path().segments().get(0);
        if (OrganizationName.parse(first).flatMap(snapshot::organization).isPresent()) {
            throw Refusal.of(
                    Problem.UNKNOWN_ADDRESS,
                    "route: " + match.route().name() + ": /" + first
                            + " is an organization's (expected: a path without, on an origin of its own)");
        }
    }

    /**
     * Sends a page at the very prefix to the prefix with a slash: an upstream that believes to be at {@code /} writes
     * links that browsers would otherwise read one level too high.
     */
    public static void refuseWithoutSlash(ServerWebExchange exchange, Match match, Destination.Upstream upstream) {
        Arrival arrival = Arrival.of(exchange);
        boolean bare = arrival.path().segments().size() == match.leading();
        if (upstream.stripPrefix() && bare && arrival.isPageNavigation()) {
            String query = arrival.query() == null ? "" : "?" + arrival.query();
            throw Redirection.found(URI.create(arrival.path().raw() + "/" + query));
        }
    }

    /** On what something relies that stays open: on nothing where the upstream is told of nobody. */
    public Whose whose(ServerWebExchange exchange) {
        return person.isPresent() ? new Whose(Session.of(exchange), Bearer.of(exchange)) : Whose.NOBODYS;
    }

    public Route route() {
        return match.route();
    }

    /** Whether a request went to an upstream, for whoever has to tell its failures from ours. */
    public static boolean hasBegun(ServerWebExchange exchange) {
        return exchange.getAttribute(Forwarding.class.getName()) != null;
    }

    /** What the upstream is asked for, in the bytes that came; filters that change it see the same on every origin, as rules do. */
    public String path(RequestPath path) {
        if (upstream.stripPrefix()) {
            return path.rawWithout(match.leading());
        }
        return match.isOnOwnOrigin() && upstream.changesPath() ? "/" + organization.name() + path.raw() : path.raw();
    }
}
