package io.gatehouse.console.key;

import io.gatehouse.apikey.ApiKey;
import io.gatehouse.apikey.ApiKeys;
import io.gatehouse.apikey.Scope;
import io.gatehouse.console.ConsolePage;
import io.gatehouse.console.Desk;
import io.gatehouse.console.Forms;
import io.gatehouse.console.Guest;
import io.gatehouse.console.Tab;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Page;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.route.Route;
import io.gatehouse.route.Visit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Lets an organization's admins make keys for its programs, see which there are, and end them. */
public final class KeysPage implements ConsolePage {

    public static final Tab TAB = new Tab("API keys", "/api-keys");

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy, 'about' HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /**
     * What a form has come to.
     *
     * @param key that was made, shown this once; empty for none
     * @param problem empty for none
     * @param name as it was typed, to be mended and not typed again; so the scope and the days
     */
    private record Said(String key, String problem, String name, String scope, String days) {
        static final Said NOTHING = done("");

        static Said done(String key) {
            return new Said(key, "", "", "", String.valueOf(ApiKey.LIFETIME.toDays()));
        }

        static Said refused(Forms.Sent sent, IllegalArgumentException refused) {
            return new Said("", why(refused), sent.field("name"), sent.field("scope"), sent.field("days"));
        }
    }

    private final Page page = Page.withFormAndScript("console-keys");
    private final Desk desk;
    private final ApiKeys keys;
    private final Clock clock;

    public KeysPage(Desk desk, ApiKeys keys, Clock clock) {
        this.desk = desk;
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(TAB.page(this::page), TAB.form("/make", this::make), TAB.form("/revoke", this::revoke));
    }

    private Mono<Void> page(ServerWebExchange exchange, Visit visit) {
        return desk.guest(exchange, visit).flatMap(guest -> show(exchange, 200, guest, visit.host(), Said.NOTHING));
    }

    /** Not led elsewhere afterwards: the key stands in this one answer, and nowhere else. */
    private Mono<Void> make(ServerWebExchange exchange, Visit visit) {
        return desk.forms().sent(exchange, visit).flatMap(sent -> {
            refuseByLink(sent);
            return Mono.fromSupplier(() -> wanted(sent))
                    .flatMap(wanted -> keys.make(
                            sent.organization().name(),
                            wanted,
                            sent.guest().name(),
                            sent.guest().person()))
                    .map(made -> Said.done(made.text().reveal()))
                    .onErrorResume(IllegalArgumentException.class, refused -> Mono.just(Said.refused(sent, refused)))
                    .flatMap(said ->
                            show(exchange, said.key().isEmpty() ? 422 : 200, sent.guest(), sent.organization(), said));
        });
    }

    /** A visit by a link is over in half an hour and can be called back; a key that it made would stay. */
    private static void refuseByLink(Forms.Sent sent) {
        if (sent.guest() instanceof Guest.ByLink) {
            throw Refusal.of(
                            Problem.ROLE_MISSING,
                            "settings: " + sent.organization().name()
                                    + ": api key: by a set-up link (expected: an admin)")
                    .offering("Back to the API keys", TAB.of(sent.organization().name()));
        }
    }

    private static ApiKeys.Wanted wanted(Forms.Sent sent) {
        Scope scope = Scope.parse(sent.field("scope"))
                .orElseThrow(() -> new IllegalArgumentException("scope: none (expected: " + Scope.EXPECTED + ")"));
        String days = sent.field("days").strip();
        if (!days.matches("\\d{1,4}")) {
            throw new IllegalArgumentException(
                    "valid: no number of days (expected: 1 to " + ApiKey.LONGEST.toDays() + ")");
        }
        return new ApiKeys.Wanted(sent.field("name").strip(), scope, Duration.ofDays(Long.parseLong(days)));
    }

    private static String why(IllegalArgumentException refused) {
        return String.valueOf(refused.getMessage()).replaceFirst("^(name|scope|valid): ", "");
    }

    private Mono<Void> revoke(ServerWebExchange exchange, Visit visit) {
        return desk.forms().sent(exchange, visit).flatMap(sent -> keys.revoke(
                        sent.organization().name(),
                        sent.field("key"),
                        sent.guest().name())
                .then(Desk.seeOther(exchange, TAB.of(sent.organization().name()))));
    }

    private Mono<Void> show(ServerWebExchange exchange, int status, Guest guest, Organization organization, Said said) {
        return keys.all(organization.name()).flatMap(all -> {
            Map<String, Object> model = desk.frame(guest, organization, TAB);
            model.put("key", said.key());
            model.put("problem", said.problem());
            model.put("mayMake", guest instanceof Guest.Admin);
            model.put("none", all.isEmpty());
            model.put("keys", all.stream().map(this::row).toList());
            model.put("typed", said.name());
            model.put("writes", said.scope().equals("write"));
            model.put("days", said.days());
            model.put("most", ApiKey.LONGEST.toDays());
            model.put("mostKeys", ApiKeys.MOST);
            model.put("api", "/organizations/" + organization.name() + "/api/v1/");
            model.put("description", "/organizations/" + organization.name() + "/api/openapi.json");
            return page.write(exchange, status, model);
        });
    }

    private Map<String, Object> row(ApiKey key) {
        Instant now = clock.instant();
        Optional<String> used = key.lastUse().map(HOUR::format);
        return Map.of(
                "id", key.id(),
                "name", key.name(),
                "scope", key.scope() == Scope.READ ? "reads" : "reads and changes",
                "by", key.by(),
                "made", DAY.format(key.made()),
                "until", (key.isOver(now) ? "▲ over since " : "") + DAY.format(key.until()),
                "used", used.orElse("never"));
    }
}
