package io.gatehouse.console;

import io.gatehouse.audit.Happening;
import io.gatehouse.identity.Claims;
import io.gatehouse.login.BrokenSignIns;
import io.gatehouse.login.Login;
import io.gatehouse.login.TrialOutcome;
import io.gatehouse.login.provider.DiscoveryFailed;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.PersonId;
import io.gatehouse.organization.Sso;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Origins;
import io.gatehouse.route.Route;
import io.gatehouse.route.Visit;
import io.gatehouse.settings.AllSettings;
import io.gatehouse.settings.AllSettings.Known;
import io.gatehouse.settings.Settings;
import io.gatehouse.settings.SignOn;
import io.gatehouse.settings.TestReport;
import io.gatehouse.text.Text;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The sign-on page: what an organization's admins enter, try out and switch on, without anybody being locked out. */
public final class Console implements ConsolePage {

    public static final Tab TAB = new Tab("Sign-on", "");

    private final Desk desk;
    private final Forms forms;
    private final AllSettings settings;
    private final TestReports reports;
    private final Login login;
    private final SignOnPage page;
    private final SetupVisit setupVisit;
    private final Clock clock;

    public Console(
            Desk desk,
            Login login,
            AllSettings settings,
            TestReports reports,
            Origins origins,
            BrokenSignIns broken,
            Clock clock) {
        this.desk = desk;
        this.forms = desk.forms();
        this.settings = settings;
        this.reports = reports;
        this.login = login;
        this.setupVisit = new SetupVisit(desk.entrance(), forms);
        this.page = new SignOnPage(desk, origins, broken, clock);
        this.clock = clock;
    }

