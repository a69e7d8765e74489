package io.gatehouse.login;

import io.gatehouse.login.provider.Provider;
import io.gatehouse.login.provider.Providers;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.problem.Page;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.problem.Visitor;
import io.gatehouse.request.Arrival;
import io.gatehouse.request.Origins;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.SecretKeys;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.client.web.server.DefaultServerOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;

/** Sends a visitor to the organization's identity provider and remembers, in the browser, what the answer must match. */
public final class Login {

    /** At the end of the state of sign-ins that began on the console's own origin. */
    private static final String FOR_CONSOLE = ".console";

    private final Providers providers;
    private final PendingLogins pendingLogins;
    private final Origins origins;
    private final Clock clock;
    private final Counter begun;

    public Login(Providers providers, Origins origins, SecretKeys keys, Clock clock, MeterRegistry meters) {
        this.providers = providers;
        this.pendingLogins = new PendingLogins(origins.publicUrl(), keys, clock);
        this.origins = origins;
        this.clock = clock;
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
            return exchange -> redirect(
                    exchange, organization, asked.map(ReturnPath::value).orElse(start), Map.of());
        }
        boolean form = arrival.visitor() == Visitor.PERSON;
        String address = address(arrival.origin(), organization.name(), form ? asked : Optional.empty())
                .toString();
        return exchange -> Mono.error(Refusal.of(
                        form ? Problem.FORM_NOT_SENT : Problem.SIGN_IN_NEEDED,
                        "access: " + organization.name() + ": stranger")
                .with("login_url", address)
                .offering("Sign in", address));
    }

    /** For a person whom the organization does not let in: perhaps another account of theirs may. */
    public static Refusal offerAnotherAccount(Refusal refusal, Arrival arrival, Organization organization) {
        String again = address(arrival.origin(), organization.name(), ReturnPath.of(arrival, organization))
                .toString();
        return refusal.offering("Try again", arrival.pathAndQuery())
                .offering("Use another account", again + (again.contains("?") ? "&" : "?") + "account=other");
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
        return redirect(exchange, organization, returnTo, extra);
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
        return providers
                .afresh(staged)
                .flatMap(provider -> authorizationRequest(exchange, staged, provider, Map.of())
                        .doOnNext(request -> send(exchange, staged, provider, request, returnTo, trial)))
                .then(Mono.defer(() -> exchange.getResponse().setComplete()));
    }

    PendingLogins pendingLogins() {
        return pendingLogins;
    }

    private Mono<Void> redirect(
            ServerWebExchange exchange, Organization organization, String returnTo, Map<String, Object> extra) {
        return providers
                .of(organization)
                .flatMap(provider -> authorizationRequest(exchange, organization, provider, extra)
                        .doOnNext(request -> send(exchange, organization, provider, request, returnTo, ""))
                        .doOnNext(sent -> begun.increment()))
                .then(Mono.defer(() -> exchange.getResponse().setComplete()));
    }

    /**
     * Where the identity provider sends people back to: to where they began. The console's origin need not be registered
     * there, so that what an admin tries out is the very redirect URI that everybody uses: what is for the console comes to
     * the organization's, and is handed on.
     */
    private URI redirectUri(PublicUrl here, Organization organization) {
        PublicUrl origin = origins.isConsole(here) ? organization.home(origins.publicUrl()) : here;
        return Providers.redirectUri(origin, organization.name());
    }

    /** An answer that came to an organization's origin for somebody who is in the console's. */
    Optional<URI> handedOn(Arrival arrival, AuthorizationResponse answer) {
        return origins.consoleUrl()
                .filter(console -> answer.state().endsWith(FOR_CONSOLE) && !console.equals(arrival.origin()))
                .map(console -> console.at(arrival.pathAndQuery()));
    }

    /** State, nonce and PKCE S256 are Spring Security's; the redirect URI is ours and complete. */
    private Mono<OAuth2AuthorizationRequest> authorizationRequest(
            ServerWebExchange exchange, Organization organization, Provider provider, Map<String, Object> extra) {
        PublicUrl here = Arrival.of(exchange).origin();
        var resolver = new DefaultServerOAuth2AuthorizationRequestResolver(id -> Mono.just(provider.registration()));
        resolver.setAuthorizationRequestCustomizer(
                request -> request.redirectUri(redirectUri(here, organization).toString())
                        .additionalParameters(parameters -> {
                            parameters.putAll(provider.settings().authorizationParameters());
                            parameters.putAll(extra);
                        }));
        return resolver.resolve(exchange, provider.registration().getRegistrationId())
                .map(request -> origins.isConsole(here) ? forConsole(request) : request);
    }

    private static OAuth2AuthorizationRequest forConsole(OAuth2AuthorizationRequest request) {
        return OAuth2AuthorizationRequest.from(request)
                .state(request.getState() + FOR_CONSOLE)
                .build();
    }

    private void send(
            ServerWebExchange exchange,
            Organization organization,
            Provider provider,
            OAuth2AuthorizationRequest request,
            String returnTo,
            String trial) {
        PendingLogin pending = new PendingLogin(
                Objects.requireNonNull(request.getState()),
                attribute(request, OidcParameterNames.NONCE),
                attribute(request, PkceParameterNames.CODE_VERIFIER),
                provider.metadata().issuer(),
                provider.settings().clientId(),
                Objects.requireNonNull(request.getRedirectUri()),
                returnTo,
                trial,
                clock.instant());
        pendingLogins.keep(exchange, organization.name(), pending);
        exchange.getResponse().setStatusCode(HttpStatus.FOUND);
        exchange.getResponse().getHeaders().setLocation(URI.create(request.getAuthorizationRequestUri()));
        Page.secureRedirect(exchange.getResponse().getHeaders());
    }

    private static String attribute(OAuth2AuthorizationRequest request, String name) {
        return Objects.requireNonNull(request.<String>getAttribute(name), name);
    }
}
