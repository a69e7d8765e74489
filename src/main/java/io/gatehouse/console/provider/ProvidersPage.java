package io.gatehouse.console.provider;

import io.gatehouse.audit.Happening;
import io.gatehouse.console.ConsolePage;
import io.gatehouse.console.Desk;
import io.gatehouse.console.Forms;
import io.gatehouse.console.Guest;
import io.gatehouse.console.Tab;
import io.gatehouse.console.TestReports;
import io.gatehouse.identity.Identity;
import io.gatehouse.login.Login;
import io.gatehouse.login.TrialOutcome;
import io.gatehouse.login.provider.DiscoveryFailed;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.RoleMapping;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.route.Route;
import io.gatehouse.route.Visit;
import io.gatehouse.settings.AllSettings;
import io.gatehouse.settings.AllSettings.Known;
import io.gatehouse.settings.OtherProvider;
import io.gatehouse.settings.OtherProvider.Entered;
import io.gatehouse.settings.OtherProvider.Label;
import io.gatehouse.settings.Settings;
import io.gatehouse.settings.TestReport;
import io.gatehouse.text.Text;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Lets an organization's admins enter identity providers beside the first one: each is tried out before anybody meets it. */
public final class ProvidersPage implements ConsolePage {

    public static final Tab TAB = new Tab("Identity providers", "/providers");

    private final Desk desk;
    private final AllSettings settings;
    private final TestReports reports;
    private final Login login;
    private final ProviderRows rows;
    private final Clock clock;

