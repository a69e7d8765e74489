package io.gatehouse.journey;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.journey.SimulatedInternet.Answer;
import io.gatehouse.journey.SimulatedInternet.Call;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.json.JsonMapper;

/** An identity provider that answers as the documentation of a real one says: its metadata, its endpoints, its claims. */
final class DocumentedProvider {

    static final String CLIENT = "gatehouse";
    static final String SECRET = "s3cr3t-of-gatehouse";

    private static final JsonMapper JSON = new JsonMapper();
    private static final RSAKey RSA = rsa();
    private static final ECKey EC = ec();
    private static final ECKey STRANGERS = ec();

    /**
     * Who signs in.
     *
     * @param idToken claims besides those that every ID token has
     * @param accessToken empty for an opaque one
     * @param groups what Microsoft Graph tells of them; empty when it is not permitted to
     */
    record Person(
            Map<String, Object> idToken,
            Map<String, Object> userInfo,
            Optional<Map<String, Object>> accessToken,
            boolean forged,
            Optional<List<String>> groups) {

        static Person of(Map<String, Object> idToken) {
            return new Person(idToken, Map.of("sub", idToken.get("sub")), Optional.empty(), false, Optional.empty());
        }

        Person with(Map<String, Object> more) {
            Map<String, Object> all = new HashMap<>(idToken);
            all.putAll(more);
            return new Person(all, userInfo, accessToken, forged, groups);
        }

        Person withUserInfo(Map<String, Object> claims) {
            return new Person(idToken, claims, accessToken, forged, groups);
        }

        Person withAccessToken(Map<String, Object> claims) {
            return new Person(idToken, userInfo, Optional.of(claims), forged, groups);
        }

        /** Whose access token is signed by somebody else. */
        Person forging() {
            return new Person(idToken, userInfo, accessToken, true, groups);
        }

        Person inGraph(List<String> ids) {
            return new Person(idToken, userInfo, accessToken, forged, Optional.of(ids));
        }
    }

    private record Grant(Person person, String nonce) {}

    private final String issuer;
    private final URI metadata;
    private final URI authorization;
    private final URI token;
    private final URI keys;
    private final URI userInfo;
    private final List<String> authentication;
    private final Map<String, Object> more;
    private final JWK key;
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();
    private volatile ClientCheck check = ClientCheck.none();
    private volatile String authenticatedBy = "";

    private DocumentedProvider(
            String issuer,
            String metadata,
            String authorization,
            String token,
            String keys,
            String userInfo,
            List<String> authentication,
            Map<String, Object> more,
            JWK key) {
        this.issuer = issuer;
        this.metadata = URI.create(metadata + "/.well-known/openid-configuration");
        this.authorization = URI.create(authorization);
        this.token = URI.create(token);
        this.keys = URI.create(keys);
        this.userInfo = URI.create(userInfo);
        this.authentication = authentication;
        this.more = more;
        this.key = key;
    }

    /** learn.microsoft.com, “OpenID Connect on the Microsoft identity platform”, its sample of metadata. */
    static DocumentedProvider entra(String host, String graph, String tenant, String issuer) {
        String at = "https://" + host + "/" + tenant;
        return new DocumentedProvider(
                issuer,
                at + "/v2.0",
                at + "/oauth2/v2.0/authorize",
                at + "/oauth2/v2.0/token",
                at + "/discovery/v2.0/keys",
                "https://" + graph + "/oidc/userinfo",
                List.of("client_secret_post", "private_key_jwt"),
                Map.of("subject_types_supported", List.of("pairwise"), "msgraph_host", graph),
                RSA);
    }

    /** The first version, whose metadata stands without {@code /v2.0} and names another host. */
    static DocumentedProvider entraV1(String tenant) {
        String at = "https://login.microsoftonline.com/" + tenant;
        return new DocumentedProvider(
                "https://sts.windows.net/" + tenant + "/",
                at,
                at + "/oauth2/authorize",
                at + "/oauth2/token",
                "https://login.microsoftonline.com/common/discovery/keys",
                at + "/openid/userinfo",
                List.of("client_secret_post", "private_key_jwt", "client_secret_basic"),
                Map.of("subject_types_supported", List.of("pairwise")),
                RSA);
    }

