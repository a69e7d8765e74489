package io.gatehouse.login;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.login.attempt.PendingLogin;
import io.gatehouse.login.exchange.CodeExchange;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.provider.Provider;
import io.gatehouse.login.provider.Providers;
import io.gatehouse.login.reach.Reach;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.client.Credential;
import io.gatehouse.organization.entra.GroupOverage;
import io.gatehouse.organization.provider.Accounts;
import io.gatehouse.organization.provider.ClaimsFrom;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.organization.provider.Issuer;
import io.gatehouse.organization.provider.SignOut;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** An identity provider in memory that answers its token endpoint as it is told: everything behind it is the real thing. */
final class FakeProvider {

    static final String CODE = "0.AXkAcode-4f1bQ7Wc9XyZ.the-authorization-code-Qq81Zz";
    static final String NONCE = "nonce-of-this-sign-in";
    static final String SECRET = "abC8Q~Zk3vT0pLrW9nXy_uM5sEdFgHjKlQwErTy1";
    static final RSAKey KEY = key("current");
    static final RSAKey OTHER_KEY = key("other");

    private static final JsonMapper JSON = new JsonMapper();

    private final String issuer;
    private final String secret;
    private final WebClient http;
    private Optional<Throwable> failure = Optional.empty();
    private HttpStatus status = HttpStatus.OK;
    private String answer = "{}";
    private Credential credential = Credential.SECRET;

    FakeProvider(String issuer) {
        this(issuer, SECRET);
    }

    FakeProvider(String issuer, String secret) {
        this.issuer = issuer;
        this.secret = secret;
        this.http = WebClient.builder().exchangeFunction(this::answer).build();
    }

    FakeProvider refusing(String error, String description) {
        status = HttpStatus.UNAUTHORIZED;
        answer = JSON.writeValueAsString(Map.of("error", error, "error_description", description));
        return this;
    }

    /** Its client proves itself by a key: what is its secret otherwise. */
    FakeProvider withKey() {
        credential = Credential.PRIVATE_KEY;
        return this;
    }

    FakeProvider answering(HttpStatus answered, String body) {
        status = answered;
        answer = body;
        return this;
    }

    FakeProvider failingWith(Throwable error) {
        failure = Optional.of(error);
        return this;
    }

    /** An ID token as it should be, but for what is changed. */
    FakeProvider issuing(RSAKey key, Consumer<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject("alice")
                .audience("client")
                .claim("nonce", hash(NONCE))
                .claim("email", "alice@acme.com")
                .claim("hd", "acme.com")
                .issueTime(Date.from(Instant.now()))
                .expirationTime(Date.from(Instant.now().plusSeconds(300)));
        change.accept(claims);
        return issuing(signed(key, claims.build()));
    }

    FakeProvider issuing(String idToken) {
        status = HttpStatus.OK;
        answer = JSON.writeValueAsString(
                Map.of("access_token", "opaque", "token_type", "Bearer", "expires_in", 300, "id_token", idToken));
        return this;
    }

    IdentityProvider settings() {
        return new IdentityProvider(
                Issuer.parse(issuer),
                "client",
                List.of(Secret.of(secret)),
                Optional.empty(),
                IdentityProvider.DEFAULT_SCOPES,
                Map.of(),
                SignOut.HERE,
                credential,
                new Accounts(Set.of(), Set.of("acme.com")),
                ClaimsFrom.ID_TOKEN,
                GroupOverage.REFUSE);
    }

    /** What the exchange ends with. */
    Diagnosis diagnosis() {
        return diagnosis(organization -> http, settings());
    }

    /** The same at a provider that is reached like this. */
    static Diagnosis diagnosis(Reach reach, IdentityProvider settings) {
        Organization acme = TestOrganizations.acmeWith(settings);
        Provider provider = provider(reach, acme).block();
        PendingLogin pending = new PendingLogin(
                "state",
                NONCE,
                "verifier",
                "",
                settings.issuer().toString(),
                "client",
                "https://gw.example/organizations/acme/oidc/consume",
                "/acme/portal/",
                0,
                PendingLogin.Purpose.SIGN_IN,
                false,
                Instant.now());
        return new CodeExchange(Clock.systemUTC())
                .exchange(provider, pending, CODE, acme)
                .map(person -> (Throwable) new AssertionError("signed in"))
                .onErrorResume(Mono::just)
                .map(error -> Diagnosis.ofExchange(error, settings))
                .block();
    }

    /** Why its metadata is not taken. */
    String refusalOfMetadata() {
        return provider(organization -> http, TestOrganizations.acmeWith(settings()))
                .map(unused -> "taken")
                .onErrorResume(error -> Mono.just(String.valueOf(error.getMessage())))
                .block();
    }

    private static Mono<Provider> provider(Reach reach, Organization acme) {
        return new Providers(reach, PublicUrl.parse("https://portal.example"), Clock.systemUTC()).of(acme);
    }

    private Mono<ClientResponse> answer(ClientRequest request) {
        String path = request.url().getPath();
        if (path.endsWith("openid-configuration")) {
            return json(HttpStatus.OK, """
                    {"issuer":"%s","authorization_endpoint":"https://p.example/authorize",
                     "token_endpoint":"https://p.example/token","jwks_uri":"https://p.example/keys",
                     "token_endpoint_auth_methods_supported":["%s"]}""".formatted(
                            issuer, issuer.contains("microsoft") ? "private_key_jwt" : "client_secret_basic"));
        }
        if (path.equals("/keys")) {
            return json(HttpStatus.OK, new JWKSet(KEY.toPublicJWK()).toString());
        }
        return failure.<Mono<ClientResponse>>map(error -> Mono.error(
                        new WebClientRequestException(error, request.method(), request.url(), request.headers())))
                .orElseGet(() -> json(status, answer));
    }

    private static Mono<ClientResponse> json(HttpStatus status, String body) {
        return Mono.just(ClientResponse.create(status)
                .header("Content-Type", MediaType.APPLICATION_JSON_VALUE)
                .body(body)
                .build());
    }

    private static String signed(RSAKey key, JWTClaimsSet claims) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("current").build(), claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String hash(String nonce) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(nonce.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
