package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HostileProvider.Endpoint;
import io.gatehouse.journey.HttpBrowser.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A logout that comes to one replica while the person is at another, or Redis is away. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("once")
class ProviderLogoutJourney {

    @TempDir
    static Path config;

    static HostileProvider provider;
    static RedisServer redis;
    static TestUpstream upstream;
    static RunningGateway first;
    static RunningGateway second;

    @BeforeAll
    static void start() throws IOException {
        provider = HostileProvider.start();
        redis = RedisServer.start();
        upstream = TestUpstream.start();
        Files.writeString(config.resolve("gateway.yaml"), """
                gateway:
                  secret-key: %s
                  sessions: {store: redis}
                spring.data.redis.url: %s
                """.formatted(
                        Base64.getEncoder().encodeToString(new byte[32]), redis.uri()));
        Files.writeString(
                config.resolve("routes.yaml"),
                "routes: {portal: {path: \"/{organization}/portal/**\", upstream: \"" + upstream.uri() + "\"}}\n");
        Files.writeString(
                config.resolve("organizations.yaml"),
                organization("across") + organization("under-way") + organization("away"));
        int port = RedisServer.freePort();
        first = RunningGateway.start(config, port, port);
        second = RunningGateway.start(config, RedisServer.freePort(), port);
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
        upstream.close();
        redis.close();
        provider.close();
    }

    @Test
    @Order(1)
    @Proves("oidcc-client-test-rp-backchannel-rpinitlogout")
    void aLogoutAtTheSecondReplicaEndsWhatTheFirstHasInItsNearCache() {
        HttpBrowser alice = signedIn("across");
        assertThat(atSecond(alice, "across")).isEqualTo(200);
        long began = System.nanoTime();

        assertThat(status(logOut("across", token("across")))).isEqualTo(200);

        Awaitility.await()
                .atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> atFirst(alice, "across") == 401 && atSecond(alice, "across") == 401);
        System.out.println("out everywhere after " + (System.nanoTime() - began) / 1_000_000 + " ms");
    }

    @Test
    @Order(2)
    void aSignInThatIsUnderWayAtTheFirstDoesNotSurviveALogoutAtTheSecond() {
        provider.script("under-way").claim("sid", "one").answers(Endpoint.TOKEN, usual -> {
            assertThat(status(logOut("under-way", token("under-way")))).isEqualTo(200);
            return usual;
        });

        Page page = new HttpBrowser().open(first.url("/under-way/portal/"));

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.body()).contains("GH-4001");
    }

    @Test
    @Order(3)
    void withRedisAwayALogoutIsNeverASuccessAndIsCarriedOutWhenItComesAgain() {
        HttpBrowser alice = signedIn("away");
        HostileToken token = token("away");
        redis.stop();

        String answer = logOut("away", token);

        assertThat(status(answer)).isEqualTo(503);
        assertThat(answer).containsIgnoringCase("\r\nretry-after: ");
        redis.restart();
        Awaitility.await().until(() -> status(logOut("away", token)) == 200);
        assertThat(atFirst(alice, "away")).isEqualTo(401);
        assertThat(status(logOut("away", token))).as("once").isEqualTo(400);
    }

    private static HttpBrowser signedIn(String organization) {
        provider.script(organization).claim("sid", "one");
        HttpBrowser browser = new HttpBrowser();
        assertThat(browser.open(first.url("/" + organization + "/portal/")).status())
                .isEqualTo(200);
        return browser;
    }

    private static int atFirst(HttpBrowser browser, String organization) {
        return browser.fetch(first.url("/" + organization + "/portal/")).status();
    }

    private static int atSecond(HttpBrowser browser, String organization) {
        String cookie = "gatehouse-" + organization;
        String value = browser.cookiesFor(first.uri()).getOrDefault(cookie, "gone");
        return status(askSecond("GET /" + organization + "/portal/", "Cookie: " + cookie + "=" + value, ""));
    }

    private static HostileToken token(String organization) {
        return ProviderLogout.token(provider.issuer(organization), "one");
    }

    /** What the second replica answers. */
    private static String logOut(String organization, HostileToken token) {
        return askSecond(
                "POST /organizations/" + organization + "/oidc/backchannel-logout",
                "Content-Type: application/x-www-form-urlencoded",
                "logout_token=" + token.serialize());
    }

    /** As the load balancer asks it: under the public host. */
    private static String askSecond(String line, String header, String body) {
        return RawHttp.exchange(
                second.port(),
                line + " HTTP/1.1\r\nHost: localhost:" + first.port() + "\r\nContent-Length: " + body.length() + "\r\n"
                        + header + "\r\n\r\n" + body);
    }

    private static int status(String answer) {
        return Integer.parseInt(answer.split(" ")[1]);
    }

    private static String organization(String name) {
        return """
                %s:
                  identity-provider:
                    issuer: %s
                    client-id: "%s"
                    client-secret: "%s"
                """.formatted(name, provider.issuer(name), HostileScript.CLIENT, HostileScript.SECRET);
    }
}
