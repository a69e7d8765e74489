package io.gatehouse.audit.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.audit.Happening;
import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

class RedisActivityTests extends ActivityContract {

    private static final byte[] CHANGES = "gatehouse:{acme}:activity:changes".getBytes(StandardCharsets.UTF_8);

    private static RedisServer redis;
    private static LettuceConnectionFactory connections;

    @BeforeAll
    static void start() {
        redis = RedisServer.start();
        connections = new LettuceConnectionFactory(
                new RedisStandaloneConfiguration("127.0.0.1", redis.port()),
                LettuceClientConfiguration.builder()
                        .commandTimeout(Duration.ofSeconds(2))
                        .build());
        connections.afterPropertiesSet();
        connections.start();
    }

    @AfterAll
    static void stop() {
        connections.destroy();
        redis.close();
    }

    @BeforeEach
    void empty() {
        try (RedisConnection connection = connections.getConnection()) {
            connection.serverCommands().flushAll();
        }
    }

    @Override
    ActivityStore store() {
        return new RedisActivityStore(connections, KEEP, clock);
    }

    @Test
    @Proves("SEC-ACTIVITY-2")
    void nobodyReadsANameInRedisAndAStreamLeavesInTheEnd() {
        write("acme", Happening.SSO_OFF, "by", "nina@acme.com");

        try (RedisConnection connection = connections.getConnection()) {
            assertThat(new String(connection.keyCommands().dump(CHANGES), StandardCharsets.ISO_8859_1))
                    .doesNotContain("nina");
            assertThat(connection.keyCommands().pTtl(CHANGES))
                    .isBetween(
                            Duration.ofDays(399).toMillis(),
                            Duration.ofDays(400).toMillis());
        }
    }

    @Test
    void whatWaitsWhileRedisIsAwayIsKeptWhenItIsBack() {
        QueuedJournal journal = new QueuedJournal(store(), keys, meters, clock);
        redis.stop();
        IntStream.range(0, 30)
                .forEach(number -> journal.write("acme", entry(Happening.SIGN_IN, "username", "p" + number)));
        redis.restart();

        journal.close().block(Duration.ofSeconds(10));

        assertThat(read("acme", Filter.none(), 100))
                .extracting(entry -> entry.facts().get("username"))
                .startsWith("p29", "p28")
                .endsWith("p1", "p0");
    }
}
