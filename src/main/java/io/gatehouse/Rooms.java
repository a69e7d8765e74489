package io.gatehouse;

import io.gatehouse.brand.Brands;
import io.gatehouse.identity.Identity;
import io.gatehouse.login.Login;
import io.gatehouse.login.bearer.BearerRoom;
import io.gatehouse.login.recheck.RecheckRoom;
import io.gatehouse.login.recheck.RecheckRoom.Want;
import io.gatehouse.login.recheck.RelayRoom;
import io.gatehouse.login.token.ClaimedIssuer;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Arrival;
import io.gatehouse.request.RequestRoom;
import io.gatehouse.route.Destination;
import io.gatehouse.route.Match;
import io.gatehouse.route.Route;
import io.gatehouse.route.RouteRoom;
import io.gatehouse.route.Snapshot;
import io.gatehouse.route.SpringRoutes;
import io.gatehouse.route.Visit;
import io.gatehouse.route.access.Access;
import io.gatehouse.route.access.AccessRoom;
import io.gatehouse.route.access.Decision;
import io.gatehouse.route.access.Rule;
import io.gatehouse.session.Session;
import io.gatehouse.session.Sessions;
import io.gatehouse.session.token.AccessToken;
import io.gatehouse.session.token.Bearer;
import io.gatehouse.traffic.Traffic;
import io.gatehouse.upstream.Forwarder;
import io.gatehouse.upstream.Forwarding;
import io.gatehouse.verify.Verdict;
import io.gatehouse.verify.VerifyRoom;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;

/**
 * The order of every request, on one screen: request, route, organization, session and recheck (or bearer), access, and then the handler that
 * answers. The server hands requests to nobody else, so there is no way around it.
 */
final class Rooms implements WebHandler {

    private final Supplier<Snapshot> snapshots;
    private final RequestRoom requestRoom;
    private final VerifyRoom verifyRoom;
    private final RouteRoom routeRoom;
    private final Sessions sessions;
    private final RecheckRoom recheckRoom;
    private final RelayRoom relayRoom;
    private final BearerRoom bearerRoom;
    private final AccessRoom accessRoom;
    private final Login login;
    private final SpringRoutes springRoutes;
    private final Verdict verdict;
    private final FilteringWebHandler springChain;
    private final @Nullable Forwarder forwarder;

    /** @param forwarder for routes without filters; null to send everything through Spring Cloud Gateway's chain */
    Rooms(
            Supplier<Snapshot> snapshots,
            RequestRoom requestRoom,
            VerifyRoom verifyRoom,
            RouteRoom routeRoom,
            Sessions sessions,
            RecheckRoom recheckRoom,
            RelayRoom relayRoom,
            BearerRoom bearerRoom,
            AccessRoom accessRoom,
            Login login,
            SpringRoutes springRoutes,
            Verdict verdict,
            FilteringWebHandler springChain,
            @Nullable Forwarder forwarder) {
        this.snapshots = snapshots;
        this.requestRoom = requestRoom;
        this.verifyRoom = verifyRoom;
        this.routeRoom = routeRoom;
        this.sessions = sessions;
        this.recheckRoom = recheckRoom;
        this.relayRoom = relayRoom;
        this.bearerRoom = bearerRoom;
        this.accessRoom = accessRoom;
        this.login = login;
        this.springRoutes = springRoutes;
        this.verdict = verdict;
        this.springChain = springChain;
        this.forwarder = forwarder;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange) {
        Traffic.follow(exchange);
        Snapshot snapshot = snapshots.get();
        if (VerifyRoom.isAsked(exchange)) {
            return verify(exchange, snapshot);
        }
        Arrival arrival = requestRoom.enter(exchange, snapshot.organizations()::originOf);
        return enter(exchange, arrival, snapshot).flatMap(handler -> handler.handle(exchange));
    }

    /** Another proxy asks about a request that stands there: the same rooms, and nothing is forwarded. */
    private Mono<Void> verify(ServerWebExchange exchange, Snapshot snapshot) {
        verifyRoom.refuseStrangers(exchange);
        return Mono.fromSupplier(() -> verifyRoom.enter(
                        exchange,
                        snapshot.organizations()::originOf,
                        snapshot.routes().identityNames()))
                .flatMap(arrival -> enter(exchange, arrival, snapshot))
                .flatMap(handler -> handler.handle(exchange))
                .onErrorMap(error -> VerifyRoom.answerable(exchange, error, snapshot));
    }

    private Mono<WebHandler> enter(ServerWebExchange exchange, Arrival arrived, Snapshot snapshot) {
        Match match = routeRoom.enter(exchange, arrived, snapshot);
        Arrival arrival = VerifyRoom.enter(exchange, arrived, match);
        if (match.organization().isEmpty()) {
            return Mono.just(page(match.route(), routeRoom.visit(arrival, snapshot, Optional.empty())));
        }
        Organization organization = organization(snapshot, match);
        Rule rule = match.rule(arrival);
        if (rule.allow() instanceof Access.Nobody) {
            return Mono.error(AccessRoom.nobodys(rule, organization)); // whoever asks: nobody need be known
        }
        Visit visit = routeRoom.visit(arrival, snapshot, Optional.of(organization));
        if (match.route().tokens().isAskedByBearer(exchange.getRequest().getHeaders())) {
            return bearerRoom
                    .enter(
                            exchange,
                            ClaimedIssuer.ofBearer(exchange, organization),
                            match.route().tokens().bearerAudiences())
                    .flatMap(bearer -> access(exchange, match, visit, organization, bearer));
        }
        return session(exchange, organization, match.route(), rule)
                .flatMap(session -> access(exchange, arrival, match, visit, organization, session));
    }

