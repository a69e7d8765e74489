package io.gatehouse.audit.store;

import io.gatehouse.audit.Happening.Drawer;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Where an entry stands among all of its organization; the order is from the newest to the oldest. */
public record Position(StreamId id, Drawer drawer) implements Comparable<Position> {

    private static final Comparator<Position> ORDER =
            Comparator.comparing(Position::id).reversed().thenComparing(Position::drawer);

    /** As it stands in an address; empty for anything else. */
    public static Optional<Position> parse(String text) {
        int dot = text.indexOf('.');
        try {
            return dot < 0
                    ? Optional.empty()
                    : Optional.of(new Position(
                            StreamId.parse(text.substring(0, dot)),
                            Drawer.valueOf(text.substring(dot + 1).toUpperCase(Locale.ROOT))));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /** The first of a drawer that comes behind this: two streams may number alike. */
    StreamId behind(Drawer other) {
        return other.compareTo(drawer) > 0 ? id : id.previous();
    }

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return id + "." + drawer;
    }
}
