package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HostileProvider.Answer;
import io.gatehouse.journey.HostileProvider.Endpoint;
import io.gatehouse.journey.HttpBrowser.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts that bring a token of their organization's own identity provider, and everybody who brings something like one. */
class BearerJourney {

    private static final String AUDIENCE = "api://portal";

    private static final String ROUTES = """
            routes:
              portal:
                path: /{organization}/portal/**
                upstream: ${upstream}
                bearer: {audience: api://portal}
              chain:
                path: /{organization}/chain/**
                upstream: ${upstream}
                bearer: {audience: ["api://portal", "api://other"]}
                filters: ['AddRequestHeader=X-Way, chain']
              own:
                path: /{organization}/own/**
                upstream: ${upstream}
                bearer: {audience: "api://portal/{organization}"}
              admin:
                path: /{organization}/admin/**
                upstream: ${upstream}
                access: admin
                bearer: {audience: api://portal}
              public:
                path: /{organization}/public/**
                upstream: ${upstream}
                access: anyone
                bearer: {audience: api://portal}
              cookies:
                path: /{organization}/cookies/**
                upstream: ${upstream}
            """;

    @TempDir
    static Path config;

    private static TestUpstream upstream;
    private static HostileProvider provider;
    private static RunningGateway gateway;
    private static LogWatch log;

