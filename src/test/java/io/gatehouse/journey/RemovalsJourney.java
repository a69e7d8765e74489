package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.session.store.SessionStore;
import io.gatehouse.session.store.redis.RedisSessionStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Two replicas' stores on one Redis: one near, one at the end of a wire that misbehaves. */
class RemovalsJourney {

    private static final List<String> heard = new CopyOnWriteArrayList<>();

    private static RedisServer redis;
    private static Wire wire;
    private static RedisSessionStore near;
    private static RedisSessionStore far;
    private static List<LettuceConnectionFactory> connections;

    @BeforeAll
    static void start() {
        redis = RedisServer.start();
        wire = Wire.to(redis.port());
        connections = List.of(connections(redis.port()), connections(wire.port()));
        near = new RedisSessionStore(connections.get(0));
        far = new RedisSessionStore(connections.get(1));
        far.onRemoval(heard::add);
        eventually().until(() -> near.isReady() && hears());
    }

    @AfterAll
    static void stop() throws IOException {
        near.close();
        far.close();
        connections.forEach(LettuceConnectionFactory::destroy);
        wire.close();
        redis.close();
    }

    @Test
    void aRemovalIsHeardByTheOtherReplica() {
        near.remove("one").block();

        eventually().until(() -> heard.contains("one"));
    }

    @Test
    void aRemovalIsCarriedOutAndHeardAlthoughWhoeverAskedForItHasLeft() {
        far.put("left", new byte[1], Duration.ofMinutes(5), new byte[1], Duration.ofMinutes(5))
                .block();

        near.remove("left").subscribe().dispose();

        eventually().until(() -> heard.contains("left"));
        assertThat(far.use("left", Duration.ofMinutes(5)).blockOptional()).isEmpty();
    }

    @Test
    void aRemovalWhoseAnswerIsLostIsHeardByAll() {
        wire.freeze();
        far.remove("lost").onErrorComplete().subscribe();
        List<String> others = new CopyOnWriteArrayList<>();
        near.onRemoval(others::add);

        wire.thaw(); // what was asked for arrives, whoever still waits for the answer

        eventually().until(() -> others.contains("lost"));
        assertThat(heard).as("and taken for unknown at once where it was asked").contains("lost");
    }

    @Test
    void aConnectionThatOnlyLooksAliveIsNotTakenForHearingAndNothingIsMissedWhenItGoesOn() {
        long before = far.hearing();
        wire.freeze();
        near.remove("two").block();
        eventually().until(() -> far.hearing() == SessionStore.DEAF);
        assertThat(heard).doesNotContain("two");

        wire.thaw();
        eventually().until(RemovalsJourney::hears);

        assertThat(heard).as("told before it says that it hears again").contains("two");
        assertThat(far.hearing()).as("the same connection, so nothing was lost").isEqualTo(before);
    }

    @Test
    void afterABrokenConnectionAnotherStretchBegins() {
        long before = far.hearing();
        wire.cut();

        eventually().until(() -> hears() && far.hearing() != before);
        near.remove("three").block();
        eventually().until(() -> heard.contains("three"));
    }

    private static boolean hears() {
        return far.hearing() != SessionStore.DEAF;
    }

    private static ConditionFactory eventually() {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(5));
    }

    private static LettuceConnectionFactory connections(int port) {
        LettuceConnectionFactory factory = new LettuceConnectionFactory("127.0.0.1", port);
        factory.afterPropertiesSet();
        factory.start();
        return factory;
    }
}
