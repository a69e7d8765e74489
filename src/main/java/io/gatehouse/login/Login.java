package io.gatehouse.login;

import io.gatehouse.login.AuthorizationRequests.Wish;
import io.gatehouse.login.attempt.Afresh;
import io.gatehouse.login.attempt.PendingLogin.Purpose;
import io.gatehouse.login.attempt.PendingLogins;
import io.gatehouse.login.attempt.Rounds;
import io.gatehouse.login.attempt.States;
import io.gatehouse.login.provider.Providers;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.problem.Visitor;
import io.gatehouse.request.Arrival;
import io.gatehouse.request.Origins;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.session.Session;
import io.gatehouse.text.Text;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;

/** Sends a visitor to the organization's identity provider and remembers, in the browser, what the answer must match. */
public final class Login {

    /** The parameter behind the buttons of {@link DeadEnds}; its value is an {@link Afresh#pass}, which no upstream has. */
    private static final String AFRESH = "afresh";

    private final Providers providers;
    private final PendingLogins pendingLogins;
    private final AuthorizationRequests requests;
    private final OfflineAccess offlineAccess = new OfflineAccess();
    private final Departures departures;
    private final Rounds rounds;
    private final Afresh afresh;
    private final Bulkhead bulkhead = new Bulkhead();
    private final Counter begun;

    public Login(Providers providers, Origins origins, SecretKeys keys, Clock clock, MeterRegistry meters) {
        this.providers = providers;
        this.pendingLogins = new PendingLogins(origins.publicUrl(), keys, clock);
        this.requests = new AuthorizationRequests(origins, new States(keys));
        this.rounds = new Rounds(origins.publicUrl(), keys, clock);
        this.afresh = new Afresh(keys, clock);
        this.departures = new Departures(requests, pendingLogins, offlineAccess, clock);
        this.begun = Counter.builder("gatehouse.sign.ins.begun")
                .description("Visitors who were sent to an identity provider, whether they come back or not")
                .register(meters);
    }

    /** For whom the gateway cannot redirect: where, on this origin, a person can sign in and come back to this path. */
    public static URI address(PublicUrl origin, OrganizationName organization, Optional<ReturnPath> returnTo) {
        String query = returnTo.map(path -> "?return_to=" + URLEncoder.encode(path.value(), StandardCharsets.UTF_8))
                .orElse("");
        return origin.at("/organizations/" + organization + "/oidc/login" + query);
    }

    /**
     * The access room's side door. A page is sent to the identity provider and comes back; everything else is told where
     * to sign in, since a script cannot follow and a form would be lost on the way.
     */
    public WebHandler door(Arrival arrival, Organization organization, String start) {
        Optional<ReturnPath> asked = ReturnPath.of(arrival, organization);
        if (arrival.isPageNavigation()) {
            String returnTo = asked.map(ReturnPath::value).orElse(start);
            return exchange -> begin(exchange, organization, returnTo, start, Map.of());
        }
        boolean form = arrival.visitor() == Visitor.PERSON;
        String address = address(arrival.origin(), organization.name(), form ? asked : Optional.empty())
                .toString();
        return exchange -> Mono.error(Refusal.of(
                        form ? Problem.FORM_NOT_SENT : Problem.SIGN_IN_NEEDED,
                        "access: " + organization.name() + ": stranger")
                .with("login_url", address)
                .offering(Text.of("sign-in"), address));
    }

    /** For a person whom the organization does not let in: perhaps another account of theirs may. */
    public static Refusal offerAnotherAccount(Refusal refusal, Arrival arrival, Organization organization) {
        String again = address(arrival.origin(), organization.name(), ReturnPath.of(arrival, organization))
                .toString();
        return refusal.offering(Text.of("try-again"), arrival.pathAndQuery())
                .offering(Text.of("another-account"), withAnotherAccount(again));
    }

    static String withAnotherAccount(String address) {
        return address + (address.contains("?") ? "&" : "?") + "account=other";
    }

    /** The page {@code …/oidc/login?return_to=}; {@code account=other} lets the person choose another account. */
    public Mono<Void> page(ServerWebExchange exchange, Organization organization, String start) {
        var parameters = exchange.getRequest().getQueryParams();
        PublicUrl here = Arrival.of(exchange).origin();
        String returnTo = ReturnPath.parse(parameters.getFirst("return_to"), organization, here)
                .map(ReturnPath::value)
                .orElse(start);
        Map<String, Object> extra =
                "other".equals(parameters.getFirst("account")) ? Map.of("prompt", "select_account") : Map.of();
        return mayCountAfresh(exchange, organization)
                ? redirect(exchange, organization.onlyWay().orElse(organization), new Wish(returnTo, 0, 0), extra)
                : begin(exchange, organization, returnTo, start, extra);
    }

    /**
     * For a person who has said who they are: the provider need not ask (OpenID Connect Core 1.0 §3.1.2.1, {@code login_hint}).
     * Of several, the one of that address; where it is of none, the person chooses.
     * The address is in this one redirect, and kept nowhere; who they are, the provider says.
     */
    public Mono<Void> as(EmailAddress person, ServerWebExchange exchange, Organization organization, String start) {
        Organization way = organization.identityProviders().chosenFor(person).orElse(organization);
        return begin(exchange, way, start, start, Map.of("login_hint", person.value()));
    }

