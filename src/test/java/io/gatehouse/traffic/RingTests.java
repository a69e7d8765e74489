package io.gatehouse.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RingTests {

    @Test
    void givesBackInOrderAndRefusesBeyondItsSize() {
        Ring<String> ring = new Ring<>(2);

        assertThat(ring.poll()).isNull();
        assertThat(ring.offer("a")).isTrue();
        assertThat(ring.offer("b")).isTrue();
        assertThat(ring.offer("c")).isFalse();
        assertThat(ring.poll()).isEqualTo("a");
        assertThat(ring.offer("d")).isTrue();
        assertThat(ring.poll()).isEqualTo("b");
        assertThat(ring.poll()).isEqualTo("d");
        assertThat(ring.poll()).isNull();
    }

    @Test
    void losesNothingAndInventsNothingUnderManyThreads() throws InterruptedException {
        Ring<Integer> ring = new Ring<>(64);
        AtomicInteger refused = new AtomicInteger();
        List<Thread> putters = IntStream.range(0, 4)
                .mapToObj(thread -> new Thread(() -> IntStream.range(0, 50_000).forEach(i -> {
                    if (!ring.offer(thread * 50_000 + i)) {
                        refused.incrementAndGet();
                    }
                })))
                .toList();
        putters.forEach(Thread::start);

        List<Integer> taken = new ArrayList<>();
        while (putters.stream().anyMatch(Thread::isAlive)) {
            takeAll(ring, taken);
        }
        for (Thread putter : putters) {
            putter.join();
        }
        takeAll(ring, taken);

        assertThat(taken).doesNotHaveDuplicates().hasSize(200_000 - refused.get());
    }

    private static void takeAll(Ring<Integer> ring, List<Integer> taken) {
        for (Integer next = ring.poll(); next != null; next = ring.poll()) {
            taken.add(next);
        }
    }
}
