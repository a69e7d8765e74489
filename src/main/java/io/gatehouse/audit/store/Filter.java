package io.gatehouse.audit.store;

import io.gatehouse.audit.Entry;
import io.gatehouse.audit.Happening.Drawer;
import io.gatehouse.audit.Happening.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which entries somebody wants to see.
 *
 * @param kind empty for all
 * @param person a part of a name, an address or a subject, whatever its case; blank for everybody
 * @param from the first instant of them
 * @param until the first instant that is none of theirs any more
 */
public record Filter(Optional<Kind> kind, String person, Optional<Instant> from, Optional<Instant> until) {

    private static final Set<String> PERSONS = Set.of("by", "username", "subject", "email", "person", "member");

    public Filter {
        person = person.strip().toLowerCase(Locale.ROOT);
    }

    /** Everything. */
    public static Filter none() {
        return new Filter(Optional.empty(), "", Optional.empty(), Optional.empty());
    }

    boolean matches(Entry entry) {
        return kind.filter(wanted -> wanted != entry.happening().kind()).isEmpty() && isAbout(entry);
    }

    private boolean isAbout(Entry entry) {
        return person.isEmpty()
                || entry.facts().entrySet().stream()
                        .anyMatch(fact -> PERSONS.contains(fact.getKey())
                                && fact.getValue().toLowerCase(Locale.ROOT).contains(person));
    }

    List<Drawer> drawers() {
        return kind.map(wanted -> List.of(wanted.drawer()))
                .orElseGet(() -> Stream.of(Drawer.values()).toList());
    }

    /** Whether some of what is read may not be wanted. */
    boolean chooses() {
        return kind.isPresent() || !person.isEmpty();
    }
}
