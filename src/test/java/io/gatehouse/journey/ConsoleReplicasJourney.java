package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.journey.HttpBrowser.Page;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What is entered at one replica, with Redis between them: known at the other, and while Redis is away. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleReplicasJourney {

    @TempDir
    static Path config;

    static RedisServer redis;
    static ConsoleWorld world;
    static RunningGateway second;
    static final HttpBrowser ADMIN = new HttpBrowser();

    @BeforeAll
    static void start() {
        redis = RedisServer.start();
        String[] arguments = {"--gateway.sessions.store=redis", "--spring.data.redis.url=" + redis.uri()};
        world = ConsoleWorld.start(config, arguments);
        second = world.replica(arguments);
    }

    @AfterAll
    static void stop() {
        second.close();
        world.close();
        redis.close();
    }

    @Test
    @Order(1)
    void whatIsEnteredAtOneReplicaIsLiveAtTheOtherWithinFiveSeconds() {
        assertThat(portalAtSecond()).startsWith("HTTP/1.1 503");

        world.setUp(ADMIN);

        Awaitility.await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(portalAtSecond())
                .startsWith("HTTP/1.1 302")
                .contains(world.provider.issuer().toString()));
    }

    @Test
    @Order(2)
    void noSecretStandsInRedisInClearText() {
        assertThat(redis.everythingStored())
                .isNotEmpty()
                .noneMatch(value -> new String(value, StandardCharsets.ISO_8859_1).contains(ConsoleWorld.SECRET));
    }

    @Test
    @Order(3)
    void aVisitEndsOnEveryReplicaAtOnceWhenLinksAreCalledBack() {
        HttpBrowser visitor = new HttpBrowser();
        world.enter(visitor, "other");
        String cookie = visitor.cookiesFor(world.settings("other"))
                .entrySet()
                .iterator()
                .next()
                .toString();
        assertThat(settingsAtSecond(cookie)).startsWith("HTTP/1.1 200");

        world.revokeLinks("other");

        assertThat(settingsAtSecond(cookie)).startsWith("HTTP/1.1 403");
    }

    @Test
    @Order(4)
    void whileRedisIsAwayTheSettingsAreBusyAndStrangersStillGetTheirSignIn() {
        redis.stop();

        Page settings = ADMIN.open(world.settings("newco").toString());

        assertThat(settings.status()).isEqualTo(503);
        assertThat(settings.body()).contains("GH-5001");
        Page signIn = new HttpBrowser().get(world.url("/newco/portal/"));
        assertThat(signIn.header("Location").orElseThrow())
                .startsWith(world.provider.issuer().toString());
    }

    private static String portalAtSecond() {
        return atSecond("/newco/portal/", "");
    }

    private static String settingsAtSecond(String cookie) {
        return atSecond("/organizations/other/settings", "Cookie: " + cookie + "\r\n");
    }

    private static String atSecond(String path, String headers) {
        return RawHttp.exchange(
                second.port(),
                "GET " + path + " HTTP/1.1\r\nHost: localhost:" + world.gateway.port() + "\r\n" + headers
                        + "Accept: text/html\r\nConnection: close\r\n\r\n");
    }
}
