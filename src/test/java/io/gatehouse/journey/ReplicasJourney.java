package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HttpBrowser.Page;
import io.gatehouse.journey.KeycloakServer.Realm;
import io.gatehouse.journey.KeycloakServer.User;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The main job on real parts: Keycloak with a realm an organization, one Redis, two replicas. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("once")
class ReplicasJourney {

    private static final String SECRET_KEY = Base64.getEncoder().encodeToString(new byte[32]);

    @TempDir
    static Path config;

    static KeycloakServer keycloak;
    static RedisServer redis;
    static TestUpstream upstream;
    static RunningGateway first;
    static RunningGateway second;

    final HttpBrowser alice = new HttpBrowser();

    @BeforeAll
    static void start() throws IOException {
        int port = RedisServer.freePort();
        keycloak = KeycloakServer.startOrSkip(List.of(
                realm(
                        "acme",
                        port,
                        new User(
                                "alice",
                                "wonderland",
                                "alice@acme.com",
                                "Alice",
                                "Adams",
                                List.of("platform-team", "a,admin"))),
                realm(
                        "globex",
                        port,
                        new User("hank", "scorpio", "hank@globex.com", "Hank", "Scorpio", List.of("leadership")))));
        redis = RedisServer.start();
        upstream = TestUpstream.start();
        Files.createDirectories(config.resolve("organizations"));
        Files.writeString(config.resolve("gateway.yaml"), """
                gateway:
                  secret-key: %s
                  sessions: {store: redis, idle-timeout: 2s, max-age: 1h, near-cache: 3s, hold-over: 3s}
                spring.data.redis.url: %s
                """.formatted(SECRET_KEY, redis.uri()));
        Files.writeString(config.resolve("routes.yaml"), """
                routes:
                  portal:
                    path: /{organization}/portal/**
                    upstream: %s
                    groups: all
                    strip-prefix: true
                  public:
                    path: /{organization}/public/**
                    upstream: %s
                    access: anyone
                """.formatted(upstream.uri(), upstream.uri()));
        organization("acme", "idle-timeout: 30m\n  recheck: 10s");
        organization("globex", "idle-timeout: 5s");
        first = RunningGateway.start(config, port, port);
        second = RunningGateway.start(config, RedisServer.freePort(), port);
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable part : new AutoCloseable[] {first, second, upstream, redis, keycloak}) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        }
    }

    @BeforeEach
    void signIn() {
        upstream.clear();
        Page login = alice.open(first.url("/acme/portal/?page=1"));
        alice.submit(login, Map.of("username", "alice", "password", "wonderland"));
    }

    @Test
    @Order(1)
    void aliceSignsInAtKeycloakAndThePortalSeesWhoSheIs() {
        assertThat(upstream.last().uri()).isEqualTo("/?page=1");
        assertThat(upstream.last().header("X-Forwarded-User"))
                .singleElement()
                .asString()
                .startsWith("acme:");
        assertThat(upstream.last().header("X-Forwarded-Preferred-Username")).containsExactly("alice");
        assertThat(upstream.last().header("X-Forwarded-Email")).containsExactly("alice@acme.com");
        assertThat(upstream.last().header("X-Forwarded-Roles")).containsExactly("admin");
        assertThat(upstream.last().header("X-Forwarded-Groups")).singleElement().satisfies(groups -> assertThat(
                        groups.split(","))
                .containsExactlyInAnyOrder("platform-team", "a%2Cadmin"));
    }

    @Test
    @Order(1)
    void aRealBrowserSignsInAtKeycloakToo() {
        try (ChromiumBrowser chromium = ChromiumBrowser.startOrSkip()) {
            chromium.open(first.url("/acme/portal/?page=2"));
            chromium.type("#username", "alice");
            chromium.type("#password", "wonderland");
            chromium.click("Sign In");
            chromium.waitFor("the portal", shown -> shown.address().equals(first.url("/acme/portal/?page=2")));
            assertThat(chromium.text()).contains("alice@acme.com");
        }
    }

    @Test
    @Order(2)
    void theSecondReplicaAcceptsHerCookie() {
        upstream.clear();

        assertThat(atSecond("/acme/portal/", "gatehouse-acme").status()).isEqualTo(200);
        assertThat(upstream.last().header("X-Forwarded-Preferred-Username")).containsExactly("alice");
    }

    @Test
    @Order(3)
    @Proves("SEC-40")
    void herCookieAtGlobexLeadsToGlobexsSignInAndNeverToThePortal() {
        upstream.clear();
        String cookie = alice.cookiesFor(first.uri()).get("gatehouse-acme");
        alice.plantCookie(first.uri(), "gatehouse-globex=" + cookie + "; Path=/");

        Page page = alice.open(first.url("/globex/portal/"));

        assertThat(page.address().toString())
                .startsWith(keycloak.issuer("globex").toString());
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    @Order(4)
    @Proves("SEC-59")
    void redisHoldsNoReadableTokenOrEmailOrCookie() {
        String cookie = alice.cookiesFor(first.uri()).get("gatehouse-acme");
        List<String> stored = redis.everythingStored().stream()
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                .toList();

        assertThat(stored).hasSizeGreaterThanOrEqualTo(4).anyMatch(key -> key.endsWith(":session"));
        assertThat(stored)
                .noneMatch(value -> value.contains("alice")
                        || value.contains("acme") && !value.startsWith("gatehouse:")
                        || value.contains("eyJ")
                        || value.contains("platform-team")
                        || value.contains(cookie.substring(0, 20)));
    }

    @Test
    @Order(5)
    @Proves({"SEC-51", "SEC-60"})
    void signingOutAtOneReplicaEndsTheSessionThatTheOtherHasInItsNearCache() {
        assertThat(atSecond("/acme/portal/", "gatehouse-acme").status()).isEqualTo(200);

        Page page = alice.post(first.url("/organizations/acme/logout"), Map.of());

        assertThat(page.hops()).anySatisfy(hop -> assertThat(hop.toString())
                .startsWith(keycloak.issuer("acme").toString()));
        assertThat(page.address()).hasPath("/organizations/acme/signed-out");
        Awaitility.await()
                .atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> atSecond("/acme/portal/", "gatehouse-acme").status() == 401);
    }

    @Test
    @Order(6)
    @Proves("SEC-51")
    void aBrowserThatLeavesAsItSignsOutIsSignedOutAllTheSame() throws IOException {
        assertThat(atSecond("/acme/portal/", "gatehouse-acme").status()).isEqualTo(200);
        String signOut = "POST /organizations/acme/logout HTTP/1.1\r\nHost: localhost:" + first.port()
                + "\r\nContent-Length: 0\r\nCookie: gatehouse-acme="
                + alice.cookiesFor(first.uri()).get("gatehouse-acme") + "\r\n\r\n";

        try (Socket gone = new Socket(InetAddress.getLoopbackAddress(), first.port())) {
            gone.getOutputStream().write(signOut.getBytes(StandardCharsets.US_ASCII));
        }

        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> atSecond("/acme/portal/", "gatehouse-acme").status() == 401);
        assertThat(alice.fetch(first.url("/acme/portal/")).status()).isEqualTo(401);
    }

    @Test
    @Order(7)
    @Proves("oidcc-client-test-rp-backchannel-rpinitlogout")
    void signingOutAtKeycloakSignsOutAtBothReplicasWithinASecond() {
        assertThat(alice.fetch(first.url("/acme/portal/")).status()).isEqualTo(200);
        assertThat(atSecond("/acme/portal/", "gatehouse-acme").status()).isEqualTo(200);
        Page question = alice.open(keycloak.issuer("acme") + "/protocol/openid-connect/logout");

        alice.submit(question, Map.of("confirmLogout", "Logout"));

        Awaitility.await()
                .atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> atSecond("/acme/portal/", "gatehouse-acme").status() == 401
                        && alice.fetch(first.url("/acme/portal/")).status() == 401);
    }

    @Test
    @Order(8)
    void aSessionEndsWhenNobodyUsesIt() {
        HttpBrowser hank = new HttpBrowser();
        Page login = hank.open(first.url("/globex/portal/"));
        hank.submit(login, Map.of("username", "hank", "password", "scorpio"));
        assertThat(hank.get(first.url("/globex/portal/")).status()).isEqualTo(200);
        String cookie = hank.cookiesFor(first.uri()).get("gatehouse-globex");

        Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofSeconds(7))
                .until(() -> hank.get(first.url("/globex/portal/")).status() == 302);
        assertThat(cookie).isNotBlank();
    }

    @Test
    @Order(9)
    void withRedisAwayMembersGoOnForAWhileAndPublicRoutesStayOpenToStrangers() {
        assertThat(alice.get(first.url("/acme/portal/")).status()).isEqualTo(200);
        redis.stop();
        assertThat(alice.get(first.url("/acme/portal/")).status())
                .as("confirmed by Redis a moment ago")
                .isEqualTo(200);
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> alice.get(first.url("/acme/portal/")).status() == 503);
        upstream.clear();

        Page page = alice.get(first.url("/acme/portal/"));
        assertThat(page.status()).isEqualTo(503);
        assertThat(page.header("Retry-After")).isPresent();
        assertThat(page.body()).contains("GH-5001");
        assertThat(upstream.received()).isEmpty();

        assertThat(alice.get(first.url("/acme/public/")).status()).isEqualTo(200);
        assertThat(upstream.last().header("X-Forwarded-User")).isEmpty();
        assertThat(alice.post(first.url("/organizations/acme/logout"), Map.of()).status())
                .isEqualTo(503);
        assertThat(alice.fetch(first.url("/organizations/acme/whoami")).status())
                .isEqualTo(503);
        String readiness = "http://127.0.0.1:" + first.managementPort() + "/actuator/health/readiness";
        assertThat(alice.fetch(readiness).status()).isEqualTo(200);

        redis.restart();
        Awaitility.await()
                .ignoreExceptions()
                .until(() -> alice.get(first.url("/acme/portal/")).status() == 302);
    }

    @Test
    @Order(10)
    @Proves("SEC-64")
    void whoIsDisabledInKeycloakIsOutWithinTheRecheckOnEveryReplica() {
        Awaitility.await("the second replica has found Redis again")
                .until(() -> atSecond("/acme/portal/", "gatehouse-acme").status() == 200);
        keycloak.disable("acme", "alice");

        Awaitility.await()
                .atMost(Duration.ofSeconds(11))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> atSecond("/acme/portal/", "gatehouse-acme").status() == 401);
        assertThat(alice.fetch(first.url("/acme/portal/")).status()).isEqualTo(401);
    }

    /** The second replica, asked as the load balancer would: under the public host, with the cookie of the first. */
    private Page atSecond(String path, String cookie) {
        String answer = RawHttp.exchange(
                second.port(),
                "GET " + path + " HTTP/1.1\r\nHost: localhost:" + first.port() + "\r\nCookie: " + cookie + "="
                        + alice.cookiesFor(first.uri()).getOrDefault(cookie, "gone") + "\r\n\r\n");
        int status = Integer.parseInt(answer.split(" ")[1]);
        return new Page(
                URI.create(second.url(path)),
                status,
                java.net.http.HttpHeaders.of(Map.of(), (a, b) -> true),
                answer,
                List.of());
    }

    private static Realm realm(String name, int port, User user) {
        return new Realm(
                name,
                "gatehouse",
                name + "-client-secret",
                List.of("http://localhost:" + port + "/organizations/" + name + "/oidc/consume"),
                List.of("http://localhost:" + port + "/organizations/" + name + "/signed-out"),
                List.of(user),
                Map.of(
                        "backchannel.logout.url",
                        "http://localhost:" + port + "/organizations/" + name + "/oidc/backchannel-logout",
                        "backchannel.logout.session.required",
                        "true"));
    }

    private static void organization(String name, String sessions) throws IOException {
        Files.writeString(config.resolve("organizations/" + name + ".yaml"), """
                identity-provider:
                  issuer: %s
                  client-id: gatehouse
                  client-secret: %s-client-secret
                  sign-out: identity-provider
                members:
                  email-domains: [%s.com]
                roles:
                  grant:
                    admin: [platform-team]
                sessions:
                  %s
                """.formatted(
                        keycloak.issuer(name), name, name, sessions));
    }
}
