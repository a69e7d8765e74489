package io.gatehouse.login.recheck;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.organization.provider.Issuer;
import io.gatehouse.organization.provider.SignOut;
import io.gatehouse.secret.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.mock.http.client.reactive.MockClientHttpRequest;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** An identity provider in memory whose token endpoint rotates refresh tokens, and says of alice what it is told to. */
final class RefreshedProvider {

    static final String ISSUER = "https://login.acme.example";
    static final RSAKey KEY = key();
    static final RSAKey OTHER_KEY = key();

    static final Duration TOKEN = Duration.ofMinutes(5);

    private static final JsonMapper JSON = new JsonMapper();

    final WebClient http = WebClient.builder().exchangeFunction(this::answer).build();
    final AtomicInteger asked = new AtomicInteger();
    private final Clock clock;
    private Consumer<JWTClaimsSet.Builder> change = claims -> {};
    private RSAKey key = KEY;
    private @Nullable String idTokenInstead;
    private boolean withIdToken = true;
    private int padding;
    private Optional<Mono<ClientResponse>> instead = Optional.empty();
    private volatile boolean readsPeopleFromTheirTokens;

    RefreshedProvider(Clock clock) {
        this.clock = clock;
    }

    void says(Consumer<JWTClaimsSet.Builder> changed) {
        change = changed;
    }

    /** From now on a refresh token is {@code person/number}, and good for the next number only. */
    void readsPeopleFromTheirTokens() {
        readsPeopleFromTheirTokens = true;
    }

    void signsWith(RSAKey another) {
        key = another;
    }

    void handsOut(String idToken) {
        idTokenInstead = idToken;
    }

    void handsOutAccessTokensOf(int length) {
        padding = length;
    }

    void leavesTheIdTokenOut() {
        withIdToken = false;
    }

    void refuses(String error) {
        instead = Optional.of(json(HttpStatus.BAD_REQUEST, Map.of("error", error)));
    }

    void answersWith(HttpStatus status) {
        instead = Optional.of(json(status, Map.of()));
    }

    void isAway() {
        instead = Optional.of(Mono.error(new java.net.ConnectException("refused")));
    }

    void isBack() {
        instead = Optional.empty();
    }

    IdentityProvider settings() {
        return new IdentityProvider(
                Issuer.parse(ISSUER),
                "gatehouse",
                List.of(Secret.of("s3cret")),
                Optional.empty(),
                IdentityProvider.DEFAULT_SCOPES,
                Map.of(),
                SignOut.HERE);
    }

    String idToken(Consumer<JWTClaimsSet.Builder> changed) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject("alice")
                .audience("gatehouse")
                .claim("email", "alice@acme.com")
                .claim("groups", List.of("engineering"))
                .claim("auth_time", 1_000_000)
                .issueTime(Date.from(clock.instant()))
                .expirationTime(Date.from(clock.instant().plusSeconds(300)));
        changed.accept(claims);
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("current").build(), claims.build());
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Mono<ClientResponse> answer(ClientRequest request) {
        String path = request.url().getPath();
        if (path.endsWith("openid-configuration")) {
            return json(
                    HttpStatus.OK,
                    Map.of(
                            "issuer", ISSUER,
                            "authorization_endpoint", ISSUER + "/authorize",
                            "token_endpoint", ISSUER + "/token",
                            "jwks_uri", ISSUER + "/keys"));
        }
        if (path.equals("/keys")) {
            return json(HttpStatus.OK, new JWKSet(KEY.toPublicJWK()).toJSONObject());
        }
        asked.incrementAndGet();
        return instead.map(answer -> answer.onErrorMap(error ->
                        new WebClientRequestException(error, request.method(), request.url(), request.headers())))
                .orElseGet(() -> readsPeopleFromTheirTokens
                        ? form(request).flatMap(form -> personsTokens(form.get("refresh_token")))
                        : tokens("refresh-" + asked.get()));
    }

    private Mono<ClientResponse> personsTokens(String refreshToken) {
        String[] parts = refreshToken.split("%2F");
        String idToken = idToken(claims -> claims.subject(parts[0]).claim("preferred_username", parts[0]));
        return json(
                HttpStatus.OK,
                Map.of(
                        "access_token",
                        "opaque",
                        "token_type",
                        "Bearer",
                        "id_token",
                        idToken,
                        "refresh_token",
                        parts[0] + "/" + (Integer.parseInt(parts[1]) + 1)));
    }

    /** What the token endpoint was sent. */
    private static Mono<Map<String, String>> form(ClientRequest request) {
        MockClientHttpRequest sent = new MockClientHttpRequest(request.method(), request.url());
        return request.writeTo(sent, ExchangeStrategies.withDefaults())
                .then(Mono.defer(sent::getBodyAsString))
                .map(body -> Stream.of(body.split("&"))
                        .collect(Collectors.toMap(part -> part.split("=")[0], part -> part.split("=")[1])));
    }

    private Mono<ClientResponse> tokens(String refreshToken) {
        Map<String, Object> tokens = new LinkedHashMap<>(Map.of(
                "access_token",
                accessToken(),
                "token_type",
                "Bearer",
                "expires_in",
                expiresIn(),
                "refresh_token",
                refreshToken));
        if (withIdToken) {
            tokens.put("id_token", idTokenInstead == null ? idToken(change) : idTokenInstead);
        }
        return json(HttpStatus.OK, tokens);
    }

    private String accessToken() {
        return "access-" + asked.get() + "x".repeat(padding);
    }

    /** Five minutes by a clock that runs ahead, too: Spring Security reads its own. */
    private long expiresIn() {
        Duration until = Duration.between(Instant.now(), clock.instant().plus(TOKEN));
        return Math.max(TOKEN.toSeconds(), until.toSeconds());
    }

    private static Mono<ClientResponse> json(HttpStatus status, Map<String, ?> body) {
        return Mono.fromSupplier(() -> ClientResponse.create(status)
                .header("Content-Type", MediaType.APPLICATION_JSON_VALUE)
                .body(JSON.writeValueAsString(body))
                .build());
    }

    private static RSAKey key() {
        try {
            return new RSAKeyGenerator(2048).keyID("current").generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
