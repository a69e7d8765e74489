package io.gatehouse.login.provider;

import io.gatehouse.identity.Claims;
import io.gatehouse.login.client.ClientSecrets;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.provider.IdentityProvider;
import java.util.Map;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * An organization's identity provider once it has been discovered: all that a sign-in needs.
 *
 * @param settings what the organization configured
 * @param registration the same in Spring Security's terms, with the endpoints that were discovered
 * @param secrets the settings', and which of them works; never remembered beyond a change of the settings
 * @param http how it is reached
 * @param idTokens verifies ID tokens of this provider for this client
 * @param accessTokens verifies access tokens of this provider, for whomever they are
 * @param bearerTokens verifies the same where a program brings one, but for its audience
 * @param logoutTokens verifies what this provider sends this client when a session of its own ends
 */
public record Provider(
        IdentityProvider settings,
        ProviderMetadata metadata,
        ClientRegistration registration,
        ClientSecrets secrets,
        WebClient http,
        ReactiveJwtDecoder idTokens,
        ReactiveJwtDecoder accessTokens,
        ReactiveJwtDecoder bearerTokens,
        LogoutTokens logoutTokens) {

    /** What this provider said of a person, as far as the organization's rules read it. */
    public Claims claims(Map<String, Object> received, Organization organization) {
        return Claims.from(received, settings.clientId(), organization.roles().claim())
                .believedBy(organization);
    }
}
