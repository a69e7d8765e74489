package io.gatehouse.login;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gatehouse.audit.Audit;
import io.gatehouse.fixture.TestClock;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.login.BrokenSignIns.Failure;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.Organizations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;

class BrokenSignInsTests {

    private static final Diagnosis WRONG_SECRET = answered("invalid_client", "the secret has expired");

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final ListAppender<ILoggingEvent> auditLog = new ListAppender<>();
    private final TestClock clock = new TestClock();
    private final BrokenSignIns broken = new BrokenSignIns(new Audit(clock), clock);
    private final Organization acme = withSecret("old");

    @BeforeEach
    void followAndReadTheLogs() {
        broken.follow(new Organizations(List.of(acme)));
        log.start();
        auditLog.start();
        logger(BrokenSignIns.class.getName()).addAppender(log);
        logger("gatehouse.audit").addAppender(auditLog);
    }

    @AfterEach
    void stop() {
        logger(BrokenSignIns.class.getName()).detachAppender(log);
        logger("gatehouse.audit").detachAppender(auditLog);
    }

    @ParameterizedTest
    @CsvSource({
        "invalid_client,      AADSTS7000222: The provided client secret keys are expired.",
        "unauthorized_client, Invalid client or Invalid client credentials",
        "access_denied,       Unauthorized",
        "unauthorized_client, this client may not use the authorization code",
        "invalid_request,     client_secret is missing."
    })
    void aClientThatIsRefusedBreaksItsOrganizationsSignIn(String code, String words) {
        broken.failed(acme, answered(code, words));

        assertThat(broken.of(acme.name())).contains(new Failure(clock.instant(), answered(code, words)));
        assertThat(broken.count()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "access_denied,         the person is not assigned to this application",
        "access_denied,",
        "access_denied,         Ada is unauthorized on Sundays",
        "invalid_grant,         the code was used twice",
        "invalid_token_response, an answer that is not JSON",
        "invalid_nonce,",
        "server_error,          try again"
    })
    void onePersonsMistakeOrBadLuckBreaksNothing(String code, String words) {
        broken.failed(acme, answered(code, words));

        assertThat(broken.count()).isZero();
        assertThat(lines(log)).isEmpty();
    }

    @Test
    void saysOnceThatItIsBrokenAndOnceThatItWorksAgain() {
        broken.failed(acme, WRONG_SECRET);
        broken.failed(acme, WRONG_SECRET);
        broken.succeeded(acme);
        broken.succeeded(acme);

        assertThat(lines(log))
                .containsExactly(
                        "WARN sign-in: acme: broken: token endpoint: invalid_client (mend: client-secret: copy the"
                                + " client secret again, whole and without spaces around it)",
                        "INFO sign-in: acme: no longer broken: a sign-in succeeded");
        assertThat(lines(auditLog))
                .containsExactly(
                        "INFO event=sign-in-broken at=2026-11-22T12:00:00Z organization=acme"
                                + " reason=\"token endpoint: invalid_client (mend: client-secret: copy the client"
                                + " secret again, whole and without spaces around it)\"",
                        "INFO event=sign-in-not-broken at=2026-11-22T12:00:00Z organization=acme"
                                + " because=\"a sign-in succeeded\"");
        assertThat(broken.of(acme.name())).isEmpty();
        assertThat(broken.count()).isZero();
    }

    @Test
    void keepsTheLastFailure() {
        broken.failed(acme, WRONG_SECRET);
        clock.pass(Duration.ofMinutes(5));
        broken.failed(acme, answered("invalid_client", null));

        assertThat(broken.of(acme.name()).map(Failure::at)).contains(clock.instant());
    }

    @Test
    void settingsThatChangeBeginAnew() {
        broken.failed(acme, WRONG_SECRET);

        broken.follow(new Organizations(List.of(withSecret("new"))));

        assertThat(broken.count()).isZero();
        assertThat(lines(log))
                .last()
                .isEqualTo("INFO sign-in: acme: no longer broken: its identity-provider has changed");
    }

    @Test
    void aReloadThatLeavesItsIdentityProviderAloneMendsNothing() {
        broken.failed(acme, WRONG_SECRET);

        broken.follow(new Organizations(List.of(withSecret("old"))));

        assertThat(broken.count()).isEqualTo(1);
    }

    @Test
    void anOrganizationThatIsGoneIsNotCounted() {
        broken.failed(acme, WRONG_SECRET);

        broken.follow(new Organizations(List.of()));

        assertThat(broken.count()).isZero();
    }

    @Test
    void aSignInThatBeganUnderOtherSettingsSaysNothingOfThePresentOnes() {
        Organization mended = withSecret("new");
        broken.follow(new Organizations(List.of(mended)));

        broken.failed(acme, WRONG_SECRET);
        assertThat(broken.count()).isZero();

        broken.failed(mended, WRONG_SECRET);
        broken.succeeded(acme);
        assertThat(broken.count()).isEqualTo(1);
    }

    @Test
    void anIdentityProviderCannotWriteLinesOfItsOwnNorFillTheLog() {
        broken.failed(acme, answered("invalid_client", "x\r\nWARN forged " + "y".repeat(1_000)));

        assertThat(lines(log)).singleElement().asString().doesNotContain("\n", "forged", "yyy");
    }

    private static Organization withSecret(String secret) {
        return TestOrganizations.acmeWithSecrets(Optional.empty(), secret);
    }

    /** As the code exchange ends when the token endpoint answers so. */
    private static Diagnosis answered(String code, @Nullable String words) {
        return Diagnosis.ofExchange(
                new OAuth2AuthenticationException(new OAuth2Error(code, words, null)),
                withSecret("old").identityProvider().orElseThrow());
    }

    private static List<String> lines(ListAppender<ILoggingEvent> log) {
        return log.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }
}
