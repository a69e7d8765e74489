package io.gatehouse.api.people;

import io.gatehouse.api.Answer;
import io.gatehouse.api.ApiPart;
import io.gatehouse.api.Call;
import io.gatehouse.api.Operation;
import io.gatehouse.api.Query;
import io.gatehouse.audit.Entry;
import io.gatehouse.audit.Happening.Kind;
import io.gatehouse.audit.store.Activity;
import io.gatehouse.audit.store.Filter;
import io.gatehouse.audit.store.Position;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** What happened, over the API. */
public final class ActivityCalls implements ApiPart {

    private static final String TIME = "a day such as 2026-11-26, or a time such as 2026-11-26T09:30:00Z";

    private final Activity activity;

    public ActivityCalls(Activity activity) {
        this.activity = activity;
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.get("/activity", this::list));
    }

    private Mono<Answer> list(Call call) {
        Query query = call.query();
        Filter filter = new Filter(
                query.value("kind", "one of " + kinds(), ActivityCalls::kind),
                query.text("person").orElse(""),
                query.value("from", TIME, text -> time(text, 0)),
                query.value("until", TIME, text -> time(text, 1)));
        Optional<Position> behind = query.value("cursor", "what “next” said", Position::parse);
        int limit = query.limit();
        query.end();
        return activity.page(call.name().value(), filter, behind, limit)
                .map(page -> Answer.json(Listed.of(
                        "entries",
                        page.entries().stream().map(ActivityCalls::json).toList(),
                        page.next())));
    }

    private static Map<String, Object> json(Entry entry) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("at", entry.at().toString());
        json.put("event", entry.happening().toString());
        json.put("kind", name(entry.happening().kind()));
        json.put("sentence", entry.happening().sentence());
        json.put("facts", entry.facts());
        return json;
    }

    private static List<String> kinds() {
        return Stream.of(Kind.values()).map(ActivityCalls::name).toList();
    }

    private static Optional<Kind> kind(String text) {
        return Stream.of(Kind.values()).filter(kind -> name(kind).equals(text)).findFirst();
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @param days more where a day is named: until a day is until its end */
    private static Optional<Instant> time(String text, int days) {
        if (!text.startsWith("2")) {
            return Optional.empty(); // Java reads years of nine digits, which no clock has
        }
        try {
            return Optional.of(
                    text.length() == 10
                            ? LocalDate.parse(text)
                                    .plusDays(days)
                                    .atStartOfDay()
                                    .toInstant(ZoneOffset.UTC)
                            : Instant.parse(text));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }
}
