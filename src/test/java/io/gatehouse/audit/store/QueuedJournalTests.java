package io.gatehouse.audit.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.audit.Entry;
import io.gatehouse.audit.Happening;
import io.gatehouse.audit.Happening.Drawer;
import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestClock;
import io.gatehouse.secret.SecretKeys;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class QueuedJournalTests {

    private final TestClock clock = new TestClock();
    private final SecretKeys keys = SecretKeys.random();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    @Proves("SEC-ACTIVITY-1")
    void aStoreThatHangsHoldsNobodyUpAndStrangersLeaveRoomForAdmins() {
        QueuedJournal journal = new QueuedJournal(new HangingStore(), keys, meters, clock);

        IntStream.range(0, 10_000).forEach(second -> {
            clock.pass(Duration.ofSeconds(1));
            journal.write("acme", entry(Happening.SIGN_IN_FAILED));
        });
        double droppedOfStrangers = dropped();
        journal.write("acme", entry(Happening.SSO_OFF));

        assertThat(droppedOfStrangers).isGreaterThan(7_000);
        assertThat(dropped()).isEqualTo(droppedOfStrangers);
        IntStream.range(0, 5_000).forEach(unused -> journal.write("acme", entry(Happening.SIGN_IN)));
        assertThat(dropped()).isGreaterThan(droppedOfStrangers + 2_000);
        assertThat(journal.waiting()).isLessThanOrEqualTo(QueuedJournal.MOST_WAITING);
    }

    @Test
    @Proves("SEC-ACTIVITY-1")
    void ofAFloodAMinuteShowsItsFirstAndCountsTheRest() {
        MemoryActivityStore store = new MemoryActivityStore(1_000, clock);
        QueuedJournal journal = new QueuedJournal(store, keys, meters, clock);
        IntStream.range(0, 500).forEach(unused -> journal.write("acme", entry(Happening.SIGN_IN_FAILED)));
        clock.pass(Duration.ofMinutes(1));
        journal.write("acme", entry(Happening.SIGN_IN_FAILED));
        journal.write("globex", entry(Happening.SIGN_IN_FAILED));

        journal.close().block(Duration.ofSeconds(5));

        List<Entry> kept = new Activity(store, keys, clock)
                .page("acme", Filter.none(), Optional.empty(), 1_000)
                .block()
                .entries();
        assertThat(kept).hasSize(FailureLimit.A_MINUTE + 2);
        assertThat(kept.get(1).happening()).isEqualTo(Happening.SIGN_INS_FAILED_TOO);
        assertThat(kept.get(1).facts()).containsEntry("count", "440");
    }

    private double dropped() {
        return meters.get("gatehouse.activity.dropped").counter().count();
    }

    private Entry entry(Happening happening) {
        return new Entry(clock.instant(), happening, Map.of());
    }

    /** Takes everything and never says so. */
    private static final class HangingStore implements ActivityStore {

        @Override
        public Mono<Void> append(String organization, Drawer drawer, List<byte[]> sealed) {
            return Mono.never();
        }

        @Override
        public Flux<Kept> read(String organization, Drawer drawer, StreamId newest, StreamId oldest, int most) {
            return Flux.never();
        }
    }
}
