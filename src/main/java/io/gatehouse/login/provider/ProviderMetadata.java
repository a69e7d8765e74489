package io.gatehouse.login.provider;

import io.gatehouse.organization.entra.Directory;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an identity provider says of itself (OpenID Connect Discovery 1.0 §3), as far as we read it.
 *
 * @param tokenEndpointAuthMethods {@code client_secret_basic} when it says nothing, as the specification does
 * @param scopes what may be asked for; empty when it says nothing
 * @param namesItselfInResponses whether the authorization response carries {@code iss} (RFC 9207)
 */
public record ProviderMetadata(
        String issuer,
        String authorizationEndpoint,
        String tokenEndpoint,
        String jwksUri,
        Optional<String> userInfoEndpoint,
        Optional<String> endSessionEndpoint,
        List<String> tokenEndpointAuthMethods,
        List<String> signingAlgorithms,
        List<String> scopes,
        boolean namesItselfInResponses) {

    /** @throws IllegalArgumentException naming the first member that is missing */
    public static ProviderMetadata from(Map<String, Object> document) {
        return new ProviderMetadata(
                required(document, "issuer"),
                required(document, "authorization_endpoint"),
                required(document, "token_endpoint"),
                required(document, "jwks_uri"),
                text(document, "userinfo_endpoint"),
                text(document, "end_session_endpoint"),
                texts(document, "token_endpoint_auth_methods_supported", List.of("client_secret_basic")),
                texts(document, "id_token_signing_alg_values_supported", List.of("RS256")),
                texts(document, "scopes_supported", List.of()),
                Boolean.TRUE.equals(document.get("authorization_response_iss_parameter_supported")));
    }

    /** Whether the token endpoint takes this way to authenticate. */
    boolean takes(String method) {
        return tokenEndpointAuthMethods.contains(method);
    }

    /** Whether an authorization response that names its sender came from here (RFC 9207 §2.4). */
    public boolean isNamed(String sender) {
        return issuer.equals(sender) || isOneOf(sender);
    }

    /** Of an issuer of many tenants, each answers for itself. */
    private boolean isOneOf(String sender) {
        return issuer.contains(Directory.ANY_TENANT)
                && Directory.of(sender)
                        .flatMap(Directory::tenantId)
                        .filter(tenant ->
                                issuer.replace(Directory.ANY_TENANT, tenant).equals(sender))
                        .isPresent();
    }

    private static String required(Map<String, Object> document, String member) {
        return text(document, member).orElseThrow(() -> new IllegalArgumentException(member + ": missing"));
    }

    private static Optional<String> text(Map<String, Object> document, String member) {
        return document.get(member) instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }

    private static List<String> texts(Map<String, Object> document, String member, List<String> otherwise) {
        return document.get(member) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : otherwise;
    }
}