    /** Where an organization's settings are. */
    public static String path(OrganizationName organization) {
        return Tab.settings(organization);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                TAB.page(this::page),
                TAB.row("/enter", setupVisit::enter),
                TAB.form("/sign-on", this::updateAndTest),
                TAB.form("/access", this::letIn),
                TAB.form("/discard", this::discard),
                TAB.form("/back", this::goBack),
                TAB.form("/admin", this::makeMeAdmin),
                TAB.form("/remove-admin", this::removeAdmin),
                TAB.form("/leave", setupVisit::leave));
    }

    /** GET: the page itself. */
    Mono<Void> page(ServerWebExchange exchange, Visit visit) {
        return desk.guest(exchange, visit)
                .flatMap(guest ->
                        settings.read(visit.host().name()).flatMap(known -> show(exchange, guest, visit, known)));
    }

    /** POST: keeps what was entered, and sends the admin through a sign-in with it. */
    Mono<Void> updateAndTest(ServerWebExchange exchange, Visit visit) {
        return forms.sent(exchange, visit).flatMap(sent -> {
            if (isInFile(sent.organization())) {
                return tryOut(exchange, sent, sent.settings());
            }
            SignOnForm form = new SignOnForm(
                    sent.form(), sent.settings().present(), LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
            Optional<SignOn> entered = form.read();
            if (entered.isEmpty()) {
                return page.write(exchange, 422, sent.organization(), visit.start(), sent.known(), sent.guest(), form);
            }
            return forms.change(sent, Happening.SIGN_ON_STAGED, known -> known.stage(entered.get()))
                    .flatMap(known -> tryOut(exchange, sent, known.settings()));
        });
    }

    /** POST: who gets in. Nobody but a tested sign-on is ever switched on: that would lock everybody out. */
    Mono<Void> letIn(ServerWebExchange exchange, Visit visit) {
        return forms.sent(exchange, visit).flatMap(sent -> {
            refuseWhatIsInFile(sent);
            if (sent.organization().inFile().contains(Settings.SSO)) {
                return takeStaged(exchange, sent);
            }
            if (sent.field("sso").isEmpty()) {
                return SetupVisit.settingsOf(exchange, sent.organization());
            }
            Sso wanted = sso(sent.field("sso"));
            if (wanted != Sso.OFF) {
                refuseWithoutProof(sent, "sso: " + wanted.name().toLowerCase(Locale.ROOT));
            }
            if (wanted == Sso.OFF
                    && sent.field("sure").isEmpty()
                    && sent.settings().sso() != Sso.OFF) {
                return page.askBeforeOff(exchange, sent);
            }
            return forms.change(sent, happening(wanted), known -> {
                        Settings taken = wanted == Sso.OFF ? known : known.takeStaged();
                        return taken.letIn(wanted);
                    })
                    .then(SetupVisit.settingsOf(exchange, sent.organization()));
        });
    }

    /** Where the operator's file says who gets in, with what they sign in is still the admin's. */
    private Mono<Void> takeStaged(ServerWebExchange exchange, Forms.Sent sent) {
        refuseWithoutProof(sent, "sign-on");
        return forms.change(sent, Happening.SIGN_ON_TAKEN, Settings::takeStaged)
                .then(SetupVisit.settingsOf(exchange, sent.organization()));
    }

    /** POST: what is staged is thrown away. */
    Mono<Void> discard(ServerWebExchange exchange, Visit visit) {
        return forms.sent(exchange, visit).doOnNext(Console::refuseWhatIsInFile).flatMap(sent -> forms.change(
                        sent, Happening.SIGN_ON_DISCARDED, Settings::discardStaged)
                .then(SetupVisit.settingsOf(exchange, sent.organization())));
    }

    /** POST: the sign-on that worked before is live again. */
    Mono<Void> goBack(ServerWebExchange exchange, Visit visit) {
        return forms.sent(exchange, visit).flatMap(sent -> {
            refuseWhatIsInFile(sent);
            if (sent.settings().proofOfBefore(sent.organization()).isEmpty()) {
                throw notTested(sent, "before: no test of it that an admin passed is known");
            }
            return forms.change(sent, Happening.SIGN_ON_TAKEN_BACK, Settings::goBack)
                    .then(SetupVisit.settingsOf(exchange, sent.organization()));
        });
    }

    /** POST: somebody who was made admin here is none any more, unless the identity provider or the file says so. */
    Mono<Void> removeAdmin(ServerWebExchange exchange, Visit visit) {
        return forms.sent(exchange, visit).flatMap(sent -> {
            PersonId person = new PersonId(sent.field("issuer"), sent.field("subject"));
            Map<String, String> who = Map.of("issuer", person.issuer(), "subject", person.subject());
            return forms.change(sent, Happening.ADMIN_REMOVED, who, known -> known.withoutAdmin(person))
                    .then(SetupVisit.settingsOf(exchange, sent.organization()));
        });
    }

    /** POST: who passed the test of the present sign-on becomes admin, by issuer and subject. */
    Mono<Void> makeMeAdmin(ServerWebExchange exchange, Visit visit) {
        return forms.sent(exchange, visit).flatMap(sent -> {
            Claims person = sent.settings()
                    .effective(sent.organization())
                    .flatMap(sent.settings()::reportOn)
                    .filter(report -> sent.guest() instanceof Guest.ByLink
                            && report.by().equals(sent.guest().key()))
                    .flatMap(TestReport::person)
                    .orElseThrow(() -> notTested(sent, "this guest’s own test has not passed"));
            Map<String, String> who =
                    Map.of("issuer", person.issuer(), "subject", person.subject(), "username", person.username());
            return forms.change(sent, Happening.ADMIN_BOUND, who, known -> known.withAdmin(person.person()))
                    .then(SetupVisit.settingsOf(exchange, sent.organization()));
        });
    }

    private Mono<Void> show(ServerWebExchange exchange, Guest guest, Visit visit, Known known) {
        Organization organization = visit.host();
        return page.write(exchange, 200, organization, visit.start(), known, guest, null);
    }

    private Mono<Void> tryOut(ServerWebExchange exchange, Forms.Sent sent, Settings present) {
        Organization organization = sent.organization();
        Organization staged = present.staged(organization);
        String trial = TestReports.trial(sent.guest(), staged);
        String back = path(organization.name()) + "#test";
        return login.tryOut(exchange, staged, trial, back).onErrorResume(DiscoveryFailed.class, failed -> reports.ended(
                        exchange, organization, staged, trial, new TrialOutcome.Failed(failed.diagnosis()))
                .then(SetupVisit.seeOther(exchange, back)));
    }

    /** What the operator's file says is not for these forms to change, nor to prepare for the day when it says it no more. */
    private static void refuseWhatIsInFile(Forms.Sent sent) {
        if (isInFile(sent.organization())) {
            throw Refusal.of(
                            Problem.METHOD_NOT_ALLOWED,
                            "settings: " + sent.organization().name() + ": in the operator’s file")
                    .offering(Text.of("settings.back"), path(sent.organization().name()));
        }
    }

    private static boolean isInFile(Organization organization) {
        return organization.inFile().contains(Settings.IDENTITY_PROVIDER);
    }

    private static void refuseWithoutProof(Forms.Sent sent, String wanted) {
        if (sent.settings().proofOf(sent.organization()).isEmpty()) {
            throw notTested(sent, wanted);
        }
    }

    private static Refusal notTested(Forms.Sent sent, String found) {
        OrganizationName name = sent.organization().name();
        return Refusal.of(
                        Problem.NOT_TESTED,
                        "settings: " + name + ": " + found
                                + " (expected: a test of the present sign-on, passed by an admin)")
                .offering(Text.of("settings.back"), path(name));
    }

    private static Happening happening(Sso wanted) {
        return switch (wanted) {
            case OFF -> Happening.SSO_OFF;
            case PILOT -> Happening.SSO_PILOT;
            case ENFORCED -> Happening.SSO_ENFORCED;
        };
    }

    private static Sso sso(String text) {
        try {
            return Sso.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw Refusal.of(Problem.MALFORMED_REQUEST, "settings: sso: refused");
        }
    }
}
