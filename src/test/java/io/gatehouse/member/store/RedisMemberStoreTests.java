package io.gatehouse.member.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.journey.RedisServer;
import io.lettuce.core.cluster.SlotHash;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

class RedisMemberStoreTests extends MemberStoreContract {

    private static RedisServer redis;
    private static LettuceConnectionFactory connections;

    @BeforeAll
    static void start() {
        redis = RedisServer.start();
        connections = new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", redis.port()));
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
    MemberStore store() {
        return new RedisMemberStore(connections);
    }

    @Test
    void anOrganizationsKeysLieInOneSlotOfACluster() {
        aNameThatIsGivenUpIsFree();

        try (RedisConnection connection = connections.getConnection()) {
            Set<Integer> slots = connection.keyCommands().keys("*".getBytes(StandardCharsets.US_ASCII)).stream()
                    .map(SlotHash::getSlot)
                    .collect(Collectors.toSet());
            assertThat(slots).hasSize(1);
        }
    }
}
