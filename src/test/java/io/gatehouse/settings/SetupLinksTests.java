package io.gatehouse.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.TestClock;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.settings.store.MemorySettingsStore;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Clocks differ between the machines that make links, take them and call them back. */
class SetupLinksTests {

    private static final OrganizationName NEWCO =
            OrganizationName.parse("newco").orElseThrow();

    private final TestClock clock = new TestClock();
    private final MemorySettingsStore store = new MemorySettingsStore(clock);
    private final SetupLinks links = new SetupLinks(store, clock);
    private final SetupLink link = SetupLink.make(NEWCO, clock.instant(), Duration.ofHours(1));

    @Test
    void aLinkThatWasUsedIsRememberedForAReplicaWhoseClockIsBehind() {
        assertThat(links.spend(link).block()).isTrue();
        clock.pass(Duration.ofMinutes(65));
        SetupLinks behind = new SetupLinks(store, Clock.offset(clock, Duration.ofMinutes(-6)));

        assertThat(behind.spend(link).block()).isFalse();
    }
}
