package io.gatehouse.console.session;

import io.gatehouse.audit.Happening;
import io.gatehouse.console.ConsolePage;
import io.gatehouse.console.Desk;
import io.gatehouse.console.Forms;
import io.gatehouse.console.Guest;
import io.gatehouse.console.Tab;
import io.gatehouse.identity.Claims;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Page;
import io.gatehouse.route.Route;
import io.gatehouse.route.Visit;
import io.gatehouse.session.Revocation;
import io.gatehouse.session.Session;
import io.gatehouse.session.living.LivingSessions;
import io.gatehouse.session.living.LivingSessions.Living;
import io.gatehouse.session.living.LivingSessions.Shown;
import io.gatehouse.session.living.Positions;
import io.gatehouse.session.store.SessionIndex.Position;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Shows an organization's admins who is signed in, and lets them end one session, a person's, or all. */
public final class SessionsPage implements ConsolePage {

    public static final Tab TAB = new Tab("Sessions", "/sessions");

    private static final int A_PAGE = 50;
    private static final int LONGEST_NAME = 320;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Page page = Page.inEnglish("console-sessions");
    private final Page question = Page.inEnglish("console-sessions-end");
    private final Desk desk;
    private final LivingSessions sessions;
    private final Revocation revocation;
    private final Clock clock;

    public SessionsPage(Desk desk, LivingSessions sessions, Revocation revocation, Clock clock) {
        this.desk = desk;
        this.sessions = sessions;
        this.revocation = revocation;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                TAB.page(this::page),
                TAB.form("/end", this::endOne),
                TAB.form("/end-person", this::endPerson),
                TAB.form("/end-all", this::endAll));
    }

    private Mono<Void> page(ServerWebExchange exchange, Visit visit) {
        return desk.guest(exchange, visit).flatMap(guest -> {
            String person = asked(exchange, "person");
            Position from = Positions.read(asked(exchange, "after"));
            Organization organization = visit.host();
            Mono<Shown> shown = person.isEmpty()
                    ? sessions.of(organization, from, A_PAGE)
                    : sessions.named(person, organization, from, A_PAGE);
            return shown.flatMap(found -> page.write(exchange, 200, model(guest, organization, person, from, found)));
        });
    }

    private Map<String, Object> model(
            Guest guest, Organization organization, String person, Position from, Shown shown) {
        Map<String, Object> model = desk.frame(guest, organization, TAB);
        model.put("person", person);
        model.put("searched", !person.isEmpty());
        model.put("after", from.equals(Position.FIRST) ? "" : Positions.write(from));
        model.put("later", !from.equals(Position.FIRST));
        model.put("none", shown.sessions().isEmpty());
        model.put(
                "sessions",
                shown.sessions().stream().map(living -> row(living, own(guest))).toList());
        model.put(
                "next",
                shown
                        .next()
                        .map(next -> TAB.of(organization.name()) + "?after=" + Positions.write(next)
                                + (person.isEmpty() ? "" : "&person=" + encoded(person)))
                        .stream()
                        .toList());
        return model;
    }

    private static Map<String, Object> row(Living living, String own) {
        Session session = living.session();
        Claims claims = session.identity().claims();
        String email = claims.email().map(EmailAddress::value).orElse("");
        return Map.of(
                "hash", session.hash(),
                "name", claims.username(),
                "email", email.equalsIgnoreCase(claims.username()) ? "" : email,
                "roles", String.join(", ", session.identity().roles()),
                "since", TIME.format(session.signedInAt()),
                "used", TIME.format(living.lastUsed()),
                "address", session.device().address(),
                "browser", session.device().browser(),
                "own", session.hash().equals(own));
    }

    private static String own(Guest guest) {
        return guest instanceof Guest.Admin admin ? admin.session().hash() : "";
    }

    /** Whoever it belongs to, it is one of this organization's, or nothing happens. */
    private Mono<Void> endOne(ServerWebExchange exchange, Visit visit) {
        return desk.forms().sent(exchange, visit).flatMap(sent -> sessions.find(
                        sent.field("session"), sent.organization())
                .flatMap(session -> revocation.session(session.hash()).doOnSuccess(unused -> desk.forms()
                        .event(sent, Happening.SESSION_REVOKED)
                        .with("username", session.identity().claims().username())
                        .with("subject", session.identity().claims().subject())
                        .with("since", session.signedInAt())
                        .write()))
                .then(back(exchange, sent)));
    }

    private Mono<Void> endPerson(ServerWebExchange exchange, Visit visit) {
        return desk.forms().sent(exchange, visit).flatMap(sent -> sessions.find(
                        sent.field("session"), sent.organization())
                .map(session -> session.identity().claims())
                .flatMap(person -> revocation
                        .everywhere(sent.organization().name(), person.person(), person.clientId(), clock.instant())
                        .doOnNext(count -> desk.forms()
                                .event(sent, Happening.PERSON_SIGNED_OUT)
                                .with("username", person.username())
                                .with("subject", person.subject())
                                .with("sessions", count)
                                .write()))
                .then(back(exchange, sent)));
    }

    /** Asked once more: everybody's work is interrupted. */
    private Mono<Void> endAll(ServerWebExchange exchange, Visit visit) {
        return desk.forms().sent(exchange, visit).flatMap(sent -> {
            String own = own(sent.guest());
            if (sent.field("sure").isEmpty()) {
                Map<String, Object> model = desk.frame(sent.guest(), sent.organization(), TAB);
                model.put("hasOwn", !own.isEmpty());
                return question.write(exchange, 200, model);
            }
            boolean keep = !own.isEmpty() && sent.field("mine").equals("keep");
            Instant now = clock.instant();
            Mono<Long> ended = keep
                    ? revocation.organizationBut(own, sent.organization().name(), now)
                    : revocation.organization(sent.organization().name(), now);
            return ended.doOnNext(count -> desk.forms()
                            .event(sent, Happening.EVERYBODY_SIGNED_OUT)
                            .with("sessions", count)
                            .with("but", keep ? "own" : "nobody")
                            .write())
                    .then(Desk.seeOther(exchange, TAB.of(sent.organization().name())));
        });
    }

    /** To the very page that the form stood on. */
    private static Mono<Void> back(ServerWebExchange exchange, Forms.Sent sent) {
        Position from = Positions.read(sent.field("after"));
        String after = from.equals(Position.FIRST) ? "" : Positions.write(from);
        return Desk.seeOther(
                exchange,
                TAB.of(sent.organization().name()) + "?person=" + encoded(sent.field("person")) + "&after=" + after);
    }

    private static String asked(ServerWebExchange exchange, String parameter) {
        return Optional.ofNullable(exchange.getRequest().getQueryParams().getFirst(parameter))
                .map(String::strip)
                .filter(text -> text.length() <= LONGEST_NAME)
                .orElse("");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
