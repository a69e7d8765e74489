package io.gatehouse.process;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Makes one line in ten seconds of however many fail for want of memory: where everything does, a stack trace each would
 * fill the disk too, and none of them says who took it.
 */
public final class OutOfMemoryLines extends TurboFilter {

    private static final Duration BETWEEN = Duration.ofSeconds(10);

    private final Logger log;
    private final Clock clock;
    private final AtomicReference<Instant> next = new AtomicReference<>(Instant.MIN);
    private final AtomicLong leftOut = new AtomicLong();

    OutOfMemoryLines(LoggerContext context, Clock clock) {
        this.log = context.getLogger(OutOfMemoryLines.class);
        this.clock = clock;
    }

    /** Once the logging system is there: when it begins anew it forgets its filters. */
    public static void install() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.addTurboFilter(new OutOfMemoryLines(context, Clock.systemUTC()));
        }
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] parameters,
            @Nullable Throwable thrown) {
        Throwable found = thrown != null ? thrown : last(parameters);
        OutOfMemoryError error = outOfMemory(found);
        if (error == null || !level.isGreaterOrEqual(logger.getEffectiveLevel())) {
            return FilterReply.NEUTRAL;
        }
        write(logger, error);
        return FilterReply.DENY;
    }

    private void write(Logger logger, OutOfMemoryError error) {
        Instant now = clock.instant();
        Instant from = next.get();
        if (now.isBefore(from) || !next.compareAndSet(from, now.plus(BETWEEN))) {
            leftOut.incrementAndGet();
            return;
        }
        log.error(
                "memory: {} (said by {}; {} more lines were left out since the last)",
                error.getMessage(),
                logger.getName(),
                leftOut.getAndSet(0));
    }

    /** SLF4J takes an exception behind the parameters for the line's own. */
    private static @Nullable Throwable last(Object @Nullable [] parameters) {
        return parameters != null
                        && parameters.length > 0
                        && parameters[parameters.length - 1] instanceof Throwable thrown
                ? thrown
                : null;
    }

    private static @Nullable OutOfMemoryError outOfMemory(@Nullable Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            if (cause instanceof OutOfMemoryError error) {
                return error;
            }
            cause = cause.getCause();
        }
        return null;
    }
}