    public ProvidersPage(
            Desk desk, Login login, AllSettings settings, TestReports reports, ProviderRows rows, Clock clock) {
        this.desk = desk;
        this.settings = settings;
        this.reports = reports;
        this.login = login;
        this.rows = rows;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                TAB.page(this::page),
                TAB.form("/first", this::callFirst),
                TAB.form("/stage", this::stage),
                TAB.form("/take", this::take),
                TAB.form("/remove", this::remove));
    }

    private Mono<Void> page(ServerWebExchange exchange, Visit visit) {
        return desk.guest(exchange, visit).flatMap(guest -> settings.read(
                        visit.host().name())
                .flatMap(known -> rows.write(exchange, frame(guest, visit.host(), known), visit.host(), known)));
    }

    /** What the first one is called, and believed about. */
    private Mono<Void> callFirst(ServerWebExchange exchange, Visit visit) {
        return sent(exchange, visit).flatMap(sent -> {
            ProviderForm form = form(sent);
            Optional<Label> label = form.readFirst();
            if (label.isEmpty()) {
                return rows.refuseFirst(exchange, frame(sent), sent, form);
            }
            Optional<String> problem =
                    lockedOut(sent, sent.settings().callFirst(label.get()).laidOver(sent.organization()));
            return problem.isPresent()
                    ? rows.refuse(exchange, frame(sent), sent, problem.get())
                    : desk.forms()
                            .change(
                                    sent,
                                    Happening.FIRST_PROVIDER_CALLED,
                                    facts("first", label.get()),
                                    known -> known.callFirst(label.get()))
                            .then(back(exchange, sent));
        });
    }

    /** Keeps what was entered, and sends the admin through a sign-in with it. */
    private Mono<Void> stage(ServerWebExchange exchange, Visit visit) {
        return sent(exchange, visit).flatMap(sent -> {
            if (sent.settings().live().isEmpty()) {
                return rows.refuse(exchange, frame(sent), sent, "First set up the first one, under Sign-on.");
            }
            ProviderForm form = form(sent);
            Optional<Entered> entered = form.read();
            return entered.isEmpty()
                    ? rows.refuse(exchange, frame(sent), sent, form)
                    : desk.forms()
                            .change(
                                    sent,
                                    Happening.PROVIDER_STAGED,
                                    facts(form.name(), entered.get().label()),
                                    known -> known.stageOther(form.name(), entered.get()))
                            .flatMap(known -> tryOut(exchange, sent, known.settings(), form.name()));
        });
    }

    /** What has passed a test counts from now on; of those who are signed in, nobody is sent away by it. */
    private Mono<Void> take(ServerWebExchange exchange, Visit visit) {
        return sent(exchange, visit).flatMap(sent -> {
            String name = sent.field("name");
            Entered staged = sent.settings()
                    .others()
                    .find(name)
                    .flatMap(OtherProvider::staged)
                    .filter(entered -> sent.settings()
                            .reportOn(entered.signOn())
                            .filter(TestReport::passed)
                            .isPresent())
                    .orElseThrow(() -> notTested(sent, name));
            Optional<String> problem =
                    lockedOut(sent, sent.settings().takeOther(name).laidOver(sent.organization()));
            return problem.isPresent()
                    ? rows.refuse(exchange, frame(sent), sent, problem.get())
                    : desk.forms()
                            .change(
                                    sent,
                                    Happening.PROVIDER_TAKEN,
                                    facts(name, staged.label()),
                                    known -> known.takeOther(name))
                            .then(back(exchange, sent));
        });
    }

    /** Who is signed in there is signed out by it. */
    private Mono<Void> remove(ServerWebExchange exchange, Visit visit) {
        return sent(exchange, visit).flatMap(sent -> {
            String name = sent.field("name");
            Optional<String> problem = isSignedInAt(name, sent)
                    ? Optional.of("You are signed in there yourself. Sign in at another one first.")
                    : lockedOut(sent, sent.settings().withoutOther(name).laidOver(sent.organization()));
            return problem.isPresent()
                    ? rows.refuse(exchange, frame(sent), sent, problem.get())
                    : desk.forms()
                            .change(
                                    sent,
                                    Happening.PROVIDER_REMOVED,
                                    Map.of("provider", name),
                                    known -> known.withoutOther(name))
                            .then(back(exchange, sent));
        });
    }

    private Mono<Void> tryOut(ServerWebExchange exchange, Forms.Sent sent, Settings present, String name) {
        Organization staged = present.stagedOthers(sent.organization()).stream()
                .filter(way -> way.providerName().provider().equals(name))
                .findFirst()
                .orElseThrow(() -> notTested(sent, name));
        String trial = TestReports.trial(sent.guest(), staged);
        String back = TAB.of(sent.organization().name()) + "?name=" + name;
        return login.tryOut(exchange, staged, trial, back).onErrorResume(DiscoveryFailed.class, failed -> reports.ended(
                        exchange, sent.organization(), staged, trial, new TrialOutcome.Failed(failed.diagnosis()))
                .then(Desk.seeOther(exchange, back)));
    }

    /** Who would not come back to these pages, if it were so; empty when nobody is kept out. */
    private static Optional<String> lockedOut(Forms.Sent sent, Organization then) {
        TreeSet<String> believed = new TreeSet<>();
        then.ways()
                .forEach(way ->
                        way.identityProviders().chosen().ifPresent(named -> believed.addAll(named.vouchesFor())));
        Optional<String> nobodys = then.hasSeveral()
                ? Stream.concat(then.admins().stream(), then.pilot().stream())
                        .filter(address -> !believed.contains(address.domain()))
                        .map(address -> "The operator has named " + address + ": enter " + address.domain()
                                + " at the one where they sign in, or they would be strangers.")
                        .findFirst()
                : Optional.empty();
        return nobodys.or(() -> sent.guest() instanceof Guest.Admin admin && !staysAdmin(admin, then)
                ? Optional.of("You would be no admin any more: enter the domain of your address where you sign in.")
                : Optional.empty());
    }

    private static boolean staysAdmin(Guest.Admin admin, Organization then) {
        return Identity.of(then, admin.session().identity().claims()).roles().contains(RoleMapping.ADMIN);
    }

    private static boolean isSignedInAt(String name, Forms.Sent sent) {
        return sent.guest() instanceof Guest.Admin admin
                && admin.session()
                        .identity()
                        .claims()
                        .through(sent.organization())
                        .providerName()
                        .provider()
                        .equals(name);
    }

    /** Nothing of it where the operator's file says how people sign in. */
    private Mono<Forms.Sent> sent(ServerWebExchange exchange, Visit visit) {
        return desk.forms().sent(exchange, visit).doOnNext(sent -> {
            if (sent.organization().inFile().contains(Settings.IDENTITY_PROVIDER)) {
                throw Refusal.of(
                                Problem.METHOD_NOT_ALLOWED,
                                "settings: " + sent.organization().name()
                                        + ": identity providers: in the operator’s file")
                        .offering(
                                Text.of("settings.back"),
                                TAB.of(sent.organization().name()));
            }
        });
    }

    private ProviderForm form(Forms.Sent sent) {
        return new ProviderForm(sent, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    }

    private Map<String, Object> frame(Forms.Sent sent) {
        return frame(sent.guest(), sent.organization(), sent.known());
    }

    private Map<String, Object> frame(Guest guest, Organization organization, Known known) {
        Map<String, Object> model = desk.frame(guest, organization, TAB);
        model.put("version", known.version());
        return model;
    }

    private static Mono<Void> back(ServerWebExchange exchange, Forms.Sent sent) {
        return Desk.seeOther(exchange, TAB.of(sent.organization().name()));
    }

    private static Map<String, String> facts(String name, Label label) {
        return Map.of("provider", name, "domains", String.join(", ", new TreeSet<>(label.emailDomains())));
    }

    private static Refusal notTested(Forms.Sent sent, String name) {
        return Refusal.of(
                        Problem.NOT_TESTED,
                        "settings: " + sent.organization().name() + ": identity provider: "
                                + (sent.settings().others().find(name).isPresent() ? name : "unknown")
                                + " (expected: a test of it as it was entered last, passed)")
                .offering(Text.of("settings.back"), TAB.of(sent.organization().name()));
    }
}
