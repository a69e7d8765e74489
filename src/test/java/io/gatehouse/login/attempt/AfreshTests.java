package io.gatehouse.login.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.TestClock;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.secret.SecretKeys;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AfreshTests {

    private static final OrganizationName ACME = new OrganizationName("acme");

    private final TestClock clock = new TestClock();
    private final Afresh afresh = new Afresh(SecretKeys.random(), clock);

    @Test
    void holdsForTheBrowserAndTheOrganizationItWasGivenAt() {
        String pass = afresh.pass(ACME, "a-browser");

        assertThat(afresh.holds(pass, ACME, "a-browser")).isTrue();
        assertThat(afresh.holds(pass, ACME, "another")).isFalse();
        assertThat(afresh.holds(pass, new OrganizationName("globex"), "a-browser"))
                .isFalse();
    }

    @Test
    void endsAfterTenMinutes() {
        String pass = afresh.pass(ACME, "a-browser");
        clock.pass(Duration.ofMinutes(10));

        assertThat(afresh.holds(pass, ACME, "a-browser")).isFalse();
    }

    @Test
    void nobodyMakesOne() {
        for (String made : new String[] {"", "afresh", "AAAA", "%%%"}) {
            assertThat(afresh.holds(made, ACME, "a-browser")).as(made).isFalse();
        }
    }
}