    /** developer.okta.com, “OpenID Connect & OAuth 2.0 API”: of the org, or of {@code /oauth2/default}. */
    static DocumentedProvider okta(String issuer) {
        String at = issuer + (issuer.endsWith(".com") ? "/oauth2" : "") + "/v1";
        return new DocumentedProvider(
                issuer,
                issuer,
                at + "/authorize",
                at + "/token",
                at + "/keys",
                at + "/userinfo",
                List.of("client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"),
                Map.of("subject_types_supported", List.of("public")),
                RSA);
    }

    /** accounts.google.com/.well-known/openid-configuration, whose endpoints are on four hosts. */
    static DocumentedProvider google() {
        return new DocumentedProvider(
                "https://accounts.google.com",
                "https://accounts.google.com",
                "https://accounts.google.com/o/oauth2/v2/auth",
                "https://oauth2.googleapis.com/token",
                "https://www.googleapis.com/oauth2/v3/certs",
                "https://openidconnect.googleapis.com/v1/userinfo",
                List.of("client_secret_post", "client_secret_basic"),
                Map.of(),
                RSA);
    }

    /** auth0.com/docs, whose issuer ends with a slash. */
    static DocumentedProvider auth0(String domain) {
        String at = "https://" + domain;
        return new DocumentedProvider(
                at + "/",
                at,
                at + "/authorize",
                at + "/oauth/token",
                at + "/.well-known/jwks.json",
                at + "/userinfo",
                List.of("client_secret_basic", "client_secret_post", "private_key_jwt"),
                Map.of("backchannel_logout_supported", true),
                RSA);
    }

    /** A Keycloak of version 26 whose realm signs with ES256. */
    static DocumentedProvider keycloak(String realm) {
        String at = realm + "/protocol/openid-connect";
        return new DocumentedProvider(
                realm,
                realm,
                at + "/auth",
                at + "/token",
                at + "/certs",
                at + "/userinfo",
                List.of("private_key_jwt", "client_secret_basic", "client_secret_post", "tls_client_auth"),
                Map.of(
                        "authorization_response_iss_parameter_supported",
                        true,
                        "id_token_signing_alg_values_supported",
                        List.of("PS384", "RS384", "EdDSA", "ES384", "HS256", "ES256", "RS256")),
                EC);
    }

    /** A client that is known by a key, too. */
    DocumentedProvider knowing(ClientCheck client) {
        check = client;
        return this;
    }

    /** Where the browser comes back to after this person has signed in where the gateway sent it. */
    String signIn(String authorizationRequest, Person person) {
        Parameters asked = Parameters.of(URI.create(authorizationRequest).getRawQuery());
        if (!authorizationRequest.startsWith(authorization + "?")) {
            throw new AssertionError(authorizationRequest + " (expected: " + authorization + ")");
        }
        String code = UUID.randomUUID().toString();
        grants.put(code, new Grant(person, asked.get("nonce")));
        String named = more.containsKey("authorization_response_iss_parameter_supported")
                ? "&iss=" + URLEncoder.encode(issuer, StandardCharsets.UTF_8)
                : "";
        return asked.get("redirect_uri") + "?code=" + code + "&state=" + asked.get("state") + named;
    }

    /** How the client authenticated last. */
    String authenticatedBy() {
        return authenticatedBy;
    }

    /** Empty for what is none of this provider's addresses. */
    Optional<Answer> answer(Call call) {
        URI address = call.address();
        if (address.equals(metadata)) {
            return Optional.of(json(200, document()));
        }
        if (address.equals(keys)) {
            return Optional.of(new Answer(200, new JWKSet(key.toPublicJWK()).toString()));
        }
        if (address.equals(token)) {
            return Optional.of(redeem(call));
        }
        return address.equals(userInfo) ? Optional.of(userInfo(call)) : Optional.empty();
    }