    private static Organization organization(Snapshot snapshot, Match match) {
        return match.organization()
                .flatMap(snapshot::organization)
                .orElseThrow(() -> Refusal.of(Problem.UNKNOWN_ADDRESS, "organization: none of that name"));
    }

    /** On upstreams' public routes a visitor is a stranger while the store is away; everywhere else that is an error. */
    private Mono<Optional<Session>> session(
            ServerWebExchange exchange, Organization organization, Route route, Rule rule) {
        Want want = want(route, rule);
        Mono<Optional<Session>> found = sessions.find(exchange, organization)
                .flatMap(session -> recheckRoom.enter(exchange, Session.through(organization, session), session, want));
        if (route.tokens().accessTokenHeader().isPresent()) {
            return found.flatMap(session -> relayRoom.enter(exchange, Session.through(organization, session), session));
        }
        return want == Want.ANYBODY ? found.onErrorReturn(Optional.empty()) : found;
    }

    private static Want want(Route route, Rule rule) {
        if (route.destination() instanceof Destination.Page page) {
            return page.place() == Destination.Page.Place.CONSOLE
                    ? Want.SOMEBODY
                    : page.place() == Destination.Page.Place.EVERYWHERE ? Want.ANYBODY : Want.ANY_SESSION;
        }
        return rule.allow() instanceof Access.Anyone ? Want.ANYBODY : Want.SOMEBODY;
    }

    private Mono<WebHandler> access(
            ServerWebExchange exchange,
            Arrival arrival,
            Match match,
            Visit visit,
            Organization organization,
            Optional<Session> session) {
        session.ifPresent(living -> living.keepIn(exchange));
        Optional<Identity> identity = session.map(Session::identity);
        Decision decision = accessRoom.decide(
                match.rule(arrival), organization, visit.snapshot().organizations(), identity);
        if (decision instanceof Decision.Refuse refuse) {
            Refusal refusal = refuse.refusal();
            return Mono.error(
                    identity.isPresent() ? Login.offerAnotherAccount(refusal, arrival, organization) : refusal);
        }
        if (decision instanceof Decision.LetThrough through && !lacksToken(exchange, match.route())) {
            return through(exchange, match, visit, organization, through.identity());
        }
        return Mono.just(login.door(arrival, organization, visit.start()));
    }

    /** Their session is good, and is not what the upstream asks for: another sign-in brings it. */
    private static boolean lacksToken(ServerWebExchange exchange, Route route) {
        return route.tokens().accessTokenHeader().isPresent()
                && AccessToken.of(exchange).isEmpty();
    }

    /** There is no side door for programs: what a token does not open, no sign-in of theirs would. */
    private Mono<WebHandler> access(
            ServerWebExchange exchange, Match match, Visit visit, Organization organization, Bearer bearer) {
        bearer.keepIn(exchange);
        Decision decision = accessRoom.decide(
                match.rule(Arrival.of(exchange)),
                organization,
                visit.snapshot().organizations(),
                Optional.of(bearer.identity()));
        if (decision instanceof Decision.LetThrough through) {
            return through(exchange, match, visit, organization, through.identity());
        }
        return Mono.error(BearerRoom.insufficient(
                decision instanceof Decision.Refuse refuse
                        ? refuse.refusal()
                        : Refusal.of(
                                Problem.ROLE_MISSING,
                                "access: " + organization.name()
                                        + ": another's bearer, or without a claim that the rule reads")));
    }

    /** The one place where a request is let through. */
    private Mono<WebHandler> through(
            ServerWebExchange exchange,
            Match match,
            Visit visit,
            Organization organization,
            Optional<Identity> identity) {
        Route route = match.route();
        if (!(route.destination() instanceof Destination.Upstream upstream)) {
            return Mono.just(page(route, visit));
        }
        Forwarding.refuseWithoutSlash(exchange, match, upstream);
        Forwarding.begin(
                exchange, match, upstream, Identity.through(organization, identity), identity, visit.snapshot());
        if (upstream.isForwardAuth()) {
            return Mono.just(verdict);
        }
        if (forwarder != null && upstream.filters().isEmpty() && !isWebSocket(exchange)) {
            return Mono.just(forwarder);
        }
        return springRoutes
                .of(route, upstream)
                .doOnNext(spring -> exchange.getAttributes().put(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR, spring))
                .thenReturn(springChain);
    }

    private static boolean isWebSocket(ServerWebExchange exchange) {
        return "websocket".equalsIgnoreCase(exchange.getRequest().getHeaders().getUpgrade());
    }

    private static WebHandler page(Route route, Visit visit) {
        Destination.Page page = (Destination.Page) route.destination();
        return exchange -> page.handler().handle(Brands.show(exchange, visit.organization()), visit);
    }
}
