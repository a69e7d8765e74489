package io.gatehouse.organization;

import io.gatehouse.secret.Secret;
import java.util.List;
import java.util.Map;

/**
 * An organization's own identity provider, as its admin registered us there.
 *
 * @param clientSecrets the first is sent; a second one waits while the provider rotates
 * @param authorizationParameters extra parameters of the authorization request, such as {@code prompt}; none of ours
 */
public record IdentityProvider(
        Issuer issuer,
        String clientId,
        List<Secret> clientSecrets,
        List<String> scopes,
        Map<String, String> authorizationParameters,
        SignOut signOut) {

    public static final List<String> DEFAULT_SCOPES = List.of("openid", "profile", "email");

    public IdentityProvider {
        clientSecrets = List.copyOf(clientSecrets);
        scopes = List.copyOf(scopes);
        authorizationParameters = Map.copyOf(authorizationParameters);
        if (clientSecrets.isEmpty()) {
            throw new IllegalArgumentException("client-secret: missing (expected: the secret's value)");
        }
    }
}
