package io.gatehouse.traffic;

import io.gatehouse.route.Route;
import io.gatehouse.route.Snapshot;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How many requests there were and how long they took, by route and by the class of the status; never by organization. */
public final class RequestTimes {

    private static final String NAME = "gatehouse.requests";

    /** By the hundreds of the status; {@link Passage#ABORTED} is the first. */
    private static final String[] CLASSES = {"aborted", "1xx", "2xx", "3xx", "4xx", "5xx"};

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(10)
    };

    private final Map<String, AtomicReferenceArray<@Nullable Timer>> routes = new ConcurrentHashMap<>();
    private final MeterRegistry meters;
    private final Supplier<Snapshot> snapshots;
    private volatile @Nullable Snapshot cleanedFor;

    public RequestTimes(MeterRegistry meters, Supplier<Snapshot> snapshots) {
        this.meters = meters;
        this.snapshots = snapshots;
    }

    /** No registry is asked and nothing allocated but at the first request of its kind. */
    void record(String route, int status, long nanos) {
        AtomicReferenceArray<@Nullable Timer> timers = routes.get(route);
        if (timers == null) {
            forgetRoutesThatAreGone();
            timers = routes.computeIfAbsent(route, unused -> new AtomicReferenceArray<>(CLASSES.length));
        }
        int index = Math.min(status / 100, CLASSES.length - 1);
        Timer timer = timers.get(index);
        if (timer == null) {
            timer = timer(route, CLASSES[index]);
            timers.set(index, timer);
        }
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(String route, String status) {
        return Timer.builder(NAME)
                .description("Requests, from their head to the end of the answer")
                .tag("route", route)
                .tag("status", status)
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }

    /** A name that was never seen comes with a reload, and so does the end of others: no more are kept than one reload left. */
    @SuppressWarnings("ReferenceEquality") // every reload makes a new one
    private void forgetRoutesThatAreGone() {
        Snapshot now = snapshots.get();
        if (now == cleanedFor) {
            return;
        }
        cleanedFor = now;
        Set<String> living = now.routes().routes().stream().map(Route::name).collect(Collectors.toSet());
        for (String name : routes.keySet()) {
            if (!living.contains(name) && !name.equals(Passage.NO_ROUTE)) {
                forget(name);
            }
        }
    }

    private void forget(String name) {
        AtomicReferenceArray<@Nullable Timer> timers = routes.remove(name);
        for (int i = 0; timers != null && i < timers.length(); i++) {
            Timer timer = timers.get(i);
            if (timer != null) {
                meters.remove(timer);
            }
        }
    }
}
