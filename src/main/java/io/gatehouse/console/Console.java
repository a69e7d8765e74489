package io.gatehouse.console;

import io.gatehouse.audit.Audit;
import io.gatehouse.identity.Claims;
import io.gatehouse.login.BrokenSignIns;
import io.gatehouse.login.Login;
import io.gatehouse.login.TrialOutcome;
import io.gatehouse.login.provider.DiscoveryFailed;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.PersonId;
import io.gatehouse.organization.Sso;
import io.gatehouse.problem.Page;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.route.Visit;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.settings.AllSettings;
import io.gatehouse.settings.AllSettings.Known;
import io.gatehouse.settings.Settings;
import io.gatehouse.settings.SignOn;
import io.gatehouse.settings.TestReport;
import io.gatehouse.settings.store.SettingsStore;
import java.net.URI;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The sign-on page: what an organization's admins enter, try out and switch on, without anybody being locked out. */
public final class Console {

    private final Entrance entrance;
    private final Forms forms;
    private final AllSettings settings;
    private final TestReports reports;
    private final Login login;
    private final SignOnPage page;
    private final Page enter = Page.named("settings-enter");

    public Console(
            Login login,
            SettingsStore store,
            AllSettings settings,
            TestReports reports,
            SecretKeys keys,
            PublicUrl publicUrl,
            BrokenSignIns broken,
            Audit audit,
            Clock clock) {
        this.entrance = new Entrance(login, store, keys, publicUrl, audit, clock);
        this.forms = new Forms(entrance, settings, audit);
        this.settings = settings;
        this.reports = reports;
        this.login = login;
        this.page = new SignOnPage(publicUrl, broken, clock);
    }

    /** Where an organization's settings are. */
    public static String path(OrganizationName organization) {
        return "/organizations/" + organization + "/settings";
    }

    /** GET: the page itself. */
    public Mono<Void> page(ServerWebExchange exchange, Visit visit) {
        return entrance.guest(exchange, visit)
                .flatMap(guest ->
                        settings.read(visit.host().name()).flatMap(known -> show(exchange, guest, visit, known)));
    }

    /** GET asks first, so that whoever only looks at a link in a mail does not use it up; POST uses it. */
    public Mono<Void> enter(ServerWebExchange exchange, Visit visit) {
        Organization organization = visit.host();
        if (exchange.getRequest().getMethod().equals(HttpMethod.POST)) {
            return exchange.getFormData()
                    .flatMap(form -> entrance.spend(
                            exchange,
                            organization,
                            Optional.ofNullable(form.getFirst("link")).orElse("")))
                    .then(Mono.defer(() -> backToPage(exchange, organization)));
        }
        String token = Optional.ofNullable(
                        exchange.getRequest().getQueryParams().getFirst("link"))
                .orElse("");
        entrance.valid(token, organization);
        return enter.write(
                exchange,
                200,
                Map.of(
                        "title",
                        "Set up sign-in for " + organization.title(),
                        "organization",
                        organization.title(),
                        "action",
                        path(organization.name()) + "/enter",
                        "link",
                        token));
    }

    /** POST: keeps what was entered, and sends the admin through a sign-in with it. */
    public Mono<Void> updateAndTest(ServerWebExchange exchange, Visit visit) {
        return forms.sent(exchange, visit).flatMap(sent -> {
            if (isInFile(sent.organization())) {
                return tryOut(exchange, sent.organization(), sent.settings());
            }
            SignOnForm form = new SignOnForm(sent.form(), sent.settings().present());
            Optional<SignOn> entered = form.read();
            if (entered.isEmpty()) {
                return page.write(
                        exchange, 422, sent.organization(), sent.known(), forms.proof(sent), sent.guest(), form);
            }
            return forms.change(sent, "sign-on-staged", known -> known.stage(entered.get()))
                    .flatMap(known -> tryOut(exchange, sent.organization(), known.settings()));
        });
    }

