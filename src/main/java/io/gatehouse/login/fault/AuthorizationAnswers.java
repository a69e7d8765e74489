package io.gatehouse.login.fault;

/** Reads the errors that come back with the browser. */
final class AuthorizationAnswers {

    private AuthorizationAnswers() {}

    /** {@link Fault#ACCESS_DENIED} where nothing better is known: whatever it was, the provider sent the person back. */
    static Fault fault(Answer answer) {
        return answer.numbered().orElseGet(() -> named(answer));
    }

    private static Fault named(Answer answer) {
        return switch (answer.error()) {
            case "access_denied" -> denied(answer);
            case "consent_required", "admin_policy_enforced" -> Fault.CONSENT_MISSING;
            case "invalid_scope" -> Fault.SCOPE_REFUSED;
            case "redirect_uri_mismatch" -> Fault.REDIRECT_MISMATCH;
            case "org_internal" -> Fault.NOT_ASSIGNED; // Google: an account outside of the Workspace
            case "unauthorized_client", "unsupported_response_type" -> client(answer);
            case "invalid_client", "deleted_client" -> Fault.UNKNOWN_CLIENT;
            case "server_error", "temporarily_unavailable" -> Fault.PROVIDER_ERROR;
            case "invalid_request" -> request(answer);
            default -> Fault.ACCESS_DENIED;
        };
    }

    private static Fault denied(Answer answer) {
        // Okta; its custom authorization servers have policies; Auth0's Organizations have members.
        if (answer.says("not assigned", "policy evaluation failed", "is not part of the")) {
            return Fault.NOT_ASSIGNED;
        }
        if (answer.says("service not found")) {
            return Fault.WRONG_AUDIENCE; // Auth0: no API has the audience that was asked for
        }
        if (answer.says("unknown client")) {
            return Fault.UNKNOWN_CLIENT;
        }
        return answer.says("consent") ? Fault.CONSENT_MISSING : Fault.ACCESS_DENIED;
    }

    private static Fault client(Answer answer) {
        if (answer.says("unknown client", "client not found")) {
            return Fault.UNKNOWN_CLIENT;
        }
        return answer.says("callback url mismatch") ? Fault.REDIRECT_MISMATCH : Fault.FLOW_NOT_ALLOWED;
    }

    private static Fault request(Answer answer) {
        if (answer.says("is not part of the")) {
            return Fault.NOT_ASSIGNED;
        }
        return answer.says("redirect_uri", "redirect uri") ? Fault.REDIRECT_MISMATCH : Fault.ACCESS_DENIED;
    }
}
