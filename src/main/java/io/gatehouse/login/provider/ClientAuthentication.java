package io.gatehouse.login.provider;

import io.gatehouse.login.fault.Fault;
import io.gatehouse.organization.client.Credential;
import io.gatehouse.organization.provider.IdentityProvider;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;

/** How we authenticate at a token endpoint: what its metadata names, as far as the organization has a credential for it. */
final class ClientAuthentication {

    private ClientAuthentication() {}

    /** @throws DiscoveryFailed where a key is configured and the provider takes none: it would be sent nothing it knows */
    static ClientAuthenticationMethod method(IdentityProvider settings, ProviderMetadata metadata) {
        if (settings.credential() == Credential.PRIVATE_KEY) {
            if (!metadata.takes(ClientAuthenticationMethod.PRIVATE_KEY_JWT.getValue())) {
                throw new DiscoveryFailed(
                        Fault.WRONG_CLIENT_AUTHENTICATION,
                        "token_endpoint_auth_methods_supported: " + metadata.tokenEndpointAuthMethods()
                                + " (expected: private_key_jwt, as private-key is configured)");
            }
            return ClientAuthenticationMethod.PRIVATE_KEY_JWT;
        }
        // A provider that names neither is asked with the one that no proxy on the way takes for its own.
        return metadata.takes(ClientAuthenticationMethod.CLIENT_SECRET_BASIC.getValue())
                ? ClientAuthenticationMethod.CLIENT_SECRET_BASIC
                : ClientAuthenticationMethod.CLIENT_SECRET_POST;
    }
}
