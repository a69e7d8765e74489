package io.gatehouse.organization;

import io.gatehouse.secret.Secret;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An organization's own identity provider, as its admin registered us there.
 *
 * @param clientSecrets the first is sent; a second one waits while the provider rotates
 * @param clientSecretExpires the last day (UTC) on which the newest of them is good; empty when nobody said
 * @param authorizationParameters extra parameters of the authorization request, such as {@code prompt}; none of ours
 */
public record IdentityProvider(
        Issuer issuer,
        String clientId,
        List<Secret> clientSecrets,
        Optional<LocalDate> clientSecretExpires,
        List<String> scopes,
        Map<String, String> authorizationParameters,
        SignOut signOut) {

    public static final List<String> DEFAULT_SCOPES = List.of("openid", "profile", "email");

    /** One in use, and one while the provider rotates. */
    public static final int MOST_SECRETS = 2;

    /** What the gateway itself puts into an authorization request, or could be made to mean something else by. */
    public static final Set<String> RESERVED_PARAMETERS = Set.of(
            "response_type",
            "client_id",
            "redirect_uri",
            "scope",
            "state",
            "nonce",
            "code_challenge",
            "code_challenge_method",
            "request",
            "request_uri",
            "response_mode");

    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]+");

    public IdentityProvider {
        clientSecrets = List.copyOf(clientSecrets);
        scopes = List.copyOf(scopes);
        authorizationParameters = Map.copyOf(authorizationParameters);
        if (clientSecrets.isEmpty()) {
            throw new IllegalArgumentException("client-secret: missing (expected: the secret's value)");
        }
    }

    /** RFC 6749 §3.3. */
    public static boolean isScope(String text) {
        return SCOPE.matcher(text).matches();
    }
}
