package io.gatehouse.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.springframework.util.MultiValueMap;

/** The parameters of a call: each known, each once, each of its kind. */
public final class Query {

    private static final int LONGEST = 320;

    private final MultiValueMap<String, String> sent;
    private final Set<String> asked = new TreeSet<>();
    private final List<Mistake> mistakes = new ArrayList<>();

    Query(MultiValueMap<String, String> sent) {
        this.sent = sent;
    }

    /** Empty when it is not there; what is wrong with it is said by {@link #end}. */
    public Optional<String> text(String name) {
        asked.add(name);
        List<String> values = sent.getOrDefault(name, List.of());
        if (values.size() > 1) {
            mistakes.add(new Mistake(name, values.size() + " times (expected: once)"));
        }
        Optional<String> value = values.stream().findFirst().map(text -> text == null ? "" : text.strip());
        if (value.filter(text -> text.length() > LONGEST).isPresent()) {
            mistakes.add(new Mistake(name, "too long (expected: at most " + LONGEST + " characters)"));
        }
        return value.filter(text -> !text.isEmpty());
    }

    /** @param kind empty for what is none */
    public <T> Optional<T> value(String name, String expected, Function<String, Optional<T>> kind) {
        Optional<String> text = text(name);
        Optional<T> value = text.flatMap(kind);
        if (text.isPresent() && value.isEmpty()) {
            mistakes.add(new Mistake(name, text.get() + " (expected: " + expected + ")"));
        }
        return value;
    }

    /** How many of a list: 50 unless another number is asked for, at most 200. */
    public int limit() {
        return value("limit", "1 to 200", Query::limit).orElse(50);
    }

    private static Optional<Integer> limit(String text) {
        return Optional.of(text)
                .filter(digits -> digits.matches("\\d{1,3}"))
                .map(Integer::valueOf)
                .filter(number -> number >= 1 && number <= 200);
    }

    /** Refuses parameters that nobody asked for: one that is misspelt would choose nothing, and nobody would notice. */
    public Query end() {
        sent.keySet().stream()
                .filter(name -> !asked.contains(name))
                .map(name -> new Mistake(
                        name,
                        asked.isEmpty()
                                ? "unknown parameter (expected: none here)"
                                : "unknown parameter (expected: one of " + String.join(", ", asked) + ")"))
                .forEach(mistakes::add);
        Mistake.refuse(mistakes);
        return this;
    }
}
