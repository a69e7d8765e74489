package io.gatehouse.console;

import io.gatehouse.audit.Audit;
import io.gatehouse.audit.Happening;
import io.gatehouse.audit.OneLine;
import io.gatehouse.identity.Claims;
import io.gatehouse.login.TrialOutcome;
import io.gatehouse.login.Trials;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.organization.provider.Issuer;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.settings.AllSettings;
import io.gatehouse.settings.Settings;
import io.gatehouse.settings.SignOn;
import io.gatehouse.settings.TestReport;
import io.gatehouse.settings.TestReport.Received;
import io.gatehouse.text.Text;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Writes down what a trial came to, in the words of an admin and without anybody's secrets. */
public final class TestReports implements Trials {

    private static final int LONGEST = 200;
    private static final int MOST_GROUPS = 500;
    private static final int MOST_CLAIMS = 60;

    private final AllSettings settings;
    private final Guests guests;
    private final Audit audit;
    private final Clock clock;

    public TestReports(AllSettings settings, Guests guests, Audit audit, Clock clock) {
        this.settings = settings;
        this.guests = guests;
        this.audit = audit;
        this.clock = clock;
    }

    /** Who tries out what: nobody else finishes it, and not with something else. */
    public static String trial(Guest guest, Organization staged) {
        return guest.key() + ' ' + fingerprint(staged);
    }

    @Override
    public Mono<Organization> staged(ServerWebExchange exchange, Organization live, String trial) {
        return settings.read(live.name())
                .flatMapIterable(known -> staged(known.settings(), live))
                .filterWhen(staged -> guests.find(exchange, live)
                        .map(guest -> trial(guest, staged).equals(trial)))
                .next()
                .switchIfEmpty(Mono.error(() -> notTheirs(live)));
    }

    private static List<Organization> staged(Settings settings, Organization live) {
        List<Organization> staged = new ArrayList<>(List.of(settings.staged(live)));
        staged.addAll(settings.stagedOthers(live));
        return staged;
    }

    private static Refusal notTheirs(Organization organization) {
        return Refusal.of(
                        Problem.SIGN_IN_STALE,
                        "settings: " + organization.name() + ": test: begun by another guest, or of another sign-on")
                .offering(Text.of("settings.open"), Console.path(organization.name()));
    }

    /** Looked at once more: while the provider was asked, the visit may have been called back. */
    @Override
    public Mono<Void> ended(
            ServerWebExchange exchange, Organization live, Organization staged, String trial, TrialOutcome outcome) {
        return guests.findAgain(exchange, live)
                .filter(guest -> trial(guest, staged).equals(trial))
                .switchIfEmpty(Mono.error(() -> notTheirs(staged)))
                .then(Mono.defer(() -> ended(staged, trial, outcome)));
    }

    private Mono<Void> ended(Organization staged, String trial, TrialOutcome outcome) {
        String by = trial.substring(0, trial.indexOf(' '));
        TestReport report = outcome instanceof TrialOutcome.Passed passed
                ? passed(staged, by, passed)
                : failed(staged, by, ((TrialOutcome.Failed) outcome).diagnosis());
        return keep(staged, report);
    }

    private Mono<Void> keep(Organization staged, TestReport report) {
        audit.event(report.passed() ? Happening.SIGN_ON_TEST_PASSED : Happening.SIGN_ON_TEST_FAILED, staged.name())
                .with("by", report.person().map(Claims::username).orElse("-"))
                .with("code", report.failure().map(TestReport.Failure::code).orElse("-"))
                .with(
                        "said",
                        report.failure()
                                .map(failure -> failure.step() + ": " + failure.said())
                                .orElse("-"))
                .write();
        return settings.change(staged.name(), known -> known.tested(report)).then();
    }

    private TestReport passed(Organization staged, String by, TrialOutcome.Passed outcome) {
        Claims person = bounded(outcome.person());
        List<String> abilities = new ArrayList<>();
        abilities.add(
                outcome.provider().metadata().endSessionEndpoint().isPresent()
                        ? "Signing out can end the sign-in at the identity provider too."
                        : "The identity provider names no way to sign out there.");
        abilities.add("Somebody who is disabled at the identity provider stays signed in here for at most "
                + words(staged.sessions().maxAge()) + ".");
        return new TestReport(
                fingerprint(staged),
                by,
                clock.instant(),
                Optional.of(person),
                Optional.empty(),
                received(outcome.received()),
                TestWarnings.of(staged, person, outcome.received(), outcome.inAccessToken(), clock.instant()),
                abilities);
    }

    private TestReport failed(Organization staged, String by, Diagnosis diagnosis) {
        TestReport.Failure failure = new TestReport.Failure(
                diagnosis.fault().problem().code(),
                diagnosis.step(),
                diagnosis.said(),
                diagnosis.fault().field().toString(),
                diagnosis.mend(provider(staged)));
        return new TestReport(
                fingerprint(staged),
                by,
                clock.instant(),
                Optional.empty(),
                Optional.of(failure),
                List.of(),
                List.of(),
                List.of());
    }

    private static Issuer.Provider provider(Organization organization) {
        return organization
                .identityProvider()
                .map(IdentityProvider::issuer)
                .map(Issuer::provider)
                .orElse(Issuer.Provider.OTHER);
    }

    private static String fingerprint(Organization staged) {
        return staged.identityProvider()
                .map(provider -> new SignOn(provider, staged.roles().claim()))
                .map(TestReport::fingerprint)
                .orElse("");
    }

    private static List<Received> received(Map<String, Object> claims) {
        return new TreeMap<>(claims)
                .entrySet().stream()
                        .limit(MOST_CLAIMS)
                        .map(claim -> new Received(plain(claim.getKey()), masked(claim.getValue())))
                        .toList();
    }

    /** Enough to recognise a value, too little to use it. */
    static String masked(Object value) {
        if (value instanceof Boolean || value instanceof Instant) {
            return value.toString();
        }
        if (value instanceof Number) {
            return "a number";
        }
        if (value instanceof Iterable<?> several) {
            int count = 0;
            for (Object unused : several) {
                count++;
            }
            return count + (count == 1 ? " value" : " values");
        }
        String text = String.valueOf(value);
        if (EmailAddress.parse(text).isPresent()) {
            return text.charAt(0) + "…" + plain(text.substring(text.indexOf('@')));
        }
        return text.length() <= 4 ? "…" : plain(text.substring(0, 2)) + "… (" + text.length() + " characters)";
    }

    private static String words(Duration duration) {
        long minutes = duration.toMinutes();
        return minutes % 60 == 0 ? minutes / 60 + " h" : minutes + " min";
    }

    /** Whoever answers for an identity provider may say anything, and as much of it as fits into a token. */
    private static Claims bounded(Claims person) {
        return new Claims(
                person.issuer(),
                person.clientId(),
                person.subject(),
                plain(person.username()),
                person.email(),
                person.emailVerified(),
                person.rolesClaim(),
                person.groups().stream()
                        .limit(MOST_GROUPS)
                        .filter(group -> group.length() <= LONGEST)
                        .toList(),
                person.home(),
                person.groupsWithheld());
    }

    /** Not longer than a line, and without characters that turn the text around them. */
    private static String plain(String text) {
        return OneLine.of(text, LONGEST);
    }
}
