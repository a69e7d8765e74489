package io.gatehouse.route;

import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.Organizations;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Arrival;
import io.gatehouse.request.Origins;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.request.Redirection;
import io.gatehouse.request.RequestPath;
import io.gatehouse.request.RequestRoom;
import io.gatehouse.request.SiblingOrigins;
import io.gatehouse.route.access.Access;
import java.net.URI;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;

/** The second room: finds the route, and keeps apart what lives on which of the gateway's origins. */
public final class RouteRoom {

    private final Origins origins;
    private final PublicUrl publicUrl;

    public RouteRoom(Origins origins) {
        this.origins = origins;
        this.publicUrl = origins.publicUrl();
    }

    /**
     * @throws Refusal 404 where no route leads, 421 or 308 on another origin than its own, 405 where rules differ by method and
     *     a header names another one, 403 to a neighbour's page
     */
    public Match enter(ServerWebExchange exchange, Arrival arrival, Snapshot snapshot) {
        Match match = find(arrival.path(), arrival.origin(), snapshot)
                .orElseThrow(() -> Refusal.of(Problem.UNKNOWN_ADDRESS, "route: none" + linkedFrom(exchange, snapshot)));
        checkOrigin(arrival, match, snapshot);
        MethodOverrides.refuse(exchange.getRequest().getHeaders(), match.route());
        if (!match.route()
                .tokens()
                .isAskedByBearer(
                        exchange.getRequest().getHeaders())) { // browsers add cookies by themselves, tokens not
            refuseNeighbours(exchange, arrival, match, snapshot);
            refuseSiblings(exchange, arrival, match, snapshot);
        }
        return match.keepIn(exchange);
    }

    /** What a page of the gateway's own is told of a request that came this way. */
    public Visit visit(Arrival arrival, Snapshot snapshot, Optional<Organization> organization) {
        Optional<PublicUrl> elsewhere = organization
                .filter(it -> !it.livesAt(arrival.origin(), publicUrl))
                .map(it -> it.home(publicUrl));
        return new Visit(snapshot, organization, elsewhere);
    }

    /** On an organization's own origin there is nothing of any other. */
    private static Optional<Match> find(RequestPath path, PublicUrl origin, Snapshot snapshot) {
        Optional<OrganizationName> owner = snapshot.organizations().ownerOf(origin);
        if (owner.isEmpty()) {
            return snapshot.routes().find(path);
        }
        return snapshot.routes()
                .find(path, owner.get())
                .filter(match ->
                        match.organization().isEmpty() || match.organization().equals(owner));
    }

    private void checkOrigin(Arrival arrival, Match match, Snapshot snapshot) {
        Optional<Organization> organization = match.organization().flatMap(snapshot::organization);
        if (organization.isEmpty() && match.organization().isPresent()) {
            return; // there is none of that name, wherever one asks
        }
        boolean upstreams = match.route().destination() instanceof Destination.Upstream;
        PublicUrl right = right(arrival.origin(), match, organization);
        if (!right.equals(arrival.origin())) {
            Optional<OrganizationName> owner = snapshot.organizations().ownerOf(arrival.origin());
            throw owner.isPresent() && match.organization().isEmpty()
                    ? start(owner.get(), snapshot)
                    : RequestRoom.elsewhere(
                            arrival, right.at(pathThere(arrival, upstreams && !right.equals(publicUrl))), right);
        }
    }

    private PublicUrl right(PublicUrl here, Match match, Optional<Organization> organization) {
        if (!(match.route().destination() instanceof Destination.Page page)) {
            return home(here, organization);
        }
        return switch (page.place()) {
            case EVERYWHERE -> here;
            case PUBLIC -> publicUrl;
            case ORGANIZATION -> origins.isConsole(here) ? here : home(here, organization);
            case CONSOLE -> origins.consoleUrl().orElseGet(() -> home(here, organization));
        };
    }

