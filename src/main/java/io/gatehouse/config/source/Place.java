package io.gatehouse.config.source;

import io.gatehouse.audit.OneLine;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where something stands in the configuration, and so where it is said what is wrong with it.
 *
 * @param line from 1; 0 for what stands in no file
 * @param key dotted; empty for a whole file
 */
public record Place(Findings findings, String file, int line, String key) {

    private static final Pattern KEY_IN_FRONT = Pattern.compile("([a-z-]+): (.*)");

    public Place below(String child, int childLine) {
        return new Place(findings, file, childLine, key.isEmpty() ? child : key + "." + child);
    }

    public Place item(int index, int itemLine) {
        return new Place(findings, file, itemLine, key + "[" + index + "]");
    }

    /** Of another key that has no place of its own. */
    public Place instead(String other) {
        return new Place(findings, file, line, other);
    }

    /** @param message {@code found (expected: …)} */
    public void problem(String message) {
        findings.problem(new ConfigProblem(file, line, OneLine.of(key), OneLine.of(message)));
    }

    public void note(String message) {
        findings.note(new ConfigProblem(file, line, key, message));
    }

    public void unknownKey(Collection<String> known) {
        String name = key.substring(key.lastIndexOf('.') + 1);
        List<String> sorted = known.stream().sorted().toList();
        String meant = nearest(name, sorted)
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
        problem("unknown key (expected: " + oneOf(sorted) + meant + ")");
    }

    public void empty() {
        problem("empty (expected: a value, or leave the key out)");
    }

    /** Where it was found, for a message about another place. */
    public String where() {
        return file + (line > 0 ? ":" + line : "");
    }

    /**
     * Makes a record whose own rules may refuse what it is made of.
     *
     * @param at the place of the key that the refusal names in front ({@code max-age: …})
     */
    public static <T> Optional<T> made(Supplier<T> record, Function<String, Place> at) {
        try {
            return Optional.of(record.get());
        } catch (IllegalArgumentException refused) {
            String message = String.valueOf(refused.getMessage());
            Matcher named = KEY_IN_FRONT.matcher(message);
            boolean hasKey = named.matches();
            at.apply(hasKey ? named.group(1) : "").problem(hasKey ? named.group(2) : message);
            return Optional.empty();
        }
    }

    public static String oneOf(List<String> choices) {
        return (choices.size() > 1 ? "one of " : "") + String.join(", ", choices);
    }

    /** The one that a slip of the finger or two makes of the other. */
    public static Optional<String> nearest(String typed, Collection<String> known) {
        return known.stream()
                .filter(name -> distance(typed, name) <= 2)
                .min(Comparator.<String>comparingInt(name -> distance(typed, name))
                        .thenComparing(name -> haveOtherLetters(typed, name)));
    }

    /** Levenshtein's. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }

    private static boolean haveOtherLetters(String one, String other) {
        return !Arrays.equals(
                one.chars().sorted().toArray(), other.chars().sorted().toArray());
    }
}
