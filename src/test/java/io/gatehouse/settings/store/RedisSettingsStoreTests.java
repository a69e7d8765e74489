package io.gatehouse.settings.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gatehouse.journey.RedisServer;
import io.gatehouse.organization.OrganizationName;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

class RedisSettingsStoreTests extends SettingsStoreContract {

    private static RedisServer redis;
    private static LettuceConnectionFactory connections;
    private static LettuceConnectionFactory others;

    @BeforeAll
    static void start() {
        redis = RedisServer.start();
        connections = connections();
        others = connections();
    }

    @AfterAll
    static void stop() {
        connections.destroy();
        others.destroy();
        redis.close();
    }

    @BeforeEach
    void empty() {
        try (RedisConnection connection = connections.getConnection()) {
            connection.serverCommands().flushAll();
        }
    }

    @Override
    SettingsStore store() {
        return new RedisSettingsStore(connections);
    }

    @Override
    SettingsStore other() {
        return new RedisSettingsStore(others);
    }

    @Test
    void whatGoesByAnotherNameIsAnotherStore() {
        SettingsStore keys = new RedisSettingsStore(connections, "api-keys");
        OrganizationName acme = new OrganizationName("acme");

        keys.write(acme, 0, new byte[] {1}).block();
        store().write(acme, 0, new byte[] {2}).block();

        assertThat(keys.read(acme).block().value()).containsExactly(1);
        assertThat(store().read(acme).block().value()).containsExactly(2);
    }

    @Test
    void settingsNeverLeaveByThemselvesAndSpentIdsDo() {
        write(ACME, 0, "a");
        store().spend("id", Duration.ofMillis(300)).block();

        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> store().spend("id", HOUR).block());
        try (RedisConnection connection = connections.getConnection()) {
            assertThat(connection.keyCommands().ttl(bytes("gatehouse:{settings}:values")))
                    .isEqualTo(-1);
            assertThat(connection.keyCommands().ttl(bytes("gatehouse:spent:id")))
                    .isBetween(3_500L, 3_600L);
        }
    }

    @Test
    void whatAScriptTouchesLiesInOneSlotOfACluster() {
        write(ACME, 0, "a");
        store().revokeLinks(ACME, NOON).block();

        try (RedisConnection connection = connections.getConnection()) {
            assertThat(connection.keyCommands().keys(bytes("*")))
                    .hasSize(4)
                    .extracting(SlotHash::getSlot)
                    .containsOnly(SlotHash.getSlot("settings"));
        }
    }

    @Test
    void namesThatAreNoOrganizationsAreLeftOut() {
        write(ACME, 0, "a");
        try (RedisConnection connection = connections.getConnection()) {
            connection.hashCommands().hSet(bytes("gatehouse:{settings}:versions"), bytes("../etc"), bytes("1"));
        }

        assertThat(store().versions().block()).containsOnlyKeys(ACME);
    }

    @Test
    void anOutageIsAnErrorAndNoAnswer() {
        redis.stop();
        try {
            List.of(
                            store().stamp(),
                            store().versions(),
                            store().read(ACME),
                            store().spend("id", HOUR),
                            store().linksRevoked(ACME))
                    .forEach(asked -> assertThatThrownBy(asked::block)
                            .isInstanceOfAny(DataAccessException.class, RedisException.class));
        } finally {
            redis.restart();
        }
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> write(ACME, 0, "again"));
    }

    /** As the gateway has it: nothing waits in a queue for a Redis that is away. */
    private static LettuceConnectionFactory connections() {
        LettuceClientConfiguration client = LettuceClientConfiguration.builder()
                .clientOptions(ClientOptions.builder()
                        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                        .build())
                .commandTimeout(Duration.ofSeconds(2))
                .build();
        LettuceConnectionFactory factory =
                new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", redis.port()), client);
        factory.afterPropertiesSet();
        factory.start();
        return factory;
    }
}