    /** For a browser that has lost the attempt. */
    Mono<Void> again(ServerWebExchange exchange, Organization organization, States.Lost lost) {
        Optional<Organization> way = organization.onlyWay();
        return way.isEmpty()
                ? letChoose(exchange, organization, lost.returnTo())
                : redirect(exchange, way.get(), new Wish(lost.returnTo(), 0, lost.lostBefore() + 1), Map.of());
    }

    /** Which of several, no redirect of ours decides: the page that asks is {@code io.gatehouse.login.choice}'s. */
    private static Mono<Void> letChoose(ServerWebExchange exchange, Organization organization, String returnTo) {
        PublicUrl here = Arrival.of(exchange).origin();
        URI page = address(here, organization.name(), ReturnPath.parse(returnTo, organization, here));
        return Callback.goOn(exchange, page.toString());
    }

    /**
     * Not where it would lead nowhere.
     *
     * @param organization through the identity provider that was chosen, where it has several
     * @param extra parameters for the provider, which beat the configured ones
     */
    public Mono<Void> begin(
            ServerWebExchange exchange,
            Organization organization,
            String returnTo,
            String start,
            Map<String, Object> extra) {
        refuseFramed(exchange, organization);
        Optional<Organization> way = organization.onlyWay();
        if (way.isEmpty()) {
            return letChoose(exchange, organization, returnTo);
        }
        int before = rounds.before(exchange, organization.name(), returnTo);
        if (Rounds.isCircle(before)) {
            return Mono.error(DeadEnds.circle(
                    exchange, organization.name(), addressAfresh(exchange, organization, returnTo), start));
        }
        return redirect(exchange, way.get(), new Wish(returnTo, before, 0), extra);
    }

    /** Whatever begins it, a sign-in inside a frame would end on a page that the provider does not show there. */
    private static void refuseFramed(ServerWebExchange exchange, Organization organization) {
        if (DeadEnds.isFramed(exchange.getRequest())) {
            throw DeadEnds.framed(organization.name(), Arrival.of(exchange).pathAndQuery());
        }
    }

    private boolean mayCountAfresh(ServerWebExchange exchange, Organization organization) {
        String pass = exchange.getRequest().getQueryParams().getFirst(AFRESH);
        return pass != null
                && pendingLogins.browser(exchange, organization.name()).stream()
                        .anyMatch(browser -> afresh.holds(pass, organization.name(), browser));
    }

    /** For this browser only; one that has no attempt to tell it by gets the plain address. */
    private URI addressAfresh(ServerWebExchange exchange, Organization organization, String returnTo) {
        PublicUrl here = Arrival.of(exchange).origin();
        String address = address(here, organization.name(), ReturnPath.parse(returnTo, organization, here))
                .toString();
        String pass = pendingLogins.browser(exchange, organization.name()).stream()
                .findFirst()
                .map(browser -> afresh.pass(organization.name(), browser))
                .orElse("");
        return URI.create(address + (address.contains("?") ? "&" : "?") + AFRESH + "=" + pass + provider(organization));
    }

    private static String provider(Organization way) {
        String name = way.providerName().provider();
        return name.isEmpty() ? "" : "&provider=" + name;
    }

    /**
     * Sends an admin through a sign-in with what is entered and not live yet; it begins no session, and what comes of it is
     * told to {@link Trials}.
     *
     * @param staged the organization as it would be
     * @param trial who tries out what; {@link Trials#staged} gets it back
     * @param returnTo a path of the gateway's own
     */
    public Mono<Void> tryOut(ServerWebExchange exchange, Organization staged, String trial, String returnTo) {
        return bulkhead.admit(staged, providers.afresh(staged))
                .flatMap(provider -> departures.send(
                        exchange,
                        staged,
                        provider,
                        new Wish(returnTo, 0, States.NEVER_AGAIN, Purpose.trial(trial)),
                        Map.of()));
    }

    /**
     * Sends somebody who is signed in through the provider and back to this page, without a question (OpenID Connect Core 1.0
     * §3.1.2.1): {@link Callback} makes of the answer what becomes of the session.
     *
     * @param returnTo where they were going
     */
    public Mono<Void> silently(
            ServerWebExchange exchange, Organization organization, Session session, ReturnPath returnTo) {
        Wish wish = new Wish(returnTo.value(), 0, 0, Purpose.recheck(session.hash()));
        return bulkhead.admit(organization, providers.of(organization))
                .flatMap(provider -> departures.send(exchange, organization, provider, wish, Map.of("prompt", "none")));
    }

    /** Sign-ins that begin and that come back wait in the same places. */
    Bulkhead bulkhead() {
        return bulkhead;
    }

    PendingLogins pendingLogins() {
        return pendingLogins;
    }

    AuthorizationRequests requests() {
        return requests;
    }

    OfflineAccess offlineAccess() {
        return offlineAccess;
    }

    Rounds rounds() {
        return rounds;
    }

    private Mono<Void> redirect(
            ServerWebExchange exchange, Organization organization, Wish wish, Map<String, Object> extra) {
        refuseFramed(exchange, organization);
        return bulkhead.admit(organization, providers.of(organization))
                .flatMap(provider -> departures.send(exchange, organization, provider, wish, extra))
                .doOnSuccess(sent -> begun.increment());
    }
}
