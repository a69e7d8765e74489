package io.gatehouse.console.general;

import io.gatehouse.audit.Happening;
import io.gatehouse.console.ConsolePage;
import io.gatehouse.console.Desk;
import io.gatehouse.console.Forms.Sent;
import io.gatehouse.console.Forms.SentFile;
import io.gatehouse.console.Guest;
import io.gatehouse.console.Tab;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.branding.Logo;
import io.gatehouse.problem.Page;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.body.FileForm;
import io.gatehouse.route.Route;
import io.gatehouse.route.Visit;
import io.gatehouse.settings.AllSettings;
import io.gatehouse.settings.AllSettings.Known;
import io.gatehouse.settings.General;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Lets an organization's admins enter its name and its look, and say who becomes a member by signing in. */
public final class GeneralPage implements ConsolePage {

    public static final Tab TAB = new Tab("General", "/general");

    private static final String NO_FILE = "No file was chosen (expected: " + Logo.EXPECTED + ").";
    private static final String TOO_LONG = "The file is too large (expected: " + Logo.EXPECTED + ").";
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int AT_ONCE = 16;

    private final FileForm logos = new FileForm("settings", Logo.MOST_BYTES, LONGEST, AT_ONCE);
    private final Page page = Page.inEnglish("console-general");
    private final Desk desk;
    private final AllSettings settings;

    public GeneralPage(Desk desk, AllSettings settings) {
        this.desk = desk;
        this.settings = settings;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                TAB.page(this::page),
                TAB.form("/look", this::look),
                TAB.form("/logo", this::logo),
                TAB.form("/no-logo", this::removeLogo),
                TAB.form("/admit", this::admit));
    }

    private Mono<Void> page(ServerWebExchange exchange, Visit visit) {
        return show(exchange, visit, 200, "");
    }

    private Mono<Void> look(ServerWebExchange exchange, Visit visit) {
        return desk.forms().sent(exchange, visit).flatMap(sent -> {
            refuseIf(LookForm.isInFile(sent.organization()), sent);
            LookForm form = LookForm.of(sent);
            Optional<General> entered = form.read();
            return entered.isEmpty()
                    ? write(exchange, 422, sent.guest(), sent.organization(), sent.known(), form, "")
                    : enter(sent, Happening.LOOK_CHANGED, LookForm.told(entered.get()), entered.get());
        });
    }

    private Mono<Void> logo(ServerWebExchange exchange, Visit visit) {
        return desk.forms()
                .sentFile(exchange, visit, logos)
                .flatMap(this::logo)
                .onErrorResume(FileForm.TooLong.class, tooLong -> show(exchange, visit, 422, TOO_LONG));
    }

    private Mono<Void> logo(SentFile upload) {
        Sent sent = upload.sent();
        refuseIf(isInFile(sent, General.LOGO), sent);
        try {
            return upload.file().length == 0 ? write(sent, NO_FILE) : take(sent, Logo.of(upload.file(), "The file"));
        } catch (IllegalArgumentException refused) {
            return write(sent, String.valueOf(refused.getMessage()));
        }
    }

    private Mono<Void> take(Sent sent, Logo logo) {
        General entered = general(sent).with(general(sent).branding().with(Optional.of(logo)));
        return enter(sent, Happening.LOGO_CHANGED, Map.of("logo", logo.toString()), entered);
    }

    private Mono<Void> removeLogo(ServerWebExchange exchange, Visit visit) {
        return desk.forms().sent(exchange, visit).flatMap(sent -> {
            refuseIf(isInFile(sent, General.LOGO), sent);
            General entered = general(sent).with(general(sent).branding().with(Optional.empty()));
            return enter(sent, Happening.LOGO_REMOVED, Map.of(), entered);
        });
    }

    private Mono<Void> admit(ServerWebExchange exchange, Visit visit) {
        return desk.forms().sent(exchange, visit).flatMap(sent -> {
            refuseIf(isInFile(sent, General.ADMIT), sent);
            return AdmitChoice.chosen(sent.field("admit"), sent.organization().members())
                    .map(whom -> enter(
                            sent,
                            Happening.ADMISSION_CHANGED,
                            Map.of("admit", AdmitChoice.word(whom)),
                            general(sent).with(whom)))
                    .orElseThrow(() -> Refusal.of(
                            Problem.MALFORMED_REQUEST,
                            "settings: " + sent.organization().name() + ": admit: none of the choices"));
        });
    }

    private Mono<Void> enter(Sent sent, Happening event, Map<String, String> facts, General entered) {
        return desk.forms()
                .change(sent, event, facts, known -> known.enter(entered))
                .then(Desk.seeOther(sent.exchange(), TAB.of(sent.organization().name())));
    }

    private Mono<Void> show(ServerWebExchange exchange, Visit visit, int status, String logoProblem) {
        Organization organization = visit.host();
        return desk.guest(exchange, visit).flatMap(guest -> settings.read(organization.name())
                .flatMap(known ->
                        write(exchange, status, guest, organization, known, kept(organization, known), logoProblem)));
    }

    private Mono<Void> write(Sent sent, String logoProblem) {
        return write(
                sent.exchange(),
                422,
                sent.guest(),
                sent.organization(),
                sent.known(),
                kept(sent.organization(), sent.known()),
                logoProblem);
    }

    private Mono<Void> write(
            ServerWebExchange exchange,
            int status,
            Guest guest,
            Organization organization,
            Known known,
            LookForm form,
            String logoProblem) {
        boolean logoInFile = organization.inFile().contains(General.LOGO);
        Optional<Logo> logo = logoInFile
                ? organization.branding().logo()
                : known.settings().general().branding().logo();
        Map<String, Object> model = desk.frame(guest, organization, TAB);
        model.put("version", known.version());
        model.put("problem", status != 200);
        model.put("fields", form.fields());
        model.put("lookInFile", LookForm.isInFile(organization));
        model.put("logo", logo.map(Logo::dataUrl).orElse(""));
        model.put("logoInFile", logoInFile);
        model.put("logoProblem", logoProblem);
        model.put("admitInFile", organization.inFile().contains(General.ADMIT));
        model.put("choices", AdmitChoice.all(organization, known.settings()));
        return page.write(exchange, status, model);
    }

    private static LookForm kept(Organization organization, Known known) {
        return LookForm.of(organization, known.settings().general());
    }

    private static General general(Sent sent) {
        return sent.settings().general();
    }

    private static boolean isInFile(Sent sent, String key) {
        return sent.organization().inFile().contains(key);
    }

    private static void refuseIf(boolean inFile, Sent sent) {
        if (inFile) {
            throw Refusal.of(
                            Problem.METHOD_NOT_ALLOWED,
                            "settings: " + sent.organization().name() + ": general: in the operator’s file")
                    .offering("Back to the settings", TAB.of(sent.organization().name()));
        }
    }
}
