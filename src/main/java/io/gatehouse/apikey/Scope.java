package io.gatehouse.apikey;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a key may do. */
public enum Scope {
    /** Looks at everything, secrets left out. */
    READ,
    /** Changes everything that an admin can: whoever has such a key is as powerful as one. */
    WRITE;

    public static final String EXPECTED = "read or write";

    /** Empty for anything but {@code read} and {@code write}. */
    public static Optional<Scope> parse(String text) {
        return Stream.of(values())
                .filter(scope -> scope.toString().equals(text))
                .findFirst();
    }

    /** Whether whoever has this one may do what that one is for. */
    public boolean covers(Scope needed) {
        return compareTo(needed) >= 0;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
