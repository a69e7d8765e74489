package io.gatehouse.login;

import io.gatehouse.login.attempt.PendingLogin.Purpose;
import io.gatehouse.login.attempt.States;
import io.gatehouse.login.provider.Provider;
import io.gatehouse.login.provider.Providers;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.request.Arrival;
import io.gatehouse.request.Origins;
import io.gatehouse.request.PublicUrl;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.security.oauth2.client.web.server.DefaultServerOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** What a person is sent to the identity provider with, and where the provider sends them back to. */
final class AuthorizationRequests {

    /**
     * Where a person wants to go.
     *
     * @param rounds how many sign-ins for the same page came back just before
     * @param lostBefore how many attempts before this one were lost
     * @param purpose why they are sent
     */
    record Wish(String returnTo, int rounds, int lostBefore, Purpose purpose) {

        /** To sign in. */
        Wish(String returnTo, int rounds, int lostBefore) {
            this(returnTo, rounds, lostBefore, Purpose.SIGN_IN);
        }
    }

    /** At the end of the state of sign-ins that began on the console's own origin. */
    private static final String FOR_CONSOLE = ".console";

    private final Origins origins;
    private final States states;

    AuthorizationRequests(Origins origins, States states) {
        this.origins = origins;
        this.states = states;
    }

    /** Nonce and PKCE S256 are Spring Security's; state and redirect URI are ours and complete. */
    Mono<OAuth2AuthorizationRequest> next(
            ServerWebExchange exchange,
            Organization organization,
            Provider provider,
            Wish wish,
            Set<String> scopes,
            Map<String, Object> extra) {
        PublicUrl here = Arrival.of(exchange).origin();
        String state = states.next(organization.name(), wish.returnTo(), wish.lostBefore());
        var resolver = new DefaultServerOAuth2AuthorizationRequestResolver(id -> Mono.just(provider.registration()));
        resolver.setAuthorizationRequestCustomizer(
                request -> request.state(origins.isConsole(here) ? state + FOR_CONSOLE : state)
                        .redirectUri(redirectUri(here, organization).toString())
                        .scopes(scopes)
                        .additionalParameters(parameters -> {
                            parameters.putAll(provider.settings().authorizationParameters());
                            parameters.putAll(extra);
                        }));
        return resolver.resolve(exchange, provider.registration().getRegistrationId());
    }

    /** An answer that came to an organization's origin for somebody who is in the console's. */
    Optional<URI> handedOn(Arrival arrival, AuthorizationResponse answer) {
        return origins.consoleUrl()
                .filter(console -> answer.state().endsWith(FOR_CONSOLE) && !console.equals(arrival.origin()))
                .map(console -> console.at(arrival.pathAndQuery()));
    }

    /** What an answer's state knows when the browser has lost the attempt. */
    Optional<States.Lost> lost(OrganizationName organization, AuthorizationResponse answer) {
        String state = answer.state();
        return states.read(
                organization,
                state.endsWith(FOR_CONSOLE) ? state.substring(0, state.length() - FOR_CONSOLE.length()) : state);
    }

    /**
     * Where the identity provider sends people back to: to where they began. The console's origin need not be registered
     * there, so that what an admin tries out is the very redirect URI that everybody uses: what is for the console comes to
     * the organization's, and is handed on.
     */
    private URI redirectUri(PublicUrl here, Organization organization) {
        PublicUrl origin = origins.isConsole(here) ? organization.home(origins.publicUrl()) : here;
        return Providers.redirectUri(origin, organization);
    }
}
