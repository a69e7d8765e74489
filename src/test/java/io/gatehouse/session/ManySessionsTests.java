package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.journey.RedisServer;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.session.store.redis.RedisSessionIndex;
import io.gatehouse.session.store.redis.RedisSessionStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** An organization of very many sessions, all of which end at once. */
@Tag("once")
class ManySessionsTests {

    /** For what the memory of one replica is made for: {@code -Dgatehouse.sessions=100000}. */
    private static final int SESSIONS = Integer.getInteger("gatehouse.sessions", 10_000);

    private static final OrganizationName ACME = OrganizationName.parse("acme").orElseThrow();
    private static final String FILL = """
            for i = 1, tonumber(ARGV[2]) do
              redis.call('ZADD', KEYS[1], ARGV[1], 'hash-' .. i)
              redis.call('SET', 'gatehouse:{hash-' .. i .. '}:session', 'sealed')
            end
            return 1
            """;

    @Test
    void allOfThemEnd() {
        try (RedisServer redis = RedisServer.start()) {
            LettuceConnectionFactory connections = connections(redis.port());
            try (RedisSessionStore store = new RedisSessionStore(connections)) {
                Awaitility.await().until(store::isReady);
                fill(connections);
                AtomicInteger told = new AtomicInteger();
                store.onRemoval(hash -> told.incrementAndGet());
                Revocation revocation = new Revocation(store, new RedisSessionIndex(connections, Clock.systemUTC()));
                long began = System.nanoTime();

                Long ended = revocation.organization(ACME, Instant.now()).block(Duration.ofMinutes(2));

                System.out.println(ended + " sessions ended in " + (System.nanoTime() - began) / 1_000_000 + " ms");
                assertThat(ended).isGreaterThanOrEqualTo(SESSIONS);
                assertThat(told.get()).isGreaterThanOrEqualTo(SESSIONS);
                assertThat(store.look("hash-1").block()).isNull();
                assertThat(store.look("hash-" + SESSIONS).block()).isNull();
            } finally {
                connections.destroy();
            }
        }
    }

    private static void fill(LettuceConnectionFactory connections) {
        String key = "gatehouse:{" + Handle.ofOrganization(ACME).digest() + "}:sessions";
        String end = String.valueOf(Instant.now().plusSeconds(3_600).toEpochMilli());
        try (RedisConnection connection = connections.getConnection()) {
            connection
                    .scriptingCommands()
                    .eval(bytes(FILL), ReturnType.INTEGER, 1, bytes(key), bytes(end), bytes("" + SESSIONS));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static LettuceConnectionFactory connections(int port) {
        LettuceConnectionFactory connections = new LettuceConnectionFactory("127.0.0.1", port);
        connections.afterPropertiesSet();
        connections.start();
        return connections;
    }
}
