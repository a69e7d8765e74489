package io.gatehouse.login;

import io.gatehouse.login.AuthorizationRequests.Wish;
import io.gatehouse.login.attempt.PendingLogin;
import io.gatehouse.login.attempt.PendingLogins;
import io.gatehouse.login.attempt.States;
import io.gatehouse.login.provider.Provider;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Page;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Redirects a browser to the identity provider, and keeps in it what the answer must match. */
final class Departures {

    private final AuthorizationRequests requests;
    private final PendingLogins pendingLogins;
    private final OfflineAccess offlineAccess;
    private final Clock clock;

    Departures(AuthorizationRequests requests, PendingLogins pendingLogins, OfflineAccess offlineAccess, Clock clock) {
        this.requests = requests;
        this.pendingLogins = pendingLogins;
        this.offlineAccess = offlineAccess;
        this.clock = clock;
    }

    /** @param extra parameters for the provider, which beat the configured ones */
    Mono<Void> send(
            ServerWebExchange exchange,
            Organization organization,
            Provider provider,
            Wish wish,
            Map<String, Object> extra) {
        return requests.next(
                        exchange,
                        organization,
                        provider,
                        wish,
                        offlineAccess.scopes(organization, provider, wish.purpose()),
                        extra)
                .doOnNext(request -> send(exchange, organization, provider, request, wish))
                .then(Mono.defer(() -> exchange.getResponse().setComplete()));
    }

    private void send(
            ServerWebExchange exchange,
            Organization organization,
            Provider provider,
            OAuth2AuthorizationRequest request,
            Wish wish) {
        PendingLogin pending = new PendingLogin(
                States.digest(Objects.requireNonNull(request.getState())),
                attribute(request, OidcParameterNames.NONCE),
                attribute(request, PkceParameterNames.CODE_VERIFIER),
                organization.providerName().provider(),
                provider.metadata().issuer(),
                provider.settings().clientId(),
                Objects.requireNonNull(request.getRedirectUri()),
                wish.returnTo(),
                wish.rounds(),
                wish.purpose(),
                offlineAccess.isAdded(organization, provider, wish.purpose()),
                clock.instant());
        pendingLogins.keep(exchange, organization.name(), pending, wish.lostBefore() > 0);
        exchange.getResponse().setStatusCode(HttpStatus.FOUND);
        exchange.getResponse().getHeaders().setLocation(URI.create(request.getAuthorizationRequestUri()));
        Page.secureRedirect(exchange.getResponse().getHeaders());
    }

    private static String attribute(OAuth2AuthorizationRequest request, String name) {
        return Objects.requireNonNull(request.<String>getAttribute(name), name);
    }
}
