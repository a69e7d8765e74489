package io.gatehouse.audit.store;

import io.gatehouse.audit.Entry;
import io.gatehouse.audit.Happening.Drawer;
import io.gatehouse.audit.Journal;
import io.gatehouse.secret.SecretKeys;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Hands entries over to the store behind the requests' backs, in their order. While the store is away they wait; when too many
 * wait the next are dropped and counted, and stand in the log alone.
 */
public final class QueuedJournal implements Journal {

    private record Waiting(String organization, Entry entry) {

        private Place place() {
            return new Place(organization, EntrySeal.drawer(entry));
        }
    }

    private record Place(String organization, Drawer drawer) {}

    private static final Logger log = LoggerFactory.getLogger(QueuedJournal.class);

    static final int MOST_WAITING = 4_096;
    private static final int AT_ONCE = 256;
    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

    private final Queue<Waiting> queue = new ArrayDeque<>();
    private final Sinks.Empty<Void> allKept = Sinks.empty();
    private final ActivityStore store;
    private final EntrySeal seal;
    private final FailureLimit failures;
    private final Counter dropped;
    private final Clock clock;
    private Instant warned = Instant.MIN;
    private boolean handingOver;
    private boolean closed;

    public QueuedJournal(ActivityStore store, SecretKeys keys, MeterRegistry meters, Clock clock) {
        this.store = store;
        this.seal = new EntrySeal(keys);
        this.failures = new FailureLimit(clock);
        this.clock = clock;
        this.dropped = Counter.builder("gatehouse.activity.dropped")
                .description("Entries of the activity that are in the log alone, since too many waited to be kept")
                .register(meters);
    }

    @Override
    public void write(String organization, Entry entry) {
        failures.admit(organization, entry).forEach(admitted -> add(new Waiting(organization, admitted)));
    }

    private void add(Waiting waiting) {
        if (isToBegin(waiting)) {
            Mono.defer(this::handOver)
                    .repeat(this::goesOn)
                    .subscribeOn(Schedulers.boundedElastic())
                    .subscribe();
        }
    }

    private synchronized boolean isToBegin(Waiting waiting) {
        if (closed || queue.size() >= room(waiting.place().drawer())) {
            drop();
            return false;
        }
        queue.add(waiting);
        boolean begins = !handingOver;
        handingOver = true;
        return begins;
    }

    /** Failures, which strangers cause, leave half of the room to the others. */
    private static int room(Drawer drawer) {
        return drawer == Drawer.FAILURES ? MOST_WAITING / 2 : MOST_WAITING;
    }

    private void drop() {
        dropped.increment();
        if (warned.plus(BETWEEN_WARNINGS).isBefore(clock.instant())) {
            warned = clock.instant();
            log.warn(
                    "activity: entries are dropped, {} since the start (expected: a store that takes them; the log has all)",
                    (long) dropped.count());
        }
    }

    private Mono<Void> handOver() {
        return Flux.fromIterable(next().entrySet())
                .concatMap(place -> keep(place.getKey(), place.getValue()))
                .then();
    }

    /** Order holds within each stream, and no two streams need one. */
    private synchronized Map<Place, List<Entry>> next() {
        Map<Place, List<Entry>> next = new LinkedHashMap<>();
        for (int taken = 0; taken < AT_ONCE && !queue.isEmpty(); taken++) {
            Waiting waiting = queue.remove();
            next.computeIfAbsent(waiting.place(), unused -> new ArrayList<>()).add(waiting.entry());
        }
        return next;
    }

    /** Again until it is there: when only the answer was lost, an entry stands twice. None is better lost than that. */
    private Mono<Void> keep(Place place, List<Entry> entries) {
        List<byte[]> sealed = entries.stream()
                .map(entry -> seal.close(place.organization(), entry))
                .toList();
        return store.append(place.organization(), place.drawer(), sealed)
                .retryWhen(Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100)).maxBackoff(Duration.ofSeconds(5)));
    }

    private synchronized boolean goesOn() {
        handingOver = !queue.isEmpty();
        if (closed && !handingOver) {
            allKept.tryEmitEmpty();
        }
        return handingOver;
    }

    /** How many are not kept yet, but for those on their way. */
    public synchronized int waiting() {
        return queue.size();
    }

    /** Takes nothing more; completes when all that waits is kept, which it never may be: the caller sets a time. */
    public Mono<Void> close() {
        return Mono.defer(() -> {
            failures.rest().forEach((organization, count) -> add(new Waiting(organization, count)));
            return closeNow();
        });
    }

    private synchronized Mono<Void> closeNow() {
        closed = true;
        if (!handingOver) {
            allKept.tryEmitEmpty();
        }
        return allKept.asMono();
    }
}
