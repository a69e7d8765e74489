package io.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.login.fault.Fault;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Whoever writes a name at an identity provider writes no second line, and turns none around, in our logs. */
class OneLineTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n",
                "\r",
                "\u0000",
                "\u001b",
                "\u007f",
                "\u0085",
                "\u009b",
                "\u2028",
                "\u2029",
                "\u202e",
                "\u2066",
                "\u200b",
                "\ufeff",
                "\ud800",
                "\udc00",
                "\udb40\udc41"
            })
    void whatIsNotShownIsASpaceEverywhere(String hidden) {
        assertThat(OneLine.of("a" + hidden + "b")).isEqualTo("a b");
        assertThat(new Diagnosis(Fault.UNEXPECTED_ANSWER, "ID token", "a" + hidden + "b").said())
                .isEqualTo("a b");
    }

    @Test
    void theAuditTellsOnlyWhatIsShown() {
        Logger logger = (Logger) LoggerFactory.getLogger("gatehouse.audit");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);

        new Audit(Clock.systemUTC())
                .event(Happening.SIGN_IN, "acme")
                .with("username", "a\u009b2J\u202eb")
                .write();

        logger.detachAppender(lines);
        assertThat(lines.list).singleElement().asString().contains("username=\"a 2J b\"");
    }

    @Test
    void whatPeopleWriteStays() {
        assertThat(OneLine.of("Zoë 日本 😀 \"x\"")).isEqualTo("Zoë 日本 😀 \"x\"");
    }

    @Test
    void aLongTextEndsBetweenCharacters() {
        assertThat(OneLine.of("abc", 3)).isEqualTo("abc");
        assertThat(OneLine.of("abcd", 3)).isEqualTo("ab…");
        assertThat(OneLine.of("a😀bc", 3)).isEqualTo("a…");
    }
}
