package io.gatehouse.login.client;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gatehouse.fixture.TestClock;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.organization.Organizations;
import java.time.Duration;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.test.scheduler.VirtualTimeScheduler;

class SecretRemindersTests {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();
    private final TestClock clock = new TestClock();
    private final SecretReminders reminders = new SecretReminders(clock, scheduler);

    @BeforeEach
    void readTheLog() {
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void stop() {
        logger().detachAppender(log);
        reminders.close();
        scheduler.dispose();
    }

    @Test
    void saysAtStartHowLongASecretIsGood() {
        reminders.follow(expiring(TODAY.plusDays(7)));

        assertThat(log.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN);
        assertThat(said())
                .containsExactly("secret: acme: client-secret: expires on 2026-11-29, in 7 days"
                        + " (expected: a new one; docs/operations.md#client-secrets)");
    }

    @Test
    void saysNothingOfASecretWhoseEndIsFarAwayOrUnknown() {
        reminders.follow(expiring(TODAY.plusDays(31)));
        reminders.follow(new Organizations(List.of(TestOrganizations.acme())));

        assertThat(said()).isEmpty();
        assertThat(counts()).isEmpty();
    }

    @Test
    void remindsOnceAtEachThresholdOfTheDaysThatGoBy() {
        reminders.follow(expiring(TODAY.plusDays(40)));

        for (int hour = 0; hour < 24 * 60; hour++) {
            anHourPasses();
        }

        assertThat(said())
                .map(line -> line.replaceAll(" \\(expected.*", ""))
                .containsExactly(
                        "secret: acme: client-secret: expires on 2027-01-01, in 30 days",
                        "secret: acme: client-secret: expires on 2027-01-01, in 7 days",
                        "secret: acme: client-secret: expires on 2027-01-01, in 1 day",
                        "secret: acme: client-secret: expired on 2027-01-01");
    }

    @Test
    void remindsWithinTheHourInWhichADayBegins() {
        reminders.follow(expiring(TODAY.plusDays(8)));
        for (int hour = 0; hour < 11; hour++) {
            anHourPasses();
        }
        assertThat(said()).hasSize(1);

        anHourPasses();

        assertThat(said()).last().asString().contains("in 7 days");
    }

    @Test
    void onItsLastDayASecretIsStillGood() {
        reminders.follow(expiring(TODAY));

        assertThat(said()).first().asString().contains("expires on 2026-11-22, today ");
        assertThat(counts()).containsOnly(Map.entry(Nearness.WITHIN_1_DAY, 1L));
    }

    @Test
    void aReloadThatChangesNothingRemindsOfNothing() {
        reminders.follow(expiring(TODAY.plusDays(7)));
        reminders.follow(expiring(TODAY.plusDays(7)));

        assertThat(said()).hasSize(1);
    }

    @Test
    void aDayThatIsMovedIsSaidAnew() {
        reminders.follow(expiring(TODAY.plusDays(7)));
        reminders.follow(expiring(TODAY.plusDays(6)));

        assertThat(said()).hasSize(2).last().asString().contains("2026-11-28, in 6 days");
    }

    @Test
    void countsAnOrganizationOnceWhereItsEndIsNearest() {
        reminders.follow(expiring(TODAY.plusDays(3)));
        assertThat(counts()).containsOnly(Map.entry(Nearness.WITHIN_7_DAYS, 1L));

        reminders.follow(expiring(TODAY.minusDays(1)));
        assertThat(counts()).containsOnly(Map.entry(Nearness.EXPIRED, 1L));

        reminders.follow(expiring(TODAY.plusDays(365)));
        assertThat(counts()).isEmpty();
    }

    private static Organizations expiring(LocalDate lastDay) {
        return new Organizations(List.of(TestOrganizations.acmeWithSecrets(Optional.of(lastDay), "s3cret")));
    }

    private void anHourPasses() {
        clock.pass(Duration.ofHours(1));
        scheduler.advanceTimeBy(Duration.ofHours(1));
    }

    private Map<Nearness, Long> counts() {
        Map<Nearness, Long> counts = new EnumMap<>(Nearness.class);
        for (Nearness nearness : Nearness.values()) {
            counts.put(nearness, reminders.count(nearness));
        }
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    private List<String> said() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(SecretReminders.class);
    }
}
