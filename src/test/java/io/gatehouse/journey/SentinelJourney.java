package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.session.store.SessionStore;
import io.gatehouse.session.store.redis.RedisOptions;
import io.gatehouse.session.store.redis.RedisSessionStore;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.resource.ClientResources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Redis with Sentinel: its master is killed while people work and sign out. */
@Tag("once")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SentinelJourney {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final byte[] VALUE = {1, 2, 3};
    private static final List<String> HEARD = new CopyOnWriteArrayList<>();

    private static final ClientResources RESOURCES = ClientResources.builder()
            .reconnectDelay(RedisOptions.betweenConnections())
            .build();

    @TempDir
    static Path directory;

    static RedisSentinels redis;
    static World world;
    static List<LettuceConnectionFactory> connections;
    static RedisSessionStore one;
    static RedisSessionStore other;
    static final HttpBrowser ALICE = new HttpBrowser();

    @BeforeAll
    static void start() {
        redis = RedisSentinels.start(directory);
        connections = List.of(connections(), connections());
        one = new RedisSessionStore(connections.get(0));
        other = new RedisSessionStore(connections.get(1));
        other.onRemoval(HEARD::add);
        world = World.start(
                directory.resolve("config"),
                "--gateway.sessions.store=redis",
                "--gateway.secret-key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "--spring.data.redis.sentinel.master=" + RedisSentinels.MASTER_NAME,
                "--spring.data.redis.sentinel.nodes=" + redis.nodes());
        world.signIn(ALICE, "/acme/portal/", "alice");
        eventually().until(() -> hears(one) && hears(other));
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
        connections.forEach(LettuceConnectionFactory::destroy);
        world.close();
        redis.close();
    }

    @Test
    @Order(1)
    void aRemovalIsAtTheReplicaWhenItIsAnswered() {
        put("answered");

        one.remove("answered").block();

        assertThat(redis.replica.cli("exists", "gatehouse:{answered}:session")).isEqualTo("0");
        assertThat(redis.replica.cli("exists", "gatehouse:{answered}:removed")).isEqualTo("1");
    }

    @Test
    @Order(2)
    void aReplicaThatHangsHoldsUpARemovalForLessThanHalfASecondHoweverManyThereAre() {
        redis.replica.hang();
        long before = System.nanoTime();
        reactor.core.publisher.Flux.range(0, 100)
                .flatMap(i -> one.remove("many-" + i), 100)
                .then()
                .block();
        Duration took = Duration.ofNanos(System.nanoTime() - before);
        redis.replica.goOn();

        assertThat(took).isBetween(Duration.ofMillis(150), Duration.ofMillis(1_000));
    }

    @Test
    @Order(3)
    void theMasterIsKilledAndWhoWorksGoesOnAndWhoWasSignedOutStaysSo() {
        put("lives");
        put("ended");
        put("forgotten");
        put("unseen");
        eventually().until(() -> !isGone("unseen"));
        one.remove("ended").block();
        redis.replica.kill(); // what is removed now, it will not have heard when it takes over
        one.remove("forgotten").block();
        one.remove("unseen").block();
        eventually().until(() -> HEARD.contains("forgotten"));
        redis.master.kill();
        redis.replica.restart();
        assertThat(isGone("forgotten") || isGone("unseen"))
                .as("what the replica has heard")
                .isFalse();

        eventually().until(() -> {
            assertThat(ALICE.get(world.url("/acme/portal/")).status()).isEqualTo(200);
            return redis.replicaIsMaster();
        });
        long back = System.nanoTime();
        eventually().until(() -> isGone("unseen"));
        System.out.println("sentinel: what the failover forgot was removed again after "
                + Duration.ofNanos(System.nanoTime() - back));
        eventually().ignoreExceptions().until(() -> {
            assertThat(other.look("forgotten").block()).isNull();
            assertThat(one.look("forgotten").block()).isNull();
            return one.look("lives").block() != null;
        });
        eventually().until(() -> isGone("forgotten"));

        assertThat(one.look("ended").block()).isNull();
    }

    @Test
    @Order(4)
    void afterwardsRemovalsAreHeardAndPeopleSignInAndOut() {
        eventually().until(() -> hears(one) && hears(other));
        one.remove("after").block();
        eventually().until(() -> HEARD.contains("after"));

        HttpBrowser hank = new HttpBrowser();
        // Who signs in before the gateway's connection is there again reads 503, and tries again.
        eventually()
                .ignoreExceptions()
                .until(() -> world.signIn(hank, "/globex/portal/", "hank").status() == 200);
        hank.post(world.url("/organizations/globex/logout"), Map.of());
        assertThat(hank.get(world.url("/globex/portal/")).status()).isEqualTo(302);
    }

    private static boolean isGone(String hash) {
        return redis.replica.cli("exists", "gatehouse:{" + hash + "}:session").equals("0");
    }

    private static void put(String hash) {
        assertThat(one.put(hash, VALUE, LONG, VALUE, LONG).block()).isTrue();
    }

    private static boolean hears(SessionStore store) {
        return store.hearing() != SessionStore.DEAF;
    }

    private static ConditionFactory eventually() {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20));
    }

    private static LettuceConnectionFactory connections() {
        RedisSentinelConfiguration sentinels = new RedisSentinelConfiguration().master(RedisSentinels.MASTER_NAME);
        for (String node : redis.nodes().split(",")) {
            sentinels.addSentinel(RedisNode.fromString(node));
        }
        ClientOptions.Builder options = ClientOptions.builder();
        RedisOptions.apply(options, Duration.ofMillis(500), Duration.ofSeconds(10));
        LettuceConnectionFactory factory = new LettuceConnectionFactory(
                sentinels,
                LettuceClientConfiguration.builder()
                        .commandTimeout(Duration.ofMillis(500))
                        .clientOptions(options.build())
                        .clientResources(RESOURCES)
                        .build());
        factory.afterPropertiesSet();
        factory.start();
        return factory;
    }
}
