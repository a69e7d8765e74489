package io.gatehouse.console.role;

import io.gatehouse.audit.Happening;
import io.gatehouse.console.ConsolePage;
import io.gatehouse.console.Desk;
import io.gatehouse.console.Forms;
import io.gatehouse.console.Guest;
import io.gatehouse.console.Tab;
import io.gatehouse.identity.Identity;
import io.gatehouse.organization.NamedProvider;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.RoleMapping;
import io.gatehouse.problem.Page;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.route.Route;
import io.gatehouse.route.Visit;
import io.gatehouse.session.living.LivingSessions;
import io.gatehouse.settings.AllSettings;
import io.gatehouse.settings.AllSettings.Known;
import io.gatehouse.settings.OtherProviders;
import io.gatehouse.settings.RoleGrants;
import io.gatehouse.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Lets an organization's admins say which groups give which role: entered, looked at with real people, then taken. */
public final class RolesPage implements ConsolePage {

    public static final Tab TAB = new Tab("Roles", "/roles");

    /** For what is to be added; another is there when these are filled and saved. */
    private static final int EMPTY_ROWS = 2;

    private final Page page = Page.inEnglish("console-roles");
    private final Page question = Page.inEnglish("console-roles-take");
    private final Desk desk;
    private final AllSettings settings;
    private final Preview preview;

