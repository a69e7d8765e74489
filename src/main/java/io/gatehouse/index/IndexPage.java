package io.gatehouse.index;

import io.gatehouse.login.Login;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.Sso;
import io.gatehouse.problem.Page;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Arrival;
import io.gatehouse.request.FormBody;
import io.gatehouse.request.OwnForm;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.route.Destination;
import io.gatehouse.route.Destination.Page.Place;
import io.gatehouse.route.Route;
import io.gatehouse.route.RoutePath;
import io.gatehouse.route.Snapshot;
import io.gatehouse.route.Visit;
import io.gatehouse.route.access.Access;
import io.gatehouse.session.Sessions;
import io.gatehouse.session.cookie.SessionCookies;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Leads people to their organization by its name or by their work e-mail address, and shows where they are signed in. It never
 * lists organizations, keeps nothing, and answers alike for every name and address that leads nowhere.
 */
public final class IndexPage {

    /** Of those in this browser that are looked up in the store. */
    private static final int MOST_SHOWN = 12;

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int AT_ONCE = 256;

    private final Page page = Page.withForm("index");
    private final FormBody body = new FormBody("index", LONGEST, AT_ONCE);
    private final Login login;
    private final Sessions sessions;
    private final SessionCookies cookies;
    private final PublicUrl publicUrl;

    public IndexPage(Login login, Sessions sessions, SessionCookies cookies, PublicUrl publicUrl) {
        this.login = login;
        this.sessions = sessions;
        this.cookies = cookies;
        this.publicUrl = publicUrl;
    }

    public List<Route> routes() {
        return List.of(new Route(
                "./", RoutePath.anywhere("/"), new Destination.Page(this::answer, Place.PUBLIC), new Access.Anyone()));
    }

    private Mono<Void> answer(ServerWebExchange exchange, Visit visit) {
        HttpMethod method = Arrival.of(exchange).method();
        if (method.equals(HttpMethod.POST)) {
            OwnForm.refuseOthers(exchange, "index");
            return body.read(exchange)
                    .map(form -> Optional.ofNullable(form.getFirst("where"))
                            .orElse("")
                            .strip())
                    .flatMap(typed -> lead(exchange, visit.snapshot(), typed));
        }
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            throw Refusal.of(Problem.METHOD_NOT_ALLOWED, "index: " + method + " (expected: GET or POST)");
        }
        return show(exchange, visit.snapshot(), "");
    }

    /** An address is in a form's body only, in no log, and in no address of ours. */
    private Mono<Void> lead(ServerWebExchange exchange, Snapshot snapshot, String typed) {
        Optional<EmailAddress> person = EmailAddress.parse(typed);
        Optional<Organization> found = person.isPresent()
                ? person.flatMap(snapshot.organizations()::claiming)
                : OrganizationName.parse(typed).flatMap(snapshot::organization);
        if (found.isEmpty()) {
            return show(exchange, snapshot, typed);
        }
        Organization organization = found.get();
        return person.filter(email -> signsInHere(exchange, organization))
                .map(email -> login.as(email, exchange, organization, snapshot.startOf(organization.name())))
                .orElseGet(() -> seeOther(exchange, start(snapshot, organization)));
    }

    /** Whether a sign-in begins on this origin, with nothing in its way that the rooms would say. */
    private boolean signsInHere(ServerWebExchange exchange, Organization organization) {
        return organization.hosts().isEmpty()
                && organization.isSetUp()
                && organization.sso() != Sso.OFF
                && cookies.read(exchange, organization.name()).isEmpty();
    }

    private Mono<Void> show(ServerWebExchange exchange, Snapshot snapshot, String typed) {
        return Flux.fromIterable(cookies.organizations(exchange))
                .flatMapIterable(name -> snapshot.organization(name).stream().toList())
                .take(MOST_SHOWN)
                .filterWhen(organization -> isSignedIn(exchange, organization))
                .map(organization -> link(snapshot, organization))
                .collectList()
                .flatMap(open -> page.write(
                        exchange,
                        200,
                        Map.of(
                                "typed",
                                typed,
                                "unknown",
                                !typed.isEmpty(),
                                "signedIn",
                                !open.isEmpty(),
                                "open",
                                open)));
    }

    private Mono<Boolean> isSignedIn(ServerWebExchange exchange, Organization organization) {
        return sessions.find(exchange, organization).map(Optional::isPresent).onErrorReturn(false);
    }

    private Map<String, Object> link(Snapshot snapshot, Organization organization) {
        return Map.of(
                "name",
                organization.title(),
                "address",
                start(snapshot, organization).toString());
    }

    private URI start(Snapshot snapshot, Organization organization) {
        String start = snapshot.startOf(organization.name());
        return organization.hosts().isEmpty()
                ? URI.create(start)
                : organization.home(publicUrl).at(start);
    }

    private static Mono<Void> seeOther(ServerWebExchange exchange, URI address) {
        exchange.getResponse().setStatusCode(HttpStatus.SEE_OTHER);
        exchange.getResponse().getHeaders().setLocation(address);
        Page.secureRedirect(exchange.getResponse().getHeaders());
        return exchange.getResponse().setComplete();
    }
}
