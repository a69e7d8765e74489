package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An identity provider changes its signing keys while people sign in. */
class KeyRotationJourney {

    private static final int CHANGES = 3;

    @TempDir
    Path config;

    @Test
    void noSignInFailsAndTheKeysAreAskedForOnceAChange() throws Exception {
        Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
        AtomicBoolean goOn = new AtomicBoolean(true);
        ExecutorService people = Executors.newFixedThreadPool(4);
        try (World world = World.start(config)) {
            try {
                for (int i = 0; i < 4; i++) {
                    people.execute(() -> signInWhile(goOn, statuses, world));
                }
                awaitMore(statuses);
                for (int i = 0; i < CHANGES; i++) {
                    world.acme.changeKey();
                    awaitMore(statuses);
                }
            } finally {
                goOn.set(false);
                people.shutdown();
                assertThat(people.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            }

            assertThat(statuses).hasSizeGreaterThan(60).containsOnly(200);
            assertThat(world.acme.jwksRequests()).isEqualTo(1 + CHANGES);
            assertThat(world.acme.discoveryRequests()).isEqualTo(1);
        }
    }

    private static void signInWhile(AtomicBoolean goOn, Queue<Integer> statuses, World world) {
        while (goOn.get()) {
            statuses.add(
                    world.signIn(new HttpBrowser(), "/acme/portal/", "alice").status());
        }
    }

    private static void awaitMore(Queue<Integer> statuses) {
        int before = statuses.size();
        await().pollInterval(Duration.ofMillis(20)).until(() -> statuses.size() >= before + 20);
    }
}
