package io.gatehouse.traffic;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line for each request and never holds one up: event loops leave requests in a ring, and one thread looks there
 * every 50 ms and writes many lines at once. What finds the ring full is dropped and counted.
 *
 * <p>Nobody wakes that thread: to wake it would cost a request more than all the rest.
 */
public final class AccessLog implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AccessLog.class);

    private static final int MOST_WAITING = 8_192;
    private static final int BATCH = 16 * 1024;
    private static final long BETWEEN_LOOKS = 50;

    private final Ring<Passage> waiting = new Ring<>(MOST_WAITING);
    private final LongAdder dropped = new LongAdder();
    private final StringBuilder lines = new StringBuilder();
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(AccessLog::thread);
    private final AccessLine line;
    private final Consumer<String> output;

    /** @param output takes one or more lines at once, each with its end, in one thread */
    @SuppressWarnings("FutureReturnValueIgnored") // it ends with this object
    public AccessLog(Clock clock, MeterRegistry meters, Consumer<String> output) {
        this.line = new AccessLine(clock);
        this.output = output;
        FunctionCounter.builder("gatehouse.access.log.dropped", dropped, LongAdder::doubleValue)
                .description("Requests without a line in the access log, because output was too slow")
                .register(meters);
        writer.scheduleWithFixedDelay(this::write, BETWEEN_LOOKS, BETWEEN_LOOKS, TimeUnit.MILLISECONDS);
    }

    void add(Passage passage) {
        if (!waiting.offer(passage)) {
            dropped.increment();
        }
    }

    /** What is in the ring is written before. */
    @Override
    public void close() {
        writer.shutdown();
        write();
    }

    /** Synchronized for the last time, when the process ends, perhaps while the thread still writes. */
    private synchronized void write() {
        try {
            line.lookAtTheClock();
            @Nullable Passage passage;
            while ((passage = waiting.poll()) != null) {
                line.append(passage, lines);
                if (lines.length() > BATCH) {
                    flush();
                }
            }
            flush();
        } catch (RuntimeException unforeseen) {
            log.warn("access log: {}", unforeseen.toString()); // an exception would end the schedule silently
        }
    }

    private void flush() {
        if (!lines.isEmpty()) {
            String batch = lines.toString();
            lines.setLength(0);
            output.accept(batch);
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "access-log");
        thread.setDaemon(true);
        return thread;
    }
}
