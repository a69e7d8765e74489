package io.gatehouse.console.activity;

import io.gatehouse.audit.Happening.Kind;
import io.gatehouse.audit.store.Filter;
import io.gatehouse.audit.store.Position;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * What somebody chose to see, as it stands in the page's address.
 *
 * @param from the first day, by UTC; empty for the oldest
 * @param until the last day, by UTC; empty for today
 */
record Wanted(Optional<Kind> kind, String person, Optional<LocalDate> from, Optional<LocalDate> until) {

    private static final int LONGEST = 100;

    /** What cannot be read is not chosen: the page shows what is. */
    static Wanted read(MultiValueMap<String, String> query) {
        return new Wanted(
                Stream.of(Kind.values())
                        .filter(kind -> name(kind).equals(query.getFirst("kind")))
                        .findFirst(),
                Optional.ofNullable(query.getFirst("person"))
                        .map(String::strip)
                        .filter(text -> text.length() <= LONGEST)
                        .orElse(""),
                day(query.getFirst("from")),
                day(query.getFirst("until")));
    }

    private static Optional<LocalDate> day(@org.jspecify.annotations.Nullable String text) {
        try {
            return Optional.ofNullable(text).filter(day -> day.length() == 10).map(LocalDate::parse);
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }

    static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Filter filter() {
        return new Filter(
                kind,
                person,
                from.map(day -> day.atStartOfDay().toInstant(ZoneOffset.UTC)),
                until.map(day -> day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC)));
    }

    boolean isChosen() {
        return kind.isPresent() || !person.isEmpty() || from.isPresent() || until.isPresent();
    }

    String fromText() {
        return from.map(LocalDate::toString).orElse("");
    }

    String untilText() {
        return until.map(LocalDate::toString).orElse("");
    }

    /** The same choice at another place. */
    String address(String path, Optional<Position> behind) {
        return UriComponentsBuilder.fromPath(path)
                .queryParamIfPresent("kind", kind.map(Wanted::name))
                .queryParamIfPresent("person", Optional.of(person).filter(text -> !text.isEmpty()))
                .queryParamIfPresent("from", from)
                .queryParamIfPresent("until", until)
                .queryParamIfPresent("behind", behind)
                .encode()
                .build()
                .toUriString();
    }
}
