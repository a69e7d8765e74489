package io.gatehouse.demo;

import com.nimbusds.jose.util.Base64URL;
import io.gatehouse.demo.DemoIdentityProvider.Options;
import io.gatehouse.demo.Grants.Kind;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Exchanges codes and refresh tokens for tokens, and access tokens for what is known about the person. */
final class TokenEndpoint {

    private final Options options;
    private final Grants grants;
    private final Tokens tokens;
    private volatile String clientSecret;

    TokenEndpoint(Options options, Grants grants, Tokens tokens) {
        this.options = options;
        this.grants = grants;
        this.tokens = tokens;
        this.clientSecret = options.clientSecret();
    }

    void takeOnly(String newSecret) {
        clientSecret = newSecret;
    }

    Answer token(Call call) {
        Parameters form = call.form();
        if (form.repeated().isPresent()) {
            return refused("invalid_request", form.repeated().get() + " was sent more than once");
        }
        if (!isOurClient(call.header("Authorization"), form)) {
            return new OAuthError("invalid_client", "the client id or its secret is not right")
                    .answer(401)
                    .with("WWW-Authenticate", "Basic realm=\"token\"");
        }
        return switch (form.get("grant_type")) {
            case "authorization_code" -> code(form);
            case "refresh_token" -> refresh(form);
            case "" -> refused("invalid_request", "grant_type is missing");
            default -> refused("unsupported_grant_type", "grant_type has to be authorization_code or refresh_token");
        };
    }

    Answer userinfo(Call call) {
        String authorization = call.header("Authorization");
        String token = authorization.startsWith("Bearer ") ? authorization.substring("Bearer ".length()) : "";
        return grants.find(Kind.ACCESS_TOKEN, token)
                .map(grant ->
                        Answer.json(200, grant.user().claims(grant.request().scopes())))
                .orElseGet(() -> new OAuthError("invalid_token", "the access token is not valid")
                        .answer(401)
                        .with("WWW-Authenticate", "Bearer error=\"invalid_token\""));
    }

    private Answer code(Parameters form) {
        Optional<Grant> grant = grants.redeem(Kind.CODE, form.get("code"));
        if (grant.isEmpty()) {
            return refused("invalid_grant", "the code is unknown, spent or expired");
        }
        AuthorizationRequest request = grant.get().request();
        if (!request.redirectUri().equals(form.get("redirect_uri"))) {
            return refused("invalid_grant", "redirect_uri is not the one the code was issued for");
        }
        if (!Digests.same(request.codeChallenge(), challenge(form.get("code_verifier")))) {
            return refused("invalid_grant", "code_verifier does not match the code_challenge");
        }
        return tokens(grant.get(), Optional.of(request.nonce()).filter(nonce -> !nonce.isEmpty()));
    }

    private Answer refresh(Parameters form) {
        return grants.redeem(Kind.REFRESH_TOKEN, form.get("refresh_token"))
                .map(grant -> tokens(grant, Optional.empty()))
                .orElseGet(() -> refused("invalid_grant", "the refresh token is unknown, spent or expired"));
    }

    private Answer tokens(Grant grant, Optional<String> nonce) {
        String accessToken = grants.issue(Kind.ACCESS_TOKEN, grant);
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("access_token", accessToken);
        response.put("token_type", "Bearer");
        response.put("expires_in", Kind.ACCESS_TOKEN.lifetime().toSeconds());
        response.put("scope", String.join(" ", grant.request().scopes()));
        response.put("id_token", tokens.idToken(grant, accessToken, nonce));
        if (grant.request().scopes().contains("offline_access")) {
            response.put("refresh_token", grants.issue(Kind.REFRESH_TOKEN, grant));
        }
        return Answer.json(200, response);
    }

    private boolean isOurClient(String authorization, Parameters form) {
        if (!authorization.startsWith("Basic ")) {
            return isOurClient(form.get("client_id"), form.get("client_secret"));
        }
        // One way to authenticate a request, never two (RFC 6749 §2.3).
        if (form.has("client_secret")) {
            return false;
        }
        try {
            byte[] credentials = Base64.getDecoder().decode(authorization.substring("Basic ".length()));
            String[] parts = new String(credentials, StandardCharsets.UTF_8).split(":", 2);
            return parts.length == 2 && isOurClient(formDecoded(parts[0]), formDecoded(parts[1]));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean isOurClient(String id, String secret) {
        return Digests.same(options.clientId(), id) && Digests.same(clientSecret, secret);
    }

    private static String formDecoded(String value) {
        return URLDecoder.decode(value, StandardCharsets.UTF_8);
    }

    private static String challenge(String verifier) {
        return Base64URL.encode(Digests.sha256(verifier.getBytes(StandardCharsets.US_ASCII)))
                .toString();
    }

    private static Answer refused(String error, String description) {
        return new OAuthError(error, description).answer(400);
    }
}
