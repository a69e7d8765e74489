package io.gatehouse.logout;

import io.gatehouse.audit.Audit;
import io.gatehouse.audit.Happening;
import io.gatehouse.login.provider.Providers;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.organization.provider.SignOut;
import io.gatehouse.problem.Page;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Arrival;
import io.gatehouse.request.OwnForm;
import io.gatehouse.session.Session;
import io.gatehouse.session.Sessions;
import io.gatehouse.session.Tokens;
import io.gatehouse.session.cookie.SessionCookies;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;

/** Signs a person out of one organization, and where it is configured so, at its identity provider too. */
public final class Logout {

    private final Sessions sessions;
    private final SessionCookies cookies;
    private final Providers providers;
    private final Audit audit;
    private final Page question = Page.withForm("sign-out");
    private final Page signedOut = Page.named("signed-out");

    public Logout(Sessions sessions, SessionCookies cookies, Providers providers, Audit audit) {
        this.sessions = sessions;
        this.cookies = cookies;
        this.providers = providers;
        this.audit = audit;
    }

    /** {@code …/logout}: POST signs out, GET asks first, so that no picture on another site signs anybody out. */
    public Mono<Void> page(ServerWebExchange exchange, Organization organization, String start) {
        HttpMethod method = exchange.getRequest().getMethod();
        if (method.equals(HttpMethod.POST)) {
            OwnForm.refuseOthers(exchange, "logout");
            return signOut(exchange, Session.through(organization, Session.of(exchange)));
        }
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            throw Refusal.of(Problem.METHOD_NOT_ALLOWED, "logout: " + method + " (expected: GET or POST)");
        }
        return Session.of(exchange)
                .map(session -> ask(exchange, organization, session, start))
                .orElseGet(() -> goTo(exchange, signedOutAddress(exchange, organization)));
    }

    /** {@code …/signed-out}: says so, names what is still open, and never starts a sign-in by itself. */
    public Mono<Void> signedOutPage(ServerWebExchange exchange, Organization organization, String start) {
        List<OrganizationName> open = cookies.organizations(exchange);
        String names = open.stream().map(OrganizationName::value).collect(Collectors.joining(", "));
        String hint = signsOutAtProvider(organization) ? "signed-out.everywhere" : "signed-out.here";
        return signedOut.write(
                exchange,
                200,
                Map.of(
                        "organization",
                        organization.title(),
                        "open",
                        open.isEmpty() ? List.of() : List.of(Map.of("names", names)),
                        "hint",
                        hint,
                        "again",
                        start));
    }

    /** A store that is away has none to give, and the session must end all the same. */
    private Mono<Optional<Tokens>> hint(Session living) {
        return sessions.tokens(living).map(Optional::of).onErrorComplete().defaultIfEmpty(Optional.empty());
    }

    /** The cookie goes even when its session has ended already. */
    private Mono<Void> signOut(ServerWebExchange exchange, Organization organization) {
        Optional<Session> session = Session.of(exchange);
        Mono<Optional<Tokens>> ended = session.filter(living -> signsOutAtProvider(organization))
                .map(this::hint)
                .orElseGet(() -> Mono.just(Optional.empty()))
                .delayUntil(unused -> sessions.end(exchange, organization))
                .doOnNext(unused -> session.ifPresent(this::signedOut));
        // The browser may leave as soon as it has asked: the session ends first, and whoever waits for it.
        return Mono.fromFuture(ended::toFuture, true)
                .flatMap(tokens -> tokens.map(hint -> atProvider(exchange, hint, session.orElseThrow(), organization))
                        .orElseGet(() -> Mono.just(signedOutAddress(exchange, organization))))
                .flatMap(address -> goTo(exchange, address));
    }

    /**
     * The identity provider's sign-out with our hint (RP-Initiated Logout 1.0 §2); our own page where it has none. The state is
     * not looked at when the person comes back: they are signed out already, and that page does nothing.
     */
    private Mono<URI> atProvider(
            ServerWebExchange exchange, Tokens tokens, Session session, Organization organization) {
        URI here = signedOutAddress(exchange, organization);
        return providers
                .endSessionEndpoint(organization)
                .map(endpoint -> UriComponentsBuilder.fromUri(endpoint)
                        .queryParam("id_token_hint", "{hint}")
                        .queryParam("client_id", "{client}")
                        .queryParam("post_logout_redirect_uri", "{here}")
                        .queryParam("state", "{state}")
                        .encode()
                        .buildAndExpand(
                                tokens.idToken().reveal(),
                                session.identity().claims().clientId(),
                                here,
                                UUID.randomUUID())
                        .toUri())
                .defaultIfEmpty(here);
    }

    private Mono<Void> ask(ServerWebExchange exchange, Organization organization, Session session, String start) {
        return question.write(
                exchange,
                200,
                Map.of(
                        "organization",
                        organization.title(),
                        "who",
                        session.identity().claims().username(),
                        "action",
                        "/organizations/" + organization.name() + "/logout",
                        "back",
                        start));
    }

    private void signedOut(Session session) {
        audit.event(Happening.SIGN_OUT, session.identity().organization())
                .with("subject", session.identity().claims().subject())
                .with("username", session.identity().claims().username())
                .write();
    }

    private static URI signedOutAddress(ServerWebExchange exchange, Organization organization) {
        return Arrival.of(exchange).origin().at("/organizations/" + organization.name() + "/signed-out");
    }

    private static boolean signsOutAtProvider(Organization organization) {
        Optional<SignOut> signOut = organization.identityProvider().map(IdentityProvider::signOut);
        return signOut.filter(SignOut.IDENTITY_PROVIDER::equals).isPresent();
    }

    private static Mono<Void> goTo(ServerWebExchange exchange, URI address) {
        exchange.getResponse().setStatusCode(HttpStatus.SEE_OTHER);
        exchange.getResponse().getHeaders().setLocation(address);
        Page.secureRedirect(exchange.getResponse().getHeaders());
        return exchange.getResponse().setComplete();
    }
}
