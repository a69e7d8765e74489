package io.gatehouse.session.living;

import io.gatehouse.session.store.SessionIndex.Position;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in the list of sessions, as it stands in addresses: milliseconds and a count. */
public final class Positions {

    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,15})-(\\d{1,7})");

    private Positions() {}

    public static String write(Position position) {
        return position.until().toEpochMilli() + "-" + position.passed();
    }

    /** The beginning, for whatever is none. */
    public static Position read(String text) {
        return parse(text).orElse(Position.FIRST);
    }

    /** Empty for whatever is none. */
    public static Optional<Position> parse(String text) {
        Matcher written = WRITTEN.matcher(text);
        return written.matches()
                ? Optional.of(new Position(
                        Instant.ofEpochMilli(Long.parseLong(written.group(1))), Integer.parseInt(written.group(2))))
                : Optional.empty();
    }
}
