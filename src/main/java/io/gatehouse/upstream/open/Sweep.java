package io.gatehouse.upstream.open;

import io.gatehouse.session.Sessions;
import io.gatehouse.session.store.SessionStore;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Reviews all that is open, again and again: nobody tells of sessions that nobody uses, that grow too old or that were removed
 * while this replica could not hear.
 */
public final class Sweep implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Sweep.class);

    /** The longest that what no replica told of goes unnoticed, if the store is quick. */
    private static final Duration PERIOD = Duration.ofSeconds(3);

    /** The same while removals may be missed. */
    private static final Duration DEAF_PERIOD = Duration.ofSeconds(1);

    private static final Duration TICK = Duration.ofMillis(100);

    private static final int AT_ONCE = 16;

    private final OpenConnections open;
    private final Reviews reviews;
    private final Sessions sessions;
    private final Scheduler scheduler;
    private final Disposable ticking;
    private long stretch;
    private long next;
    private volatile boolean wanted;

    public Sweep(OpenConnections open, Reviews reviews, Sessions sessions, Scheduler scheduler) {
        this.open = open;
        this.reviews = reviews;
        this.sessions = sessions;
        this.scheduler = scheduler;
        this.stretch = sessions.hearing();
        this.next = in(PERIOD);
        this.ticking = Mono.delay(TICK, scheduler)
                .then(Mono.defer(this::sweepIfDue))
                .repeat()
                .subscribe();
    }

    /** The configuration is another one than it was. */
    public void soon() {
        wanted = true;
    }

    @Override
    public void close() {
        ticking.dispose();
    }

    private Mono<Void> sweepIfDue() {
        long hearing = sessions.hearing();
        boolean interrupted = hearing != stretch;
        if (!interrupted && !wanted && scheduler.now(TimeUnit.NANOSECONDS) < next) {
            return Mono.empty();
        }
        stretch = hearing;
        wanted = false;
        return sweep().doFinally(signal -> next = in(hearing == SessionStore.DEAF ? DEAF_PERIOD : PERIOD));
    }

    private Mono<Void> sweep() {
        reviews.reviewBearers(open.ofBearers());
        reviews.reviewStrangers(open.ofStrangers());
        return Flux.fromIterable(open.sessions())
                .flatMap(hash -> reviews.review(open.ofSession(hash)), AT_ONCE)
                .then()
                .doOnError(error -> log.error("unexpected", error))
                .onErrorComplete();
    }

    /** Not at the very moment of the other replicas. */
    private long in(Duration period) {
        double part = 0.8 + ThreadLocalRandom.current().nextDouble(0.2);
        return scheduler.now(TimeUnit.NANOSECONDS) + (long) (period.toNanos() * part);
    }
}
