package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.journey.HttpBrowser.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an upstream gets signed, verified as it would do it. */
class AssertionJourney {

    private static final String HEADER = "X-Gatehouse-Jwt-Assertion";

    @TempDir
    static Path config;

    private static World world;
    private static HttpBrowser alice;

    @BeforeAll
    static void start() {
        world = World.with("""
                  silent:
                    path: /{organization}/silent/**
                    upstream: ${upstream}
                    assertion: false
                """, config);
        alice = new HttpBrowser();
        world.signIn(alice, "/acme/portal/", "alice");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void clear() {
        world.upstream.clear();
    }

    @Test
    void theUpstreamGetsASignedAssertionThatTheKeySetVerifies() throws Exception {
        SignedJWT assertion = assertion("/acme/portal/");
        JWTClaimsSet claims = assertion.getJWTClaimsSet();

        assertThat(assertion.getHeader().getAlgorithm().getName()).isEqualTo("ES256");
        assertThat(verifies(assertion)).isTrue();
        assertThat(claims.getIssuer()).isEqualTo(world.gateway.uri().toString());
        assertThat(claims.getAudience()).containsExactly("portal");
        assertThat(claims.getSubject())
                .isEqualTo(world.upstream.last().header("X-Forwarded-User").get(0))
                .startsWith("acme:");
        assertThat(claims.getStringClaim("org")).isEqualTo("acme");
        assertThat(claims.getStringClaim("email")).isEqualTo("alice@acme.com");
        assertThat(claims.getStringListClaim("roles")).contains("admin");
        assertThat(Duration.between(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant()))
                .isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void everyRouteHasAnAudienceOfItsOwn() throws Exception {
        assertThat(assertion("/acme/whole/").getJWTClaimsSet().getAudience()).containsExactly("whole");
        assertThat(assertion("/acme/filtered/").getJWTClaimsSet().getAudience()).containsExactly("filtered");
    }

    @Test
    void itIsUsedAgainWhileItLasts() throws Exception {
        assertThat(assertion("/acme/portal/").serialize())
                .isEqualTo(assertion("/acme/portal/other").serialize());
    }

    @Test
    void twoSessionsOfOnePersonAreTold() throws Exception {
        HttpBrowser elsewhere = new HttpBrowser();
        String first = assertion("/acme/portal/").getJWTClaimsSet().getStringClaim("sid");
        world.signIn(elsewhere, "/acme/portal/", "alice");

        assertThat(sent().getJWTClaimsSet().getStringClaim("sid")).isNotEqualTo(first);
        assertThat(elsewhere.cookiesFor(world.gateway.uri()).get("gatehouse-acme"))
                .doesNotContain(first);
    }

    @Test
    void aRouteThatWantsNoneGetsNone() {
        alice.get(world.url("/acme/silent/"));

        assertThat(world.upstream.last().header(HEADER)).isEmpty();
    }

    @Test
    void aStrangerOnAPublicRouteHasNone() {
        new HttpBrowser().get(world.url("/acme/public/"));

        assertThat(world.upstream.last().header(HEADER)).isEmpty();
    }

    @Test
    void aClientCannotSendItsOwn() {
        for (String name : List.of(HEADER, HEADER.toLowerCase(java.util.Locale.ROOT), "X_Gatehouse_Jwt_Assertion")) {
            new HttpBrowser().send(world.url("/acme/public/"), request -> request.header(name, "forged"));
            alice.send(world.url("/acme/portal/"), request -> request.header(name, "forged"));
            alice.send(world.url("/acme/silent/"), request -> request.header(name, "forged"));
        }

        assertThat(world.upstream.received()).hasSize(9).allSatisfy(received -> assertThat(
                        received.headers().toString())
                .doesNotContain("forged"));
    }

    @Test
    void theKeySetMayBeRememberedForFiveMinutesAndHoldsNothingPrivate() {
        Page keys = new HttpBrowser().get(world.url("/.well-known/jwks.json"));

        assertThat(keys.status()).isEqualTo(200);
        assertThat(keys.header("Cache-Control").orElseThrow()).contains("max-age=300", "public");
        assertThat(keys.header("Content-Type").orElseThrow()).startsWith("application/jwk-set+json");
        assertThat(keys.body()).contains("\"kid\"", "ES256").doesNotContain("\"d\"");
    }

    private static SignedJWT assertion(String path) throws Exception {
        assertThat(alice.get(world.url(path)).status()).isEqualTo(200);
        return sent();
    }

    private static SignedJWT sent() throws Exception {
        return SignedJWT.parse(world.upstream.last().header(HEADER).get(0));
    }

    private static boolean verifies(SignedJWT assertion) throws Exception {
        JWKSet keys = JWKSet.parse(
                new HttpBrowser().get(world.url("/.well-known/jwks.json")).body());
        return assertion.verify(new ECDSAVerifier(
                keys.getKeyByKeyId(assertion.getHeader().getKeyID()).toECKey()));
    }
}