    /** There is no index of organizations where only one lives. */
    private static RuntimeException start(OrganizationName owner, Snapshot snapshot) {
        String start = snapshot.startOf(owner);
        return start.equals("/")
                ? Refusal.of(Problem.UNKNOWN_ADDRESS, "route: none leads to an upstream")
                : Redirection.found(URI.create(start));
    }

    /** Here, where the organization has several origins and this is one of them. */
    private PublicUrl home(PublicUrl here, Optional<Organization> organization) {
        return organization
                .map(it -> it.livesAt(here, publicUrl) ? here : it.home(publicUrl))
                .orElse(publicUrl);
    }

    private static String pathThere(Arrival arrival, boolean withoutName) {
        String path =
                withoutName ? arrival.path().rawWithout(1) : arrival.path().raw();
        return arrival.query() == null ? path : path + "?" + arrival.query();
    }

    /**
     * Organizations in the path share an origin, and a script of one portal may ask another's for anything in its visitor's
     * name. Where the browser says whose page is asking, it may not; it is depth and no boundary, since a page can keep
     * the browser from saying so. Links from one portal to another are followed.
     */
    private static void refuseNeighbours(ServerWebExchange exchange, Arrival arrival, Match match, Snapshot snapshot) {
        if (match.organization().isEmpty()
                || !exchange.getRequest().getHeaders().containsHeader(HttpHeaders.REFERER)
                || SiblingOrigins.isLink(exchange, arrival)) {
            return;
        }
        RequestRoom.askedBy(exchange)
                .flatMap(page -> OrganizationName.parse(page.segments().get(0)))
                .filter(asking -> !asking.equals(match.organization().get()))
                .filter(asking ->
                        snapshot.organizations().ownerOf(arrival.origin()).isEmpty())
                .flatMap(snapshot::organization)
                .ifPresent(asking -> {
                    throw Refusal.of(
                            Problem.CROSS_SITE,
                            "route: " + match.route().name() + ": asked for by a page of " + asking.name()
                                    + " (expected: a page of "
                                    + match.organization().get() + ")");
                });
    }

    /** Pictures and the like are for every page, and an identity provider shows the end of its session in a frame. */
    private void refuseSiblings(ServerWebExchange exchange, Arrival arrival, Match match, Snapshot snapshot) {
        boolean severalOrigins =
                origins.consoleUrl().isPresent() || snapshot.organizations().haveOrigins();
        boolean publicRead = match.rule(arrival).allow() instanceof Access.Anyone
                && match.route().destination() instanceof Destination.Upstream
                && arrival.method().equals(HttpMethod.GET);
        boolean everywhere = match.route().destination() instanceof Destination.Page page
                && page.place() == Destination.Page.Place.EVERYWHERE;
        if (severalOrigins
                && !publicRead
                && !everywhere
                && SiblingOrigins.ask(exchange, arrival, origin -> isOurs(origin, snapshot.organizations()))) {
            throw Refusal.of(
                    Problem.CROSS_SITE,
                    "route: " + match.route().name() + ": asked for by a page of another origin (expected: "
                            + arrival.origin() + ")");
        }
    }

    private boolean isOurs(String origin, Organizations organizations) {
        return origin.equals(publicUrl.toString())
                || origins.consoleUrl()
                        .filter(console -> origin.equals(console.toString()))
                        .isPresent()
                || organizations.haveOrigin(origin);
    }

    /** For the operator who wonders why a portal has no pictures: it believes to live at {@code /}. */
    private static String linkedFrom(ServerWebExchange exchange, Snapshot snapshot) {
        return RequestRoom.askedBy(exchange)
                .flatMap(page -> find(page, Arrival.of(exchange).origin(), snapshot))
                .map(from ->
                        "; a page of route " + from.route().name() + " asked for it: its upstream builds links for /"
                                + " (expected: relative links, or a base path from X-Forwarded-Prefix)")
                .orElse("");
    }
}
