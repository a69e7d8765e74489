package io.gatehouse.login.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.fixture.TestClock;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.login.fault.Diagnosed;
import io.gatehouse.request.PublicUrl;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Signing keys that change, disappear, and are asked for by whoever likes to. */
class IdTokensTests {

    private static final String ISSUER = "https://login.acme.example";
    private static final RSAKey FIRST = key("first");
    private static final RSAKey SECOND = key("second");

    private final TestClock clock = new TestClock();
    private final AtomicInteger fetches = new AtomicInteger();
    private String keys = "";
    private HttpStatus status = HttpStatus.OK;
    private ReactiveJwtDecoder idTokens = token -> Mono.empty();

    @BeforeEach
    void aProviderThatIsDiscovered() {
        publish(FIRST);
        WebClient http = WebClient.builder().exchangeFunction(this::answer).build();
        idTokens = new Providers(organization -> http, PublicUrl.parse("https://portal.example"), clock)
                .of(TestOrganizations.acme())
                .map(Provider::idTokens)
                .blockOptional()
                .orElseThrow();
        assertThat(verifies(token(FIRST, "first"))).isTrue();
        assertThat(fetches).hasValue(1);
    }

    @Test
    void aThousandUnknownKeysCauseOneFetchInAnInterval() {
        Flux.range(0, 1000)
                .map(i -> forged(UUID.randomUUID().toString()))
                .flatMap(token -> idTokens.decode(token).hasElement().onErrorReturn(false), 100)
                .doOnNext(verified -> assertThat(verified).isFalse())
                .blockLast();
        assertThat(fetches).hasValue(2);

        clock.pass(Remembered.BETWEEN);
        assertThat(verifies(token(SECOND, "another"))).isFalse();
        assertThat(verifies(token(SECOND, "one more"))).isFalse();
        assertThat(fetches).hasValue(3);
    }

    @Test
    void aNewKeyIsFoundAtOnceHoweverShortlyAfterTheLastFetch() {
        publish(SECOND);
        assertThat(verifies(token(SECOND, "second"))).isTrue();
        assertThat(verifies(token(FIRST, "first"))).as("withdrawn").isFalse();

        publish(FIRST, SECOND);
        clock.pass(Remembered.BETWEEN);
        assertThat(verifies(token(FIRST, "first"))).isTrue();
    }

    @Test
    void aNewKeyUnderAnOldNameIsFoundToo() {
        publish(new RSAKey.Builder(SECOND).keyID("first").build());
        assertThat(verifies(token(SECOND, "first"))).isTrue();

        publish(FIRST);
        assertThat(verifies(token(FIRST, null))).as("without a name").isTrue();
    }

    @Test
    void aWithdrawnKeyGoesWithTheNextRenewalWhichWhoeverSignsInCauses() {
        publish(SECOND);
        clock.pass(Duration.ofMinutes(14));
        assertThat(verifies(token(FIRST, "first"))).isTrue();
        assertThat(fetches).hasValue(1);

        clock.pass(Duration.ofMinutes(1));
        verifies(token(FIRST, "first"));
        assertThat(fetches).hasValue(2);
        assertThat(verifies(token(FIRST, "first"))).isFalse();
    }

    @Test
    void keysServeWhileTheProviderFailsAndNotBeyondAnHour() {
        status = HttpStatus.SERVICE_UNAVAILABLE;
        clock.pass(Duration.ofMinutes(59));
        assertThat(verifies(token(FIRST, "first"))).isTrue();
        assertThat(verifies(token(FIRST, "first"))).isTrue();

        clock.pass(Duration.ofMinutes(1));
        assertThat(verifies(token(FIRST, "first"))).isFalse();
    }

    @Test
    void moreKeysThanAnybodyNeedsAreRefused() {
        publish(copies(SECOND, 65));

        assertThat(verifies(token(SECOND, "key-1"))).isFalse();
        assertThat(verifies(token(FIRST, "first"))).isTrue();
    }

    @Test
    void signaturesAreVerifiedOffTheThreadThatAllRequestsShare() {
        String thread = idTokens.decode(token(FIRST, "first"))
                .map(verified -> Thread.currentThread().getName())
                .block();

        assertThat(thread).startsWith("signatures-");
    }

    @Test
    void ofManyKeysThatFitATokenNoneIsTried() {
        publish(copies(SECOND, 5));
        clock.pass(Duration.ofMinutes(15));
        verifies(token(FIRST, "first"));

        StepVerifier.create(idTokens.decode(token(SECOND, null)))
                .verifyErrorSatisfies(refused -> assertThat(refused.getCause())
                        .isInstanceOf(DiscoveryFailed.class)
                        .hasMessageContaining("5 keys fit one token (expected: at most 4"));
        assertThat(verifies(token(SECOND, "key-3"))).isTrue();
    }

    @Test
    void aLongKeyStillServes() throws JOSEException {
        RSAKey longest = new RSAKeyGenerator(4096).keyID("long").generate();
        publish(longest);

        assertThat(verifies(token(longest, "long"))).isTrue();
    }

    @Test
    void claimsThatWouldTakeTwentyTimesTheirRoomAreNotRead() {
        List<Map<String, Object>> crowd = Collections.nCopies(2_000, Map.of());
        JWTClaimsSet claims =
                new JWTClaimsSet.Builder(claims()).claim("x", crowd).build();

        StepVerifier.create(idTokens.decode(signed(FIRST, header("first"), claims)))
                .verifyErrorSatisfies(
                        refused -> assertThat(((Diagnosed) refused).diagnosis().said())
                                .startsWith("more than 2000 names, values and brackets"));
    }

    private boolean verifies(String token) {
        return Boolean.TRUE.equals(
                idTokens.decode(token).hasElement().onErrorReturn(false).block());
    }

    private static RSAKey[] copies(RSAKey key, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new RSAKey.Builder(key).keyID("key-" + i).build())
                .toArray(RSAKey[]::new);
    }

    private void publish(RSAKey... published) {
        keys = new JWKSet(List.<JWK>of(published)).toString();
    }

    private Mono<ClientResponse> answer(ClientRequest request) {
        if (request.url().getPath().equals("/keys")) {
            return Mono.fromCallable(() -> {
                fetches.incrementAndGet();
                return json(status, keys);
            });
        }
        return Mono.just(json(HttpStatus.OK, """
                {"issuer":"%1$s","authorization_endpoint":"%1$s/a","token_endpoint":"%1$s/t","jwks_uri":"%1$s/keys"}""".formatted(ISSUER)));
    }

    private static ClientResponse json(HttpStatus status, String body) {
        return ClientResponse.create(status)
                .header("Content-Type", "application/json")
                .body(body)
                .build();
    }

    /** Its signature is another's. */
    private static String forged(String keyId) {
        SignedJWT token = new SignedJWT(header(keyId), new JWTClaimsSet.Builder().build());
        return new String(token.getSigningInput(), StandardCharsets.US_ASCII) + ".c2lnbmF0dXJl";
    }

    private String token(RSAKey key, @Nullable String keyId) {
        return signed(key, header(keyId), claims());
    }

    private JWTClaimsSet claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject("alice")
                .audience("gatehouse")
                .issueTime(Date.from(clock.instant()))
                .expirationTime(Date.from(Instant.parse("2036-01-01T00:00:00Z")))
                .build();
    }

    private static String signed(RSAKey key, JWSHeader header, JWTClaimsSet claims) {
        SignedJWT token = new SignedJWT(header, claims);
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
        return token.serialize();
    }

    private static JWSHeader header(@Nullable String keyId) {
        return new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build();
    }

    private static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
