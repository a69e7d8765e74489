package io.gatehouse.process;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gatehouse.fixture.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutOfMemoryLinesTests {

    private final LoggerContext context = new LoggerContext();
    private final TestClock clock = new TestClock();
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final Logger log = context.getLogger("reactor.netty.http.server.HttpServer");

    @BeforeEach
    void begin() {
        written.setContext(context);
        written.start();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(written);
        context.addTurboFilter(new OutOfMemoryLines(context, clock));
    }

    @Test
    void aThousandFailuresAreOneLine() {
        for (int i = 0; i < 500; i++) {
            log.error("one", new OutOfMemoryError("direct"));
            log.error("connection {}", i, new IllegalStateException(new OutOfMemoryError("direct")));
        }

        assertThat(written.list).singleElement().satisfies(line -> {
            assertThat(line.getFormattedMessage()).contains("memory: direct", "reactor.netty.http.server.HttpServer");
            assertThat(line.getThrowableProxy()).isNull();
        });
    }

    @Test
    void tenSecondsLaterItSaysHowManyThereWere() {
        for (int i = 0; i < 1000; i++) {
            log.error("one", new OutOfMemoryError("direct"));
        }
        clock.pass(Duration.ofSeconds(10));
        log.error("one", new OutOfMemoryError("direct"));

        assertThat(written.list).hasSize(2);
        assertThat(written.list.get(1).getFormattedMessage()).contains("999 more lines");
    }

    @Test
    void everythingElseIsWrittenAsItIs() {
        log.error("another", new IllegalStateException("fault"));
        log.info("plain {}", 1);
        log.debug("hidden", new OutOfMemoryError("direct"));

        assertThat(written.list).extracting(ILoggingEvent::getFormattedMessage).contains("another", "plain 1");
        assertThat(written.list.get(0).getThrowableProxy()).isNotNull();
    }
}
