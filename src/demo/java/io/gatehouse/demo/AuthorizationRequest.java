package io.gatehouse.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What the gateway asked for when it sent a browser here to sign in. */
record AuthorizationRequest(
        String redirectUri,
        String state,
        String nonce,
        Set<String> scopes,
        Set<String> prompts,
        String codeChallenge,
        String idTokenHint,
        Optional<Duration> maxAge) {

    static AuthorizationRequest of(Parameters query) {
        return new AuthorizationRequest(
                query.get("redirect_uri"),
                query.get("state"),
                query.get("nonce"),
                query.words("scope"),
                query.words("prompt"),
                query.get("code_challenge"),
                query.get("id_token_hint"),
                query.get("max_age").matches("\\d{1,9}")
                        ? Optional.of(Duration.ofSeconds(Long.parseLong(query.get("max_age"))))
                        : Optional.empty());
    }

    /** What is wrong with a request from a client that is known, or nothing. */
    static Optional<OAuthError> wrong(Parameters query) {
        Set<String> prompts = query.words("prompt");
        if (query.repeated().isPresent()) {
            return invalid(query.repeated().get() + " was sent more than once");
        }
        if (!query.get("response_type").equals("code")) {
            return refused("unsupported_response_type", "response_type has to be code");
        }
        if (query.has("response_mode") && !query.get("response_mode").equals("query")) {
            return invalid("response_mode has to be query");
        }
        if (query.has("request") || query.has("request_uri")) {
            return refused("request_not_supported", "request objects are not supported");
        }
        if (!query.words("scope").contains("openid")) {
            return refused("invalid_scope", "scope has to name openid");
        }
        if (!query.get("code_challenge_method").equals("S256")
                || !query.get("code_challenge").matches("[A-Za-z0-9_-]{43}")) {
            return invalid("PKCE with code_challenge_method=S256 is required");
        }
        if (prompts.contains("none") && prompts.size() > 1) {
            return invalid("prompt=none cannot be combined");
        }
        return Optional.empty();
    }

    boolean isSilent() {
        return prompts.contains("none");
    }

    /** Whether someone who signed in at that time need not be asked again. */
    boolean accepts(SignOn signOn, Instant now) {
        boolean asksAgain = prompts.contains("login") || prompts.contains("select_account");
        boolean fresh = maxAge.map(age -> !signOn.at().plus(age).isBefore(now)).orElse(true);
        return fresh && !asksAgain;
    }

    private static Optional<OAuthError> invalid(String description) {
        return refused("invalid_request", description);
    }

    private static Optional<OAuthError> refused(String error, String description) {
        return Optional.of(new OAuthError(error, description));
    }
}
