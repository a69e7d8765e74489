package io.gatehouse.journey;

import static io.gatehouse.journey.BearerWorld.call;
import static io.gatehouse.journey.BearerWorld.gateway;
import static io.gatehouse.journey.BearerWorld.isRefused;
import static io.gatehouse.journey.BearerWorld.organizations;
import static io.gatehouse.journey.BearerWorld.provider;
import static io.gatehouse.journey.BearerWorld.seconds;
import static io.gatehouse.journey.BearerWorld.send;
import static io.gatehouse.journey.BearerWorld.token;
import static io.gatehouse.journey.BearerWorld.told;
import static io.gatehouse.journey.BearerWorld.upstream;
import static io.gatehouse.journey.BearerWorld.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.journey.HostileProvider.Answer;
import io.gatehouse.journey.HostileProvider.Endpoint;
import io.gatehouse.journey.HttpBrowser.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts that bring a token of their organization's own identity provider. */
class BearerJourney {

    @TempDir
    static Path config;

    @BeforeAll
    static void start() {
        BearerWorld.start(config);
    }

    @AfterAll
    static void stop() {
        BearerWorld.stop();
    }

    @BeforeEach
    void clear() {
        upstream.clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/acme/portal/", "/acme/chain/"})
    void aScriptUsesTheSameRoutesAsPeopleAndIsToldAboutLikeThem(String path) throws Exception {
        Page page = call(path, token("acme"));

        assertThat(page.status()).as(page.body()).isEqualTo(200);
        assertThat(told("X-Forwarded-User")).containsExactly("acme:alice");
        assertThat(told("X-Forwarded-Roles")).containsExactly("developer");
        assertThat(told("X-Forwarded-Groups")).containsExactly("engineering");
        assertThat(SignedJWT.parse(told("X-Gatehouse-Jwt-Assertion").get(0))
                        .getJWTClaimsSet()
                        .getSubject())
                .isEqualTo("acme:alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/acme/portal/", "/acme/chain/"})
    void theUpstreamIsNotHandedTheToken(String path) {
        HostileToken token = token("acme");
        call(path, token);

        assertThat(told("Authorization")).isEmpty();
        assertThat(upstream.last().toString()).doesNotContain(token.serialize());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER   "})
    void aSchemeHasNoCase(String scheme) {
        assertThat(send("/acme/portal/", scheme + token("acme").serialize()).status())
                .isEqualTo(200);
    }

    @Test
    void theAudienceMayBeTheOrganizationsOwn() {
        assertThat(call("/acme/own/", token("acme").claim("aud", "api://portal/acme"))
                        .status())
                .isEqualTo(200);
        isRefused(call("/acme/own/", token("acme").claim("aud", "api://portal/globex")));
        isRefused(call("/acme/own/", token("acme").claim("aud", "api://portal/{organization}")));
    }

    @Test
    void oneTokenIsVerifiedOnceForHoweverManyRequests() {
        HostileToken token = token("acme").claim("jti", "again");
        call("/acme/portal/", token);
        String first = told("X-Gatehouse-Jwt-Assertion").get(0);
        call("/acme/portal/", token);

        assertThat(told("X-Gatehouse-Jwt-Assertion"))
                .as("the same person, made once")
                .containsExactly(first);
        assertThat(call("/acme/admin/", token).status()).isEqualTo(403);
        isRefused(call("/acme/own/", token));
    }

    /** docs/configuration.md says so: nobody is asked. */
    @Test
    void whoSignsOutKeepsTheirScriptsUntilTheTokenIsOver() {
        HttpBrowser alice = new HttpBrowser();
        alice.open(gateway.url("/acme/portal/"));
        HostileToken token = token("acme");
        assertThat(call("/acme/portal/", token).status()).isEqualTo(200);

        alice.submit(alice.open(gateway.url("/organizations/acme/logout")), Map.of());

        assertThat(alice.fetch(gateway.url("/acme/portal/")).status()).isEqualTo(401);
        assertThat(call("/acme/portal/", token).status()).isEqualTo(200);
    }

    @Test
    void whoMayNotGoThereIsTold403() {
        Page page = call("/acme/admin/", token("acme"));

        assertThat(page.status()).isEqualTo(403);
        assertThat(page.header("WWW-Authenticate")).contains("Bearer error=\"insufficient_scope\"");
        assertThat(page.body()).contains("GH-3003");
        assertThat(upstream.received()).isEmpty();
        assertThat(call("/acme/admin/", token("acme").claim("groups", List.of("platform-team")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void anOrganizationThatIsSwitchedOffIsSoForProgramsToo() {
        assertThat(call("/off/portal/", token("off")).body()).contains("GH-2002");
        assertThat(call("/pilot/portal/", token("pilot")).body()).contains("GH-2003");
        assertThat(call("/pilot/portal/", token("pilot").claim("groups", List.of("platform-team")))
                        .status())
                .isEqualTo(200);
        assertThat(call("/invited/portal/", token("invited")).body()).contains("GH-3107");
    }

    @Test
    void anAddressOfAnotherOrganizationsDomainIsNotSentUpstream() {
        HostileToken token =
                token("acme").claim("email", "root@globex.com").claim("preferred_username", "root@globex.com");

        assertThat(call("/acme/portal/", token).status()).isEqualTo(200);

        assertThat(upstream.last().toString()).doesNotContain("globex.com");
    }

    @Test
    void aRouteThatTakesNoneLeavesTheHeaderToItsUpstream() {
        assertThat(call("/acme/cookies/", token("acme")).status()).isEqualTo(401);
        HttpBrowser alice = new HttpBrowser();
        alice.open(gateway.url("/acme/cookies/"));

        alice.send(gateway.url("/acme/cookies/"), request -> request.header("Authorization", "Bearer of-the-upstream"));

        assertThat(told("Authorization")).containsExactly("Bearer of-the-upstream");
        assertThat(told("X-Forwarded-User")).containsExactly("acme:alice");
    }

    @Test
    void anotherSchemeIsTheUpstreamsOwnBusiness() {
        HttpBrowser alice = new HttpBrowser();
        alice.open(gateway.url("/acme/portal/"));

        alice.send(gateway.url("/acme/portal/"), request -> request.header("Authorization", "Basic eDp5"));

        assertThat(told("Authorization")).containsExactly("Basic eDp5");
    }

    @Test
    void rulesAgainstOtherPagesAreForCookies() {
        Page page = new HttpBrowser().send(gateway.url("/acme/portal/"), request -> request.header(
                        "Authorization", "Bearer " + token("acme").serialize())
                .header("Sec-Fetch-Site", "cross-site")
                .header("Referer", gateway.url("/globex/portal/")));

        assertThat(page.status()).isEqualTo(200);
    }

    @Test
    void whileTheProviderIsAwayNobodyKnows() {
        provider.script("away").answers(Endpoint.KEYS, Answer.text(503, "text/html", "<h1>Sorry</h1>"));

        Page page = call("/away/portal/", token("away"));

        assertThat(page.status()).isEqualTo(503);
        assertThat(page.header("Retry-After")).isPresent();
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void aStreamEndsWithItsToken() {
        HostileToken token = token("acme").claim("exp", seconds(2));
        Instant begun = Instant.now();

        Page page = call("/acme/portal/events", token);

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("data: 0");
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(4));
        isRefused(call("/acme/portal/", token));
    }

    @Test
    void aWebSocketEndsWithItsToken() {
        String answer = RawHttp.everything(
                gateway.port(),
                "GET /acme/portal/ws HTTP/1.1\r\nHost: localhost:%d\r\nAuthorization: Bearer %s\r\n"
                                .formatted(
                                        gateway.port(),
                                        token("acme").claim("exp", seconds(2)).serialize())
                        + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 101 ").contains("\u0003\u00f0access has ended");
        assertThat(told("X-Forwarded-User")).containsExactly("acme:alice");
        assertThat(told("Authorization")).isEmpty();
    }

    @Test
    void aStreamEndsWhenTheOrganizationIsSwitchedOff() throws Exception {
        HostileToken token = token("switched");
        assertThat(call("/switched/portal/", token).status()).isEqualTo(200);
        Thread script = new Thread(() -> call("/switched/portal/events", token));
        script.start();
        Awaitility.await().until(() -> upstream.last().uri().endsWith("/events"));

        write("organizations.yaml", organizations("off"));

        script.join(15_000);
        assertThat(script.isAlive()).isFalse();
        assertThat(call("/switched/portal/", token).body())
                .as("although it is known")
                .contains("GH-2002");
    }

    @Nested
    class Attacked extends BearerAttacks {}
}