    /** POST: who gets in. Nobody but a tested sign-on is ever switched on: that would lock everybody out. */
    public Mono<Void> letIn(ServerWebExchange exchange, Visit visit) {
        return forms.sent(exchange, visit).flatMap(sent -> {
            Sso wanted = sso(sent.field("sso"));
            if (wanted != Sso.OFF
                    && sent.settings().proofOf(sent.organization()).isEmpty()) {
                throw Refusal.of(
                        Problem.NOT_TESTED, "settings: " + sent.organization().name() + ": sso: " + wanted);
            }
            if (wanted == Sso.OFF
                    && sent.field("sure").isEmpty()
                    && sent.settings().sso() != Sso.OFF) {
                return page.askBeforeOff(exchange, sent.organization(), sent.known(), forms.proof(sent));
            }
            return forms.change(sent, "sso-" + wanted.name().toLowerCase(Locale.ROOT), known -> {
                        Settings taken = wanted == Sso.OFF ? known : known.takeStaged();
                        return taken.letIn(wanted);
                    })
                    .then(backToPage(exchange, sent.organization()));
        });
    }

    /** POST: what is staged is thrown away. */
    public Mono<Void> discard(ServerWebExchange exchange, Visit visit) {
        return forms.sent(exchange, visit)
                .flatMap(sent -> forms.change(sent, "sign-on-discarded", Settings::discardStaged)
                        .then(backToPage(exchange, sent.organization())));
    }

    /** POST: the sign-on that worked before is live again. */
    public Mono<Void> goBack(ServerWebExchange exchange, Visit visit) {
        return forms.sent(exchange, visit).flatMap(sent -> forms.change(sent, "sign-on-taken-back", Settings::goBack)
                .then(backToPage(exchange, sent.organization())));
    }

    /** POST: who passed the test of the present sign-on becomes admin, by issuer and subject. */
    public Mono<Void> makeMeAdmin(ServerWebExchange exchange, Visit visit) {
        return forms.sent(exchange, visit).flatMap(sent -> {
            PersonId person = sent.settings()
                    .effective(sent.organization())
                    .flatMap(sent.settings()::reportOn)
                    .flatMap(TestReport::person)
                    .map(Claims::person)
                    .orElseThrow(() -> Refusal.of(
                            Problem.NOT_TESTED,
                            "settings: " + sent.organization().name() + ": nobody has passed"));
            return forms.change(sent, "admin-bound", known -> known.withAdmin(person))
                    .then(backToPage(exchange, sent.organization()));
        });
    }

    /** POST: the end of a visit by a set-up link. */
    public Mono<Void> leave(ServerWebExchange exchange, Visit visit) {
        return forms.sent(exchange, visit).flatMap(sent -> {
            entrance.leave(exchange, sent.organization());
            return seeOther(exchange, visit.start());
        });
    }

    private Mono<Void> show(ServerWebExchange exchange, Guest guest, Visit visit, Known known) {
        Organization organization = visit.host();
        return page.write(exchange, 200, organization, known, entrance.proof(guest, organization), guest, null);
    }

    private Mono<Void> tryOut(ServerWebExchange exchange, Organization organization, Settings present) {
        Organization staged = present.staged(organization);
        return login.tryOut(exchange, staged, path(organization.name()) + "#test")
                .onErrorResume(DiscoveryFailed.class, failed -> reports.ended(
                                staged, new TrialOutcome.Failed(failed.diagnosis()))
                        .then(seeOther(exchange, path(organization.name()) + "#test")));
    }

    private static boolean isInFile(Organization organization) {
        return organization.inFile().contains(Settings.IDENTITY_PROVIDER);
    }

    private static Sso sso(String text) {
        try {
            return Sso.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw Refusal.of(Problem.MALFORMED_REQUEST, "settings: sso: refused");
        }
    }

    private static Mono<Void> backToPage(ServerWebExchange exchange, Organization organization) {
        return seeOther(exchange, path(organization.name()));
    }

    private static Mono<Void> seeOther(ServerWebExchange exchange, String path) {
        return Mono.defer(() -> {
            exchange.getResponse().setStatusCode(HttpStatus.SEE_OTHER);
            exchange.getResponse().getHeaders().setLocation(URI.create(path));
            exchange.getResponse().getHeaders().setCacheControl("no-store");
            return exchange.getResponse().setComplete();
        });
    }
}
