package io.gatehouse.console.activity;

import io.gatehouse.audit.Entry;
import io.gatehouse.audit.Happening.Kind;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** An entry as the page shows it. */
final class Line {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy, HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** As the log says that there is none; on the page it is left out. */
    private static final String NOTHING = "-";

    private Line() {}

    static Map<String, Object> of(Entry entry) {
        Map<String, String> rest = new LinkedHashMap<>(entry.facts());
        String who = who(entry);
        rest.values().removeIf(value -> value.equals(who) || value.equals(NOTHING));
        return Map.of(
                "at", DAY.format(entry.at()),
                "sentence", entry.happening().sentence(),
                "failed", entry.happening().kind() == Kind.FAILED_SIGN_IN,
                "who", who,
                "facts",
                        rest.entrySet().stream()
                                .map(fact -> Map.of("name", fact.getKey(), "value", fact.getValue()))
                                .toList());
    }

    /** Who did it, as well as it is known. */
    static String who(Entry entry) {
        Map<String, String> facts = entry.facts();
        return Stream.of("by", "username", "email", "subject")
                .flatMap(fact -> Optional.ofNullable(facts.get(fact)).stream())
                .filter(who -> !who.equals(NOTHING))
                .findFirst()
                .orElse("");
    }

    /** The other facts in one cell. */
    static String rest(Entry entry, List<String> told) {
        StringBuilder rest = new StringBuilder();
        entry.facts().forEach((fact, value) -> {
            if (!told.contains(fact)) {
                rest.append(rest.isEmpty() ? "" : "; ")
                        .append(fact)
                        .append(": ")
                        .append(value);
            }
        });
        return rest.toString();
    }
}
