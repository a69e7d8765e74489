package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Reads along in this process's log: for buffers that leaked, and for what no operator should have to read. */
final class LogWatch {

    static {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID); // in an IDE too
    }

    private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

    private LogWatch() {}

    /** From now on; a gateway that starts takes every watch away. */
    static LogWatch begin() {
        LogWatch watch = new LogWatch();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                watch.events.add(event);
                if (event.getFormattedMessage().startsWith("LEAK")) {
                    LEAKS.add(event.getFormattedMessage());
                }
            }
        };
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
        return watch;
    }

    /** Netty notices a leak when it allocates after a collection. */
    static void assertNoLeaks() {
        assertThat(leaks()).isEmpty();
    }

    static List<String> leaks() {
        System.gc();
        for (int i = 0; i < 50; i++) {
            ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(16);
            buffer.release();
        }
        List<String> found = List.copyOf(LEAKS);
        LEAKS.clear();
        return found;
    }

    /** Neither a fault of ours nor a stack trace: what others do wrong is a line. */
    void assertQuiet() {
        assertThat(events)
                .as("log")
                .filteredOn(
                        event -> event.getLevel().isGreaterOrEqual(Level.ERROR) || event.getThrowableProxy() != null)
                .extracting(event -> event.getLevel() + " " + event.getLoggerName() + ": " + event.getFormattedMessage()
                        + " " + event.getThrowableProxy())
                .isEmpty();
    }

    List<String> lines() {
        return events.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
