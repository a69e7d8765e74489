package io.gatehouse.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** So many a minute of each, on this replica; of how many, in bounded memory. */
final class Bound {

    private static final long MINUTE = Duration.ofMinutes(1).toMillis();
    private static final long MOST_KNOWN = 10_000;

    private final Cache<String, AtomicInteger> counts = Caffeine.newBuilder()
            .maximumSize(MOST_KNOWN)
            .expireAfterWrite(Duration.ofMinutes(2))
            .executor(Runnable::run)
            .build();
    private final int most;
    private final Clock clock;

    Bound(int most, Clock clock) {
        this.most = most;
        this.clock = clock;
    }

    /** Counts one more; false when that is beyond the bound. */
    boolean take(String whose) {
        return count(whose).incrementAndGet() <= most;
    }

    /** Whether one more would be beyond it. */
    boolean isFull(String whose) {
        return count(whose).get() >= most;
    }

    /** Until the next minute begins. */
    String secondsLeft() {
        return String.valueOf(1 + (MINUTE - clock.millis() % MINUTE) / 1000);
    }

    private AtomicInteger count(String whose) {
        return Objects.requireNonNull(counts.get(clock.millis() / MINUTE + " " + whose, unused -> new AtomicInteger()));
    }
}
