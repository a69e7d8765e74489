package io.gatehouse.console.activity;

import io.gatehouse.audit.Audit;
import io.gatehouse.audit.Happening;
import io.gatehouse.audit.Happening.Kind;
import io.gatehouse.audit.store.Activity;
import io.gatehouse.audit.store.Position;
import io.gatehouse.console.ConsolePage;
import io.gatehouse.console.Desk;
import io.gatehouse.console.Guest;
import io.gatehouse.console.Tab;
import io.gatehouse.console.table.Attachment;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.problem.Page;
import io.gatehouse.route.Route;
import io.gatehouse.route.Visit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What happened in an organization: looked through a page at a time, or downloaded whole. */
public final class ActivityPage implements ConsolePage {

    public static final Tab TAB = new Tab("Activity", "/activity");

    static final int MOST = 50;
    private static final int MOST_AT_ONCE = 250;

    private final Page page = Page.inEnglish("console-activity");
    private final Desk desk;
    private final Activity activity;
    private final Audit audit;

    public ActivityPage(Desk desk, Activity activity, Audit audit) {
        this.desk = desk;
        this.activity = activity;
        this.audit = audit;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                TAB.page(this::show),
                TAB.page("/activity.csv", (exchange, visit) -> download(exchange, visit, Download.CSV)),
                TAB.page("/activity.jsonl", (exchange, visit) -> download(exchange, visit, Download.JSON_LINES)));
    }

    private Mono<Void> show(ServerWebExchange exchange, Visit visit) {
        Wanted wanted = Wanted.read(exchange.getRequest().getQueryParams());
        Optional<Position> behind = Optional.ofNullable(
                        exchange.getRequest().getQueryParams().getFirst("behind"))
                .flatMap(Position::parse);
        return desk.guest(exchange, visit)
                .flatMap(guest -> activity.page(visit.host().name().value(), wanted.filter(), behind, MOST)
                        .flatMap(found -> page.write(exchange, 200, model(guest, visit, wanted, behind, found))));
    }

    private Map<String, Object> model(
            Guest guest, Visit visit, Wanted wanted, Optional<Position> behind, Activity.Page found) {
        Map<String, Object> model = desk.frame(guest, visit.host(), TAB);
        String here = TAB.of(visit.host().name());
        model.put("entries", found.entries().stream().map(Line::of).toList());
        model.put("none", found.entries().isEmpty());
        model.put("chosen", wanted.isChosen());
        model.put("kinds", kinds(wanted));
        model.put("person", wanted.person());
        model.put("from", wanted.fromText());
        model.put("until", wanted.untilText());
        model.put("csv", wanted.address(here + "/activity.csv", Optional.empty()));
        model.put("jsonLines", wanted.address(here + "/activity.jsonl", Optional.empty()));
        model.put("newest", behind.isPresent() ? List.of(wanted.address(here, Optional.empty())) : List.of());
        model.put(
                "older",
                found.next().stream()
                        .map(next -> wanted.address(here, Optional.of(next)))
                        .toList());
        return model;
    }

    private static List<Map<String, Object>> kinds(Wanted wanted) {
        return Stream.of(Kind.values())
                .filter(kind -> kind != Kind.OPERATION)
                .map(kind -> Map.<String, Object>of(
                        "value", Wanted.name(kind),
                        "title", kind.title(),
                        "current", wanted.filter().kind().equals(Optional.of(kind))))
                .toList();
    }

    /** The next entries are read when these are on their way; that somebody took them all along is an entry itself. */
    private Mono<Void> download(ServerWebExchange exchange, Visit visit, Download format) {
        OrganizationName organization = visit.host().name();
        Wanted wanted = Wanted.read(exchange.getRequest().getQueryParams());
        return desk.guest(exchange, visit).flatMap(guest -> {
            audit.event(Happening.ACTIVITY_EXPORTED, organization)
                    .with("by", guest.name())
                    .with("format", format)
                    .write();
            Flux<byte[]> pages = activity.pages(organization.value(), wanted.filter(), MOST_AT_ONCE)
                    .map(found -> format.rows(found.entries()));
            return Attachment.send(
                    exchange, "activity-" + organization + "." + format, format.type(), pages.startWith(format.head()));
        });
    }
}
