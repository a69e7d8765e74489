package io.gatehouse.logout;

import io.gatehouse.audit.Audit;
import io.gatehouse.audit.Happening;
import io.gatehouse.login.provider.LogoutToken;
import io.gatehouse.login.provider.LogoutTokens;
import io.gatehouse.login.provider.Provider;
import io.gatehouse.login.provider.Providers;
import io.gatehouse.login.token.ClaimedIssuer;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.problem.Page;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Arrival;
import io.gatehouse.request.FormBody;
import io.gatehouse.session.Revocation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Ends what an identity provider says has ended (OpenID Connect Back-Channel Logout 1.0). 200 means that it is done; what
 * cannot be done now is answered 503, so that the provider comes again.
 */
public final class BackChannelLogout {

    /** A server sends all of it at once; whoever is slow keeps a place from others. */
    private static final Duration LONGEST = Duration.ofSeconds(3);

    /** Of each organization, so that a flood at one keeps no other's away; 4 MB at the worst. */
    private static final int FORMS_AT_ONCE = 256;

    private final Providers providers;
    private final Revocation revocation;
    private final Audit audit;
    private final Map<OrganizationName, FormBody> forms = new ConcurrentHashMap<>();
    private final Places places = new Places();

    public BackChannelLogout(Providers providers, Revocation revocation, Audit audit) {
        this.providers = providers;
        this.revocation = revocation;
        this.audit = audit;
    }

    /** {@code …/oidc/backchannel-logout}: cookies and whatever else a browser says do not count. */
    public Mono<Void> receive(ServerWebExchange exchange, Organization organization) {
        if (!Arrival.of(exchange).method().equals(HttpMethod.POST)) {
            throw Refusal.of(
                    Problem.METHOD_NOT_ALLOWED,
                    "logout: " + Arrival.of(exchange).method() + " (expected: POST)");
        }
        return forms.computeIfAbsent(organization.name(), name -> new FormBody("logout", LONGEST, FORMS_AT_ONCE))
                .read(exchange)
                .map(form -> token(form, organization))
                .flatMap(token -> places.admit(
                        organization,
                        carryOut(token, ClaimedIssuer.way(token, organization))
                                .doOnNext(done -> write(exchange, organization, done))))
                .publishOn(Schedulers.fromExecutor(Arrival.executorOf(exchange)))
                .onErrorMap(Refusal.class, BackChannelLogout::asTheSpecificationHasIt)
                .flatMap(done -> answer(exchange));
    }

    private static String token(MultiValueMap<String, String> form, Organization organization) {
        List<String> tokens = form.getOrDefault("logout_token", List.of());
        if (tokens.size() != 1) {
            throw bad(organization, tokens.size() + " logout_tokens (expected: one, in a form)");
        }
        return tokens.get(0);
    }

    /** What a token has ended. */
    private record Done(LogoutToken token, long sessions) {}

    private Mono<Done> carryOut(String text, Organization organization) {
        return providers
                .of(organization)
                .flatMap(provider -> provider.logoutTokens()
                        .verify(text)
                        .flatMap(token -> once(token, ending(token, provider, organization), organization)))
                .onErrorMap(error -> refusal(error, organization));
    }

    private Mono<Done> once(LogoutToken token, Mono<Long> ending, Organization organization) {
        return revocation
                .once(organization.name(), token.issuer(), token.id(), LogoutTokens.BELIEVED, ending)
                .map(sessions -> new Done(token, sessions))
                .switchIfEmpty(Mono.error(() -> bad(organization, "jti: seen before (expected: each token once)")));
    }

    /** A session where one is named; otherwise all of the person (§2.7). */
    private Mono<Long> ending(LogoutToken token, Provider provider, Organization organization) {
        OrganizationName name = organization.name();
        String client = provider.settings().clientId();
        return token.providerSession()
                .map(session -> revocation.providerSession(name, token.issuer(), client, session, token.issuedAt()))
                .orElseGet(() -> revocation.person(
                        name, token.issuer(), client, token.subject().orElseThrow(), token.issuedAt()));
    }

    private void write(ServerWebExchange exchange, Organization organization, Done done) {
        audit.event(Happening.SIGNED_OUT_BY_PROVIDER, organization.name())
                .with("channel", "back")
                .with("subject", done.token().subject().orElse("not named"))
                .with("of", done.token().providerSession().isPresent() ? "one session there" : "the person")
                .with("sessions", done.sessions())
                .with("client", Arrival.of(exchange).client().getHostAddress())
                .write();
    }

    private static Mono<Void> answer(ServerWebExchange exchange) {
        exchange.getResponse().setStatusCode(HttpStatus.OK);
        Page.secure(exchange.getResponse().getHeaders()); // no-store, as §2.8 has it
        exchange.getResponse().getHeaders().setContentLength(0);
        return exchange.getResponse().setComplete();
    }

    /** A token is bad when its provider's keys say so; while they cannot be had nobody knows. */
    private static Refusal refusal(Throwable error, Organization organization) {
        if (error instanceof BadJwtException notBelieved) {
            return bad(organization, String.valueOf(notBelieved.getMessage()));
        }
        if (error instanceof Refusal refusal
                && (refusal.problem() == Problem.LOGOUT_REFUSED
                        || refusal.problem().status() == HttpStatus.SERVICE_UNAVAILABLE.value())) {
            return refusal;
        }
        return Refusal.of(
                        Problem.PROVIDER_AWAY,
                        "logout: " + organization.name() + ": token cannot be verified: " + error.getMessage())
                .withHeader("Retry-After", "30");
    }

    private static Refusal bad(Organization organization, String found) {
        return Refusal.of(Problem.LOGOUT_REFUSED, "logout: " + organization.name() + ": token: " + found);
    }

    /** §2.8, and RFC 6749 §5.2 of which that is. */
    private static Refusal asTheSpecificationHasIt(Refusal refusal) {
        return refusal.problem().status() == HttpStatus.BAD_REQUEST.value()
                ? refusal.with("error", "invalid_request")
                : refusal;
    }
}
