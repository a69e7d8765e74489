package io.gatehouse.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The keys of a small JSON object: each known, each of its kind; null is as good as missing. */
public final class Fields {

    private static final int LONGEST = 1_000;

    private final Map<String, Object> sent;
    private final Set<String> asked = new TreeSet<>();
    private final List<Mistake> mistakes = new ArrayList<>();

    public Fields(Map<String, Object> sent) {
        this.sent = sent;
    }

    /**
     * Empty when it is not there; what is wrong with it is said by {@link #end}.
     *
     * @param kind empty for what is none
     */
    public <T> Optional<T> value(String key, String expected, Function<String, Optional<T>> kind) {
        asked.add(key);
        Object found = sent.get(key);
        if (found == null) {
            return Optional.empty();
        }
        Optional<T> value =
                found instanceof String text && text.length() <= LONGEST ? kind.apply(text.strip()) : Optional.empty();
        if (value.isEmpty()) {
            String shown = found instanceof String text ? text : "no text";
            mistakes.add(new Mistake(key, shown + " (expected: " + expected + ")"));
        }
        return value;
    }

    public <T> Optional<T> required(String key, String expected, Function<String, Optional<T>> kind) {
        Optional<T> value = value(key, expected, kind);
        if (sent.get(key) == null) {
            mistakes.add(new Mistake(key, "missing (expected: " + expected + ")"));
        }
        return value;
    }

    /** Refuses keys that nobody asked for, and all else that was wrong. */
    public void end() {
        sent.keySet().stream()
                .filter(key -> !asked.contains(key))
                .map(key -> new Mistake(key, "unknown key (expected: one of " + String.join(", ", asked) + ")"))
                .forEach(mistakes::add);
        Mistake.refuse(mistakes);
    }
}