    /** Microsoft Graph's {@code getMemberGroups}, in pages of two. */
    Answer graph(Call call) {
        Optional<Grant> grant = grant(call);
        if (!call.address().getPath().equals("/v1.0/me/getMemberGroups") || grant.isEmpty()) {
            return json(grant.isEmpty() ? 401 : 404, Map.of());
        }
        Optional<List<String>> groups = grant.get().person().groups();
        if (groups.isEmpty()) {
            return json(403, Map.of("error", Map.of("code", "Authorization_RequestDenied")));
        }
        int from = Integer.parseInt(Optional.ofNullable(call.address().getQuery())
                .map(query -> Parameters.of(query).get("$skiptoken"))
                .orElse("0"));
        int to = Math.min(from + 2, groups.get().size());
        Map<String, Object> page = new HashMap<>(Map.of("value", groups.get().subList(from, to)));
        if (to < groups.get().size()) {
            page.put(
                    "@odata.nextLink",
                    "https://" + call.address().getHost() + call.address().getPath() + "?$skiptoken=" + to);
        }
        return json(200, page);
    }

    private Map<String, Object> document() {
        Map<String, Object> document = new HashMap<>(Map.of(
                "issuer", issuer,
                "authorization_endpoint", authorization.toString(),
                "token_endpoint", token.toString(),
                "jwks_uri", keys.toString(),
                "userinfo_endpoint", userInfo.toString(),
                "token_endpoint_auth_methods_supported", authentication,
                "id_token_signing_alg_values_supported", List.of("RS256")));
        document.putAll(more);
        return document;
    }

    private Answer redeem(Call call) {
        String method = check.method(call, token.toString(), issuer);
        Grant grant = grants.get(call.field("code").orElse(""));
        if (!authentication.contains(method) || grant == null) {
            return json(401, Map.of("error", "invalid_client", "error_description", "authenticated by " + method));
        }
        authenticatedBy = method;
        String accessToken = grant.person()
                .accessToken()
                .map(claims -> signed(claims, grant.person().forged() ? STRANGERS : key, "at+jwt"))
                .orElse("opaque-" + UUID.randomUUID());
        grants.put(accessToken, grant);
        Map<String, Object> idToken = new HashMap<>(grant.person().idToken());
        idToken.put("nonce", grant.nonce());
        idToken.putIfAbsent("aud", CLIENT);
        return json(
                200,
                Map.of(
                        "access_token",
                        accessToken,
                        "token_type",
                        "Bearer",
                        "expires_in",
                        3599,
                        "id_token",
                        signed(idToken, key, "JWT")));
    }

    private Answer userInfo(Call call) {
        return grant(call).map(grant -> json(200, grant.person().userInfo())).orElseGet(() -> json(401, Map.of()));
    }

    private Optional<Grant> grant(Call call) {
        return call.header("Authorization")
                .map(header -> header.replaceFirst("^Bearer ", ""))
                .map(grants::get);
    }

    private String signed(Map<String, Object> claims, JWK by, String type) {
        try {
            JWTClaimsSet.Builder all = new JWTClaimsSet.Builder()
                    .issuer(issuer)
                    .issueTime(Date.from(Instant.now()))
                    .expirationTime(Date.from(Instant.now().plusSeconds(300)));
            claims.forEach(all::claim);
            boolean rsa = by instanceof RSAKey;
            JWSHeader header = new JWSHeader.Builder(rsa ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256)
                    .type(new JOSEObjectType(type))
                    .keyID(key.getKeyID())
                    .build();
            JWSSigner signer = rsa ? new RSASSASigner(by.toRSAKey()) : new ECDSASigner(by.toECKey());
            SignedJWT token = new SignedJWT(header, all.build());
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String basic(String client, String secret) {
        return "Basic "
                + Base64.getEncoder().encodeToString((client + ":" + secret).getBytes(StandardCharsets.US_ASCII));
    }

    private static Answer json(int status, Map<String, Object> body) {
        return new Answer(status, JSON.writeValueAsString(body));
    }

    private static RSAKey rsa() {
        try {
            return new RSAKeyGenerator(2048).keyID("key-of-today").generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static ECKey ec() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("key-of-today").generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
