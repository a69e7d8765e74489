package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Base64;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same with log lines in JSON and sessions in Redis. */
class StructuredTrafficJourney {

    @TempDir
    static Path config;

    @Test
    void linesFollowTheChosenFormatAndRedisIsTimed() throws Exception {
        try (StandardOutput output = StandardOutput.capture();
                RedisServer redis = RedisServer.start();
                World world = World.start(
                        config,
                        "--logging.structured.format.console=ecs",
                        "--gateway.sessions.store=redis",
                        "--gateway.secret-key=" + Base64.getEncoder().encodeToString(new byte[32]),
                        "--spring.data.redis.url=" + redis.uri())) {
            HttpBrowser alice = new HttpBrowser();
            world.signIn(alice, "/acme/portal/", "alice");
            alice.get(world.url("/acme/portal/"));

            Awaitility.await()
                    .untilAsserted(() -> assertThat(output.text().lines()).anySatisfy(line -> assertThat(line)
                            .startsWith("{")
                            .contains("\"logger\":\"gatehouse.access\"", "path=/acme/portal/ route=portal")
                            .contains("\"service\":{\"name\":\"gatehouse\"")));
            assertThat(output.text().lines())
                    .anySatisfy(
                            line -> assertThat(line).startsWith("{").contains("\"gatehouse.audit\"", "event=sign-in "));
            assertThat(output.text()).doesNotContain("\nevent=request");
            assertThat(new Scrape(world.gateway).text())
                    .containsPattern("(?m)^lettuce_command_completion_seconds_count\\{command=\"GETEX\",[^}]*} [1-9]")
                    .doesNotContain("gatehouse:{", "acme");
        }
    }
}
