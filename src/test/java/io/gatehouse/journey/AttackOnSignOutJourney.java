package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HttpBrowser.Page;
import io.lettuce.core.RedisClient;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttackOnSignOutJourney {

    @TempDir
    Path config;

    @Test
    @Proves("SEC-60")
    void nobodyIsToldToBeSignedOutWhoseSessionCouldNotBeEnded() {
        try (RedisServer redis = RedisServer.start();
                World world = World.start(
                        config,
                        "--gateway.sessions.store=redis",
                        "--gateway.secret-key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                        "--spring.data.redis.url=" + redis.uri());
                RedisClient client = RedisClient.create(redis.uri().toString())) {
            HttpBrowser alice = new HttpBrowser();
            Awaitility.await()
                    .ignoreExceptionsInstanceOf(AssertionError.class)
                    .until(() -> world.signIn(alice, "/acme/portal/", "alice").status() == 200);
            client.connect().sync().clientPause(3000);

            Page page = alice.post(world.url("/organizations/acme/logout"), Map.of());
            assertThat(page.status()).as(page.body()).isEqualTo(503);

            Awaitility.await()
                    .until(() -> alice.fetch(world.url("/acme/portal/")).status() != 503);
        }
    }
}
