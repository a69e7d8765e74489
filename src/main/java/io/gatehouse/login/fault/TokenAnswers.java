package io.gatehouse.login.fault;

import io.gatehouse.organization.client.Credential;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.organization.provider.Issuer;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the errors of the token endpoint, where a wrong secret has as many names as there are providers. */
final class TokenAnswers {

    private static final Pattern GUID = Pattern.compile("\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private static final Set<Fault> OF_THE_CREDENTIAL = Set.of(Fault.WRONG_SECRET, Fault.WRONG_CLIENT_AUTHENTICATION);

    private TokenAnswers() {}

    static Fault fault(Answer answer, IdentityProvider settings) {
        Fault fault = answer.numbered().orElseGet(() -> named(answer));
        if (settings.credential() == Credential.PRIVATE_KEY && OF_THE_CREDENTIAL.contains(fault)) {
            return Fault.WRONG_KEY; // whatever the provider calls it: no secret was sent
        }
        return fault.equals(Fault.WRONG_SECRET) && isSecretId(answer, settings) ? Fault.SECRET_ID_PASTED : fault;
    }

    /** Entra warns of the secret ID whatever secret was sent, so the secret itself decides: an ID is a GUID, a value never. */
    private static boolean isSecretId(Answer answer, IdentityProvider settings) {
        boolean entra = answer.number() != 0 || settings.issuer().provider() == Issuer.Provider.ENTRA;
        return entra
                && settings.clientSecrets().stream()
                        .anyMatch(secret -> GUID.matcher(secret.reveal()).matches());
    }

    private static Fault named(Answer answer) {
        return switch (answer.error()) {
            case "invalid_client", "unauthorized_client", "access_denied", "invalid_request" -> client(answer);
            case "invalid_grant" -> grant(answer);
            case "redirect_uri_mismatch" -> Fault.REDIRECT_MISMATCH; // Google
            case "deleted_client" -> Fault.UNKNOWN_CLIENT; // Google
            case "unsupported_grant_type" -> Fault.FLOW_NOT_ALLOWED;
            case "invalid_scope" -> Fault.SCOPE_REFUSED;
            case "consent_required", "interaction_required" -> Fault.CONSENT_MISSING;
            case "server_error", "temporarily_unavailable", "slow_down" -> Fault.PROVIDER_ERROR;
            default -> Fault.UNEXPECTED_ANSWER;
        };
    }

    private static Fault client(Answer answer) {
        if (answer.says(
                "client_secret_basic",
                "client_secret_post",
                "client_assertion",
                "auth_method",
                "authentication method",
                "authentication_method", // Spring Authorization Server
                "multiple client credentials",
                "client_secret is missing")) {
            return Fault.WRONG_CLIENT_AUTHENTICATION;
        }
        if (isUnknownClient(answer)) {
            return Fault.UNKNOWN_CLIENT;
        }
        if (answer.says("not assigned", "policy evaluation failed")) {
            return Fault.NOT_ASSIGNED;
        }
        if (answer.says("grant type", "not allowed", "not authorized")) {
            return Fault.FLOW_NOT_ALLOWED;
        }
        return secret(answer);
    }

    private static boolean isUnknownClient(Answer answer) {
        // Keycloak has one sentence for both, and tells them apart by the error alone.
        boolean keycloak = answer.is("invalid_client") && answer.says("invalid client or invalid client credentials");
        return keycloak
                || answer.says(
                        "unknown client",
                        "unknown_client", // Keycloak before 20
                        "client not found",
                        "client was not found", // Google
                        "client was deleted", // Google
                        "service not found", // Auth0
                        "invalid value for 'client_id'"); // Okta
    }

    /** What is left is a wrong secret: {@code invalid_client}; Keycloak's {@code unauthorized_client}; Auth0's {@code access_denied}. */
    private static Fault secret(Answer answer) {
        return switch (answer.error()) {
            case "invalid_client" -> Fault.WRONG_SECRET;
            case "unauthorized_client" ->
                answer.text().isEmpty() || answer.says("credential", "secret", "unauthorized")
                        ? Fault.WRONG_SECRET
                        : Fault.FLOW_NOT_ALLOWED;
            // With any other words it is about the person, and must not count as everybody's.
            case "access_denied" -> answer.text().equals("unauthorized") ? Fault.WRONG_SECRET : Fault.ACCESS_DENIED;
            default -> answer.says("redirect") ? Fault.REDIRECT_MISMATCH : Fault.UNEXPECTED_ANSWER;
        };
    }

    private static Fault grant(Answer answer) {
        return answer.says("redirect_uri", "redirect uri", "redirection uri")
                ? Fault.REDIRECT_MISMATCH
                : Fault.INVALID_GRANT;
    }
}
