package io.gatehouse.console;

import io.gatehouse.audit.Audit;
import io.gatehouse.audit.Happening;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.FormBody;
import io.gatehouse.request.body.FileForm;
import io.gatehouse.route.Visit;
import io.gatehouse.settings.AllSettings;
import io.gatehouse.settings.AllSettings.Known;
import io.gatehouse.settings.Settings;
import io.gatehouse.settings.SettingsChanged;
import io.gatehouse.text.Text;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The forms of the settings: who sent one, whether it counts, and what it changes. */
public final class Forms {

    /** A form that came, by somebody who may send it. */
    public record Sent(
            ServerWebExchange exchange,
            Guest guest,
            Organization organization,
            Known known,
            MultiValueMap<String, String> form) {

        public Settings settings() {
            return known.settings();
        }

        /** What was typed or chosen there; empty for nothing. */
        public String field(String name) {
            return Optional.ofNullable(form.getFirst(name)).orElse("");
        }

        /** That the admin saw; -1 for none. */
        private long version() {
            String text = field("version");
            return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
        }
    }

    /** A form with the file that somebody chose there; none is an empty one. */
    public record SentFile(Sent sent, byte[] file) {}

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int AT_ONCE = 256;

    private final FormBody body = new FormBody("settings", LONGEST, AT_ONCE);
    private final Entrance entrance;
    private final AllSettings settings;
    private final Audit audit;

    Forms(Entrance entrance, AllSettings settings, Audit audit) {
        this.entrance = entrance;
        this.settings = settings;
        this.audit = audit;
    }

    /**
     * Nothing is read of a form from elsewhere, or of a stranger's. Who sent it is looked at once more when all of it is
     * there: the way from the first byte to the last takes as long as its sender likes.
     */
    public Mono<Sent> sent(ServerWebExchange exchange, Visit visit) {
        Entrance.refuseCrossSite(exchange);
        return entrance.guest(exchange, visit)
                .flatMap(guest -> read(exchange).flatMap(form -> sent(exchange, guest, visit.host(), form)));
    }

    /** The same for a form with a file, within the bounds of the page's own reader; {@link FileForm.TooLong} for a larger one. */
    public Mono<SentFile> sentFile(ServerWebExchange exchange, Visit visit, FileForm reader) {
        Entrance.refuseCrossSite(exchange);
        return entrance.guest(exchange, visit).flatMap(guest -> reader.read(exchange)
                .flatMap(filled -> sent(exchange, guest, visit.host(), filled.fields())
                        .map(sent -> new SentFile(sent, filled.file()))));
    }

    private Mono<Sent> sent(
            ServerWebExchange exchange, Guest guest, Organization organization, MultiValueMap<String, String> form) {
        entrance.checkForm(guest, organization, form);
        return entrance.stillHere(exchange, guest, organization)
                .then(Mono.defer(() -> settings.read(organization.name())))
                .map(known -> new Sent(exchange, guest, organization, known, form));
    }

    private Mono<MultiValueMap<String, String>> read(ServerWebExchange exchange) {
        return body.read(exchange)
                .onErrorMap(
                        error -> !(error instanceof Refusal),
                        error -> Refusal.of(
                                Problem.MALFORMED_REQUEST,
                                "settings: form: " + error.getClass().getSimpleName()));
    }

    /** From the version that the admin saw: two admins do not overwrite each other unseen. */
    public Mono<Known> change(Sent sent, Happening event, UnaryOperator<Settings> change) {
        return change(sent, event, Map.of(), change);
    }

    /** @param facts more of them for the audit */
    public Mono<Known> change(Sent sent, Happening event, Map<String, String> facts, UnaryOperator<Settings> change) {
        return entrance.stillHere(sent.exchange(), sent.guest(), sent.organization())
                .then(Mono.defer(() -> settings.change(sent.organization().name(), sent.version(), change)))
                .onErrorMap(SettingsChanged.class, changed -> Refusal.of(
                                Problem.SETTINGS_CHANGED,
                                "settings: " + sent.organization().name() + ": another version")
                        .offering(
                                Text.of("settings.back"),
                                Console.path(sent.organization().name())))
                .doOnNext(known -> write(sent, event, facts, known));
    }

    /** For what a form changes beside the settings: a line of the audit with who did it, to be completed and written. */
    public Audit.Event event(Sent sent, Happening event) {
        Audit.Event line = audit.event(event, sent.organization().name())
                .with("by", sent.guest().name());
        sent.guest().person().ifPresent(person -> line.with("by-subject", person.subject())); // a name may be changed
        return line;
    }

    private void write(Sent sent, Happening event, Map<String, String> facts, Known known) {
        Audit.Event line = event(sent, event).with("version", known.version());
        new TreeMap<>(facts).forEach(line::with);
        line.write();
    }
}
