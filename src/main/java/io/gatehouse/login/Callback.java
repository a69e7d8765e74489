package io.gatehouse.login;

import io.gatehouse.audit.Audit;
import io.gatehouse.identity.Claims;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.provider.Provider;
import io.gatehouse.login.provider.Providers;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Page;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Arrival;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.Secret;
import io.gatehouse.session.Session;
import io.gatehouse.session.Sessions;
import io.gatehouse.session.Tokens;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The redirect URI: takes the identity provider's answer, verifies all of it, and begins a session. */
public final class Callback {

    private final Login login;
    private final Providers providers;
    private final CodeExchange codes;
    private final Sessions sessions;
    private final Audit audit;
    private final TrialSignIn trialSignIn;
    private final BrokenSignIns broken;
    private final Counter succeeded;
    private final Counter failed;

    public Callback(
            Login login,
            Providers providers,
            Sessions sessions,
            Audit audit,
            BrokenSignIns broken,
            Trials trials,
            MeterRegistry meters) {
        this.login = login;
        this.providers = providers;
        this.codes = new CodeExchange();
        this.sessions = sessions;
        this.audit = audit;
        this.broken = broken;
        this.trialSignIn = new TrialSignIn(providers, codes, trials);
        this.succeeded = signIns(meters, "succeeded");
        this.failed = signIns(meters, "failed");
    }

    private static Counter signIns(MeterRegistry meters, String outcome) {
        return Counter.builder("gatehouse.sign.ins")
                .description("Sign-ins that came back from an identity provider")
                .tag("outcome", outcome)
                .register(meters);
    }

    /** @param start where to send a person who is signed in already and opens an old answer again */
    public Mono<Void> page(ServerWebExchange exchange, Organization organization, String start) {
        AuthorizationResponse answer =
                AuthorizationResponse.of(exchange.getRequest().getQueryParams());
        Optional<URI> console = login.handedOn(Arrival.of(exchange), answer);
        if (console.isPresent()) {
            return goOn(exchange, console.get().toString());
        }
        Optional<PendingLogin> pending = login.pendingLogins().take(exchange, organization.name(), answer.state());
        if (pending.isEmpty() && Session.of(exchange).isPresent()) {
            return goOn(exchange, start);
        }
        PendingLogin begun = pending.orElseThrow(
                () -> stale(exchange, organization, "state: not begun in this browser in the last 10 minutes"));
        return !begun.trial().isEmpty()
                ? tryOut(exchange, organization, answer, begun)
                : consume(exchange, organization, answer, begun);
    }

    /** A trial always goes back to the settings: what failed is shown there, in full. */
    private Mono<Void> tryOut(
            ServerWebExchange exchange, Organization organization, AuthorizationResponse answer, PendingLogin pending) {
        return trialSignIn
                .finish(exchange, organization, answer, pending)
                .then(Mono.defer(() -> goOn(exchange, pending.returnTo())));
    }

    private Mono<Void> consume(
            ServerWebExchange exchange, Organization organization, AuthorizationResponse answer, PendingLogin pending) {
        return providers
                .of(organization)
                .doOnNext(provider -> answer.checkSender(provider, pending, organization))
                .flatMap(provider -> signIn(exchange, organization, provider, pending, answer))
                .doOnError(error -> refused(exchange, organization, error))
                .onErrorMap(
                        Refusal.class, refusal -> refusal.offering("Try again", again(exchange, organization, pending)))
                .then(Mono.defer(() -> goOn(exchange, pending.returnTo())));
    }

    private Mono<Session> signIn(
            ServerWebExchange exchange,
            Organization organization,
            Provider provider,
            PendingLogin pending,
            AuthorizationResponse answer) {
        return codes.exchange(provider, pending, answer.code(provider, organization), organization)
                .doOnNext(person -> broken.succeeded(organization))
                .onErrorMap(error -> refusal(organization, Diagnosis.ofExchange(error, provider.settings()), provider))
                .flatMap(person -> begin(exchange, organization, provider, person))
                .doOnNext(session -> signedIn(exchange, session));
    }

    private Refusal refusal(Organization organization, Diagnosis diagnosis, Provider provider) {
        broken.failed(organization, diagnosis);
        return diagnosis.refusal(
                organization.name(), provider.settings().issuer().provider());
    }

    private Mono<Session> begin(
            ServerWebExchange exchange,
            Organization organization,
            Provider provider,
            OAuth2LoginAuthenticationToken person) {
        OidcUser user = (OidcUser) Objects.requireNonNull(person.getPrincipal());
        Claims claims = provider.claims(user.getClaims(), organization);
        Optional<Secret> refreshToken = Optional.ofNullable(person.getRefreshToken())
                .map(OAuth2RefreshToken::getTokenValue)
                .map(Secret::of);
        Tokens tokens = new Tokens(Secret.of(user.getIdToken().getTokenValue()), refreshToken);
        return sessions.begin(exchange, organization, claims, tokens);
    }

    private static Mono<Void> goOn(ServerWebExchange exchange, String path) {
        exchange.getResponse().setStatusCode(HttpStatus.FOUND);
        exchange.getResponse().getHeaders().setLocation(URI.create(path));
        Page.secureRedirect(exchange.getResponse().getHeaders());
        return exchange.getResponse().setComplete();
    }

    private void signedIn(ServerWebExchange exchange, Session session) {
        succeeded.increment();
        audit.event("sign-in", session.identity().organization())
                .with("subject", session.identity().claims().subject())
                .with("username", session.identity().claims().username())
                .with("roles", session.identity().roles())
                .with("client", Arrival.of(exchange).client().getHostAddress())
                .write();
    }

    private void refused(ServerWebExchange exchange, Organization organization, Throwable error) {
        failed.increment();
        audit.event("sign-in-failed", organization.name())
                .with(
                        "reason",
                        error instanceof Refusal refusal
                                ? refusal.cause()
                                : error.getClass().getSimpleName())
                .with("client", Arrival.of(exchange).client().getHostAddress())
                .write();
    }

    private static String again(ServerWebExchange exchange, Organization organization, PendingLogin pending) {
        PublicUrl here = Arrival.of(exchange).origin();
        return Login.address(here, organization.name(), ReturnPath.parse(pending.returnTo(), organization, here))
                .toString();
    }

    private static Refusal stale(ServerWebExchange exchange, Organization organization, String cause) {
        return Refusal.of(Problem.SIGN_IN_STALE, "sign-in: " + organization.name() + ": " + cause)
                .offering(
                        "Sign in",
                        Login.address(Arrival.of(exchange).origin(), organization.name(), Optional.empty())
                                .toString());
    }
}
