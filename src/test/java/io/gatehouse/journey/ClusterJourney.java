package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.session.store.redis.RedisOptions;
import io.gatehouse.session.store.redis.RedisSessionIndex;
import io.gatehouse.session.store.redis.RedisSessionStore;
import io.gatehouse.settings.store.RedisSettingsStore;
import io.lettuce.core.cluster.ClusterClientOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
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
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A Redis Cluster, three masters with a replica each: one master is killed while people work and sign out. */
@Tag("once")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterJourney {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final byte[] VALUE = {1, 2, 3};
    private static final List<String> HEARD = new CopyOnWriteArrayList<>();
    private static final OrganizationName ACME = new OrganizationName("acme");

    @TempDir
    static Path directory;

    static RedisCluster redis;
    static World world;
    static List<LettuceConnectionFactory> connections;
    static RedisSessionStore one;
    static RedisSessionStore other;
    static final HttpBrowser ALICE = new HttpBrowser();

    @BeforeAll
    static void start() {
        redis = RedisCluster.start(directory);
        connections = List.of(connections(), connections());
        one = new RedisSessionStore(connections.get(0));
        other = new RedisSessionStore(connections.get(1));
        other.onRemoval(HEARD::add);
        world = World.start(
                directory.resolve("config"),
                "--gateway.sessions.store=redis",
                "--gateway.secret-key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "--spring.data.redis.cluster.nodes=" + redis.addresses());
        world.signIn(ALICE, "/acme/portal/", "alice");
        eventually().until(() -> one.isReady() && other.isReady());
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
    void everythingWorksOnACluster() {
        RedisSettingsStore settings = new RedisSettingsStore(connections.get(0));
        assertThat(settings.write(ACME, 0, VALUE).block()).isTrue();
        assertThat(settings.read(ACME).block().value()).isEqualTo(VALUE);
        assertThat(settings.versions().block()).containsEntry(ACME, 1L);
        assertThat(settings.spend("id", LONG).block()).isTrue();
        assertThat(settings.spend("id", LONG).block()).isFalse();
        assertThat(settings.remove(ACME, 1).block()).isTrue();
        RedisSessionIndex index = new RedisSessionIndex(connections.get(0), Clock.systemUTC());
        assertThat(index.enter("name", "hash", Instant.now(), LONG).block()).isTrue();
        assertThat(index.find("name").collectList().block()).containsExactly("hash");
        index.close("name", Instant.now(), LONG).block();
        put("whole");
        assertThat(one.lock("whole", "me", LONG).block()).isTrue();
        assertThat(one.replace("whole", VALUE, VALUE, "me").block()).isTrue();
        one.unlock("whole", "me").block();
        one.putPage("whole", VALUE, LONG).block();
        assertThat(other.page("whole").block()).isEqualTo(VALUE);
        assertThat(other.tokens("whole").block()).isEqualTo(VALUE);
        assertThat(other.use("whole", LONG).block()).isEqualTo(VALUE);

        one.remove("whole").block();

        eventually().until(() -> HEARD.contains("whole"));
        assertThat(other.look("whole").block()).isNull();
        assertThat(ALICE.get(world.url("/acme/portal/")).status()).isEqualTo(200);
    }

    @Test
    @Order(2)
    void aMasterIsKilledAndTheSessionsOfTheOthersGoOnAtOnceAndItsOwnAfterTheFailover() {
        RedisProcess killed = redis.masterOf(key("0"));
        List<String> hashes = IntStream.range(0, 60).mapToObj(String::valueOf).toList();
        hashes.forEach(ClusterJourney::put);
        String ended = hashes.stream()
                .filter(hash -> !hash.equals("0") && isAt(killed, hash))
                .findFirst()
                .orElseThrow();
        List<String> elsewhere =
                hashes.stream().filter(hash -> !isAt(killed, hash)).toList();
        one.remove(ended).block();

        killed.kill();
        long begun = System.nanoTime();
        do {
            for (String hash : elsewhere) {
                assertThat(one.use(hash, LONG).block()).as(hash).isEqualTo(VALUE);
            }
            assertThat(ALICE.get(world.url("/acme/portal/")).status()).isEqualTo(200);
        } while (one.use("0", LONG).onErrorComplete().block() == null);
        System.out.println("cluster: its slots were away for " + Duration.ofNanos(System.nanoTime() - begun));

        assertThat(hashes)
                .filteredOn(hash -> one.use(hash, LONG).block() == null)
                .containsExactly(ended);
    }

    @Test
    @Order(3)
    void afterwardsRemovalsAreHeardAndPeopleSignInAndOut() {
        eventually().until(() -> {
            one.remove("after").block();
            return HEARD.contains("after");
        });
        HttpBrowser[] hank = {new HttpBrowser()};
        eventually().ignoreExceptions().until(() -> {
            hank[0] = new HttpBrowser();
            return world.signIn(hank[0], "/globex/portal/", "hank").status() == 200;
        });
        hank[0].post(world.url("/organizations/globex/logout"), Map.of());
        assertThat(hank[0].get(world.url("/globex/portal/")).status()).isEqualTo(302);
    }

    private static void put(String hash) {
        assertThat(one.put(hash, VALUE, LONG, VALUE, LONG).block()).isTrue();
    }

    private static boolean isAt(RedisProcess node, String hash) {
        return redis.masterOf(key(hash)).port() == node.port();
    }

    private static String key(String hash) {
        return "gatehouse:{" + hash + "}:session";
    }

    private static ConditionFactory eventually() {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20));
    }

    private static LettuceConnectionFactory connections() {
        ClusterClientOptions.Builder options = ClusterClientOptions.builder();
        RedisOptions.apply(options, Duration.ofMillis(500), Duration.ofSeconds(10));
        LettuceConnectionFactory factory = new LettuceConnectionFactory(
                new RedisClusterConfiguration(List.of(redis.addresses().split(","))),
                LettuceClientConfiguration.builder()
                        .commandTimeout(Duration.ofMillis(500))
                        .clientOptions(options.build())
                        .build());
        factory.afterPropertiesSet();
        factory.start();
        return factory;
    }
}