    @BeforeAll
    static void start() {
        upstream = TestUpstream.start();
        provider = HostileProvider.start();
        write("gateway.yaml", "gateway: {}\n");
        write("routes.yaml", ROUTES.replace("${upstream}", upstream.uri().toString()));
        write("organizations.yaml", organizations("enforced"));
        int port = RedisServer.freePort();
        gateway = RunningGateway.start(config, port, port);
        log = LogWatch.begin();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        provider.close();
        upstream.close();
        LogWatch.assertNoLeaks();
        log.assertQuiet();
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

    static Stream<Arguments> badTokens() {
        return Stream.of(
                bad("of another organization", token -> token.claim("iss", issuer("globex"))),
                bad("for another application", token -> token.claim("aud", "api://other")),
                bad("for nobody", token -> token.claim("aud", null)),
                bad("for an audience that begins like ours", token -> token.claim("aud", AUDIENCE + "/x")),
                bad("expired", token -> token.claim("exp", seconds(-1))),
                bad("without an end", token -> token.claim("exp", null)),
                bad("whose end is no number", token -> token.claim("exp", "never")),
                bad("not valid yet", token -> token.claim("nbf", seconds(300))),
                bad("made in the future", token -> token.claim("iat", seconds(300))),
                bad("about nobody", token -> token.claim("sub", null)),
                bad("about a line break", token -> token.claim("sub", "alice\r\nX-Forwarded-User: root")),
                bad("signed by nobody", token -> token.header("alg", "none").signedWith(HostileToken.nobody())),
                bad("signed with the public key", token -> token.header("alg", "HS256")
                        .signedWith(HostileToken.hs256(publicKey()))),
                bad("signed by another key", token -> token.signedWith(HostileToken.rs256(HostileToken.OTHER_KEY))),
                bad("nearly signed", token -> token.signedWith(HostileToken.nearly(HostileToken.KEY))),
                bad("with a critical extension", token -> token.header("crit", List.of("b64"))),
                bad("of another kind", token -> token.header("typ", "logout+jwt")),
                bad("an ID token", token -> token.header("typ", "JWT").claim("aud", HostileScript.CLIENT)),
                bad("an ID token for us and another", token -> token.header("typ", "JWT")
                        .claim("aud", List.of(AUDIENCE, HostileScript.CLIENT))),
                bad("an ID token by its nonce", token -> token.claim("nonce", "n")),
                bad("an ID token by its hash", token -> token.claim("at_hash", "h")),
                bad(
                        "a logout token",
                        token -> token.claim(
                                "events", Map.of("http://schemas.openid.net/event/backchannel-logout", ""))),
                bad("Keycloak's refresh token", token -> token.header("typ", "JWT")
                        .claim("typ", "Refresh")),
                bad("bound to a key", token -> token.claim("cnf", Map.of("jkt", "x"))),
                bad("whose members stand twice", token -> token.claimsBeginning("{\"sub\":\"root\",")),
                bad("with more groups than anybody reads", token -> token.claim("groups", groups(2_500))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTokens")
    @Proves("SEC-48")
    void aTokenThatDoesNotCountIsRefused(String name, UnaryOperator<HostileToken> change) {
        isRefused(call("/acme/portal/", change.apply(token("acme"))));
        isRefused(call("/acme/public/", change.apply(token("acme"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Bearer a b", "bearer\ta.b.c", "Bearer =="})
    @Proves("SEC-48")
    void whatIsNoTokenIsRefused(String authorization) {
        isRefused(send("/acme/portal/", authorization));
    }

    @Test
    @Proves("SEC-48")
    void aBadTokenIsNeverTheGoodCookieBesideIt() {
        HttpBrowser alice = new HttpBrowser();
        assertThat(alice.open(gateway.url("/acme/portal/")).status()).isEqualTo(200);
        upstream.clear();

        isRefused(alice.send(
                gateway.url("/acme/portal/"), request -> request.header("Authorization", "Bearer no.good.token")));
        Page page = alice.send(
                gateway.url("/acme/portal/"),
                request -> request.header(
                        "Authorization",
                        "Bearer " + token("acme").claim("sub", "robot").serialize()));

        assertThat(page.status()).isEqualTo(200);
        assertThat(told("X-Forwarded-User")).as("the token's, not the cookie's").containsExactly("acme:robot");
        assertThat(alice.fetch(gateway.url("/acme/portal/")).status())
                .as("the cookie alone")
                .isEqualTo(200);
    }

    @Test
    @Proves("SEC-48")
    void twoTokensAreRefusedWhicheverIsGood() {
        String good = "Bearer " + token("acme").serialize();
        for (List<String> lines :
                List.of(List.of(good, good), List.of(good, "Basic eDp5"), List.of("Basic eDp5", good))) {
            String answer = raw("Authorization: " + lines.get(0) + "\r\nAuthorization: " + lines.get(1));

            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("error=\"invalid_request\"");
        }
        assertThat(raw("Authorization: " + good + ", " + good)).startsWith("HTTP/1.1 401 ");
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    @Proves("SEC-48")
    void lineBreaksAndLongTokensLetNobodyIn() {
        assertThat(raw("Authorization: Bearer x\r\n " + token("acme").serialize()))
                .startsWith("HTTP/1.1 401 ");
        assertThat(raw("Authorization: Bearer x\rX-Forwarded-User: root")).doesNotStartWith("HTTP/1.1 200");
        String padded = token("acme").claim("x", "y".repeat(64 * 1024)).serialize();
        assertThat(raw("Authorization: Bearer " + padded)).matches("(?s)HTTP/1.1 4(13|31|00) .*");
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void aPersonsPageIsNoWayAroundEither() {
        Page page = new HttpBrowser()
                .send(gateway.url("/acme/portal/"), request -> request.header("Accept", "text/html")
                        .header("Sec-Fetch-Mode", "navigate")
                        .header("Authorization", "Bearer no.good.token"));

        isRefused(page);
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
    @Proves("SEC-75")
    void keysThatNobodyKnowsHaveTheProviderAskedOnce() {
        call("/flood/portal/", token("flood"));
        int before = provider.script("flood").asked(Endpoint.KEYS).size();

        for (int i = 0; i < 60; i++) {
            isRefused(call(
                    "/flood/portal/",
                    token("flood").header("kid", UUID.randomUUID().toString())));
        }

        assertThat(provider.script("flood").asked(Endpoint.KEYS)).hasSizeLessThanOrEqualTo(before + 1);
        assertThat(call("/flood/portal/", token("flood")).status()).isEqualTo(200);
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

    private static Arguments bad(String name, UnaryOperator<HostileToken> change) {
        return arguments(name, change);
    }

    private static HostileToken token(String organization) {
        return new HostileToken()
                .header("typ", "at+jwt")
                .claim("iss", issuer(organization))
                .claim("sub", "alice")
                .claim("aud", AUDIENCE)
                .claim("groups", List.of("engineering"))
                .claim("iat", seconds(0))
                .claim("exp", seconds(300));
    }

    private static String issuer(String organization) {
        return provider.issuer(organization).toString();
    }

    private static long seconds(long fromNow) {
        return Instant.now().getEpochSecond() + fromNow;
    }

    private static List<String> groups(int count) {
        return Stream.iterate(0, i -> i + 1).limit(count).map(i -> "g" + i).toList();
    }

    private static byte[] publicKey() {
        try {
            return HostileToken.KEY.toPublicKey().getEncoded();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Page call(String path, HostileToken token) {
        return send(path, "Bearer " + token.serialize());
    }

    private static Page send(String path, String authorization) {
        Consumer<java.net.http.HttpRequest.Builder> header = request -> request.header("Authorization", authorization);
        return new HttpBrowser().send(gateway.url(path), header);
    }

    private static String raw(String headers) {
        return RawHttp.exchange(
                gateway.port(),
                "GET /acme/portal/ HTTP/1.1\r\nHost: localhost:" + gateway.port() + "\r\n" + headers + "\r\n\r\n");
    }

    /** As RFC 6750 §3 has it; nothing is forwarded, and nobody is sent anywhere. */
    private static void isRefused(Page page) {
        assertThat(page.status()).as(page.body()).isEqualTo(401);
        assertThat(page.header("WWW-Authenticate")).contains("Bearer error=\"invalid_token\"");
        assertThat(page.header("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(page.body()).contains("GH-3004").doesNotContain("login_url");
    }

    private static List<String> told(String header) {
        return upstream.last().header(header);
    }

    private static String organizations(String switched) {
        StringBuilder organizations = new StringBuilder();
        for (String name : List.of("acme", "globex", "off", "pilot", "invited", "flood", "away", "switched")) {
            String sso =
                    name.equals("switched") ? switched : List.of("off", "pilot").contains(name) ? name : "enforced";
            organizations.append("""
                    %1$s:
                      name: %1$s
                      sso: "%2$s"
                      identity-provider: {issuer: "%3$s", client-id: "%4$s", client-secret: "%5$s"}
                      members: {email-domains: [%1$s.com], admit: %6$s}
                      roles: {grant: {admin: [platform-team], developer: [engineering]}}
                    """.formatted(
                            name,
                            sso,
                            provider.issuer(name),
                            HostileScript.CLIENT,
                            HostileScript.SECRET,
                            name.equals("invited") ? "invited" : "anyone"));
        }
        return organizations.toString();
    }

    private static void write(String file, String text) {
        try {
            Files.writeString(config.resolve(file), text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
