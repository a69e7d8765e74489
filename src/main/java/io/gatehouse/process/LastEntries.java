package io.gatehouse.process;

import io.gatehouse.audit.store.QueuedJournal;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** The end of a stop: what happened until then is kept, once no request runs and before Redis is left. */
public final class LastEntries implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(LastEntries.class);
    private static final Duration LONGEST = Duration.ofSeconds(3);

    private final QueuedJournal journal;
    private volatile boolean running;

    public LastEntries(QueuedJournal journal) {
        this.journal = journal;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Higher stops earlier: Redis's connections are at 0, the server's port far above. */
    @Override
    public int getPhase() {
        return 1;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public void stop(Runnable stopped) {
        journal.close()
                .timeout(LONGEST)
                .doOnError(late -> log.warn(
                        "activity: {} entries not kept (expected: a store that takes them within {} s; the log has all)",
                        journal.waiting(),
                        LONGEST.toSeconds()))
                .onErrorComplete()
                .doFinally(unused -> {
                    stop();
                    stopped.run();
                })
                .subscribe();
    }
}