    public RolesPage(Desk desk, AllSettings settings, LivingSessions sessions) {
        this.desk = desk;
        this.settings = settings;
        this.preview = new Preview(sessions);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                TAB.page(this::page),
                TAB.form("/stage", this::stage),
                TAB.form("/take", this::take),
                TAB.form("/discard", this::discard));
    }

    private Mono<Void> page(ServerWebExchange exchange, Visit visit) {
        Organization organization = visit.host();
        return desk.guest(exchange, visit).flatMap(guest -> settings.read(organization.name())
                .flatMap(known -> write(exchange, 200, guest, organization, known, form(organization, known), "")));
    }

    private Mono<Void> stage(ServerWebExchange exchange, Visit visit) {
        return desk.forms().sent(exchange, visit).flatMap(sent -> {
            refuseWhatIsInFile(sent);
            RolesForm form = RolesForm.sent(sent);
            Optional<RoleGrants> entered = form.read();
            String problem = entered.map(grants -> withoutAdmin(grants, sent)).orElse("Look at the marked fields.");
            if (entered.isEmpty() || !problem.isEmpty()) {
                return write(exchange, 422, sent.guest(), sent.organization(), sent.known(), form, problem);
            }
            return desk.forms()
                    .change(
                            sent,
                            Happening.ROLES_STAGED,
                            entered.get().told(),
                            known -> known.stageRoles(entered.get()))
                    .then(Desk.seeOther(exchange, TAB.of(sent.organization().name()) + "#preview"));
        });
    }

    private Mono<Void> take(ServerWebExchange exchange, Visit visit) {
        return desk.forms().sent(exchange, visit).flatMap(sent -> {
            refuseWhatIsInFile(sent);
            Optional<RoleGrants> staged = sent.settings().roles().staged();
            if (staged.isEmpty()) {
                return Desk.seeOther(exchange, TAB.of(sent.organization().name()));
            }
            String problem = withoutAdmin(staged.get(), sent);
            if (!problem.isEmpty()) {
                RolesForm form = RolesForm.of(staged.get());
                return write(exchange, 422, sent.guest(), sent.organization(), sent.known(), form, problem);
            }
            if (locksOut(sent) && sent.field("sure").isEmpty()) {
                Map<String, Object> model = desk.frame(sent.guest(), sent.organization(), TAB);
                model.put("version", sent.known().version());
                return question.write(exchange, 200, model);
            }
            return desk.forms()
                    .change(sent, Happening.ROLES_TAKEN, staged.get().told(), Settings::takeStagedRoles)
                    .then(Desk.seeOther(exchange, TAB.of(sent.organization().name())));
        });
    }

    private Mono<Void> discard(ServerWebExchange exchange, Visit visit) {
        return desk.forms().sent(exchange, visit).flatMap(sent -> {
            refuseWhatIsInFile(sent);
            return desk.forms()
                    .change(sent, Happening.ROLES_DISCARDED, Settings::discardStagedRoles)
                    .then(Desk.seeOther(exchange, TAB.of(sent.organization().name())));
        });
    }

    private Mono<Void> write(
            ServerWebExchange exchange,
            int status,
            Guest guest,
            Organization organization,
            Known known,
            RolesForm form,
            String problem) {
        Organization then = known.settings().withStagedRoles(organization);
        Map<String, Object> model = desk.frame(guest, organization, TAB);
        model.put("version", known.version());
        model.put("inFile", isInFile(organization));
        model.put("staged", known.settings().roles().staged().isPresent() && !isInFile(organization));
        model.put("claim", OtherProviders.first(organization).roles().claim().text());
        model.put("several", organization.hasSeveral());
        model.put(
                "mappings", organization.ways().stream().map(RolesPage::mapping).toList());
        model.put("rows", rows(form));
        model.put("fallback", form.fallback());
        model.put("fallbackProblem", form.fallbackProblem());
        model.put("problem", problem);
        return preview.of(organization, then).flatMap(people -> {
            model.put("people", people);
            model.put("nobody", people.isEmpty());
            return page.write(exchange, status, model);
        });
    }

    /** What the groups of an identity provider give. */
    private static Map<String, Object> mapping(Organization way) {
        Optional<NamedProvider> named = way.identityProviders().chosen();
        RoleMapping mapping = named.map(NamedProvider::roles).orElse(way.roles());
        RolesForm granted = RolesForm.of(RoleGrants.of(mapping));
        return Map.of(
                "provider",
                named.map(NamedProvider::title).orElse(""),
                "claim",
                mapping.claim().text(),
                "grants",
                granted.rows(),
                "fallback",
                granted.fallback());
    }

    private static List<Map<String, Object>> rows(RolesForm form) {
        List<RolesForm.Row> rows = new ArrayList<>(form.rows());
        for (int i = 0; i < EMPTY_ROWS && rows.size() < RolesForm.MOST_ROLES; i++) {
            rows.add(RolesForm.Row.EMPTY);
        }
        List<Map<String, Object>> numbered = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            RolesForm.Row row = rows.get(i);
            numbered.add(Map.of(
                    "number",
                    i,
                    "place",
                    i + 1,
                    "role",
                    row.role(),
                    "values",
                    row.values(),
                    "wrong",
                    row.problem(),
                    "movable",
                    i > 0 && !row.equals(RolesForm.Row.EMPTY)));
        }
        return numbered;
    }

    /** What is staged, else what counts now. */
    private static RolesForm form(Organization organization, Known known) {
        Organization then = OtherProviders.first(known.settings().withStagedRoles(organization));
        return RolesForm.of(RoleGrants.of(
                then.identityProviders().chosen().map(NamedProvider::roles).orElse(then.roles())));
    }

    /** Somebody must be able to come back to these pages; empty when somebody is. */
    private static String withoutAdmin(RoleGrants grants, Forms.Sent sent) {
        return sent.settings().leavesAnAdmin(sent.organization(), grants)
                ? ""
                : "Nobody would be admin: let at least one value give the role admin.";
    }

    private static boolean locksOut(Forms.Sent sent) {
        if (!(sent.guest() instanceof Guest.Admin admin)) {
            return false;
        }
        Organization then = sent.settings().withStagedRoles(sent.organization());
        Identity now = admin.session().identity();
        return !Identity.of(then, now.claims(), now.standing()).roles().contains(RoleMapping.ADMIN);
    }

    private static void refuseWhatIsInFile(Forms.Sent sent) {
        if (isInFile(sent.organization())) {
            throw Refusal.of(
                            Problem.METHOD_NOT_ALLOWED,
                            "settings: " + sent.organization().name() + ": roles: in the operator’s file")
                    .offering("Back to the roles", TAB.of(sent.organization().name()));
        }
    }

    private static boolean isInFile(Organization organization) {
        return organization.inFile().contains(Settings.ROLES);
    }
}
