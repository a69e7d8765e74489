package io.gatehouse.route.access;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which addresses within a route a rule is about: literals, {@code *} for any one segment, and an optional final
 * {@code /**} for the address itself and everything below. A final slash makes no difference.
 *
 * @param segments literals as they are when decoded, or {@link #ANY}
 * @param open whether it ends with {@code /**}
 */
public record RulePath(List<String> segments, boolean open) {

    /** Every address of a route. */
    public static final RulePath ALL = new RulePath(List.of(), true);

    public static final String EXPECTED =
            "a path within the route, such as /admin/**: literals, * for any one segment, and an optional final /**";

    private static final String ANY = "*";
    private static final Pattern SEGMENT = Pattern.compile("\\*|[A-Za-z0-9._~!$&'()+,=:@-]+");

    public RulePath {
        segments = List.copyOf(segments);
    }

    /** @throws IllegalArgumentException when it is not a path of that form; the message says what is expected */
    public static RulePath parse(String text) {
        boolean open = text.endsWith("/**");
        String fixed = open ? text.substring(0, text.length() - 3) : text.equals("/") ? "" : text;
        List<String> segments = new ArrayList<>();
        if (!fixed.isEmpty()) {
            for (String segment : fixed.substring(1).split("/", -1)) {
                segments.add(segment);
            }
        }
        boolean readable =
                segments.stream().allMatch(it -> SEGMENT.matcher(it).matches() && !it.equals(".") && !it.equals(".."));
        if (!text.startsWith("/") || !readable) {
            throw new IllegalArgumentException(text + " (expected: " + EXPECTED + ")");
        }
        return new RulePath(segments, open);
    }

    /** Whether it is about one address, or about one and all below it. */
    public boolean isPrefix() {
        return !segments.contains(ANY);
    }

    /** Whether it is about everything that the other one is about. */
    public boolean covers(RulePath other) {
        return fits(other.segments) && (open || !other.open);
    }

    /** The same for an upstream that does not heed upper and lower case. */
    public boolean resembles(RulePath other) {
        return resembles(Resemblance.folded(other.segments)) && (open || !other.open);
    }

    /** @param within the decoded segments behind the route's own, without a final slash's empty one */
    boolean fits(List<String> within) {
        return startsAlike(within, String::equals) && (open || sameLength(within));
    }

    /**
     * Whether an upstream might take the address for one that fits.
     *
     * @param folded as {@link Resemblance} does it
     */
    boolean resembles(List<String> folded) {
        return startsAlike(folded, Resemblance::holds) && (open || sameLength(folded));
    }

    private interface Comparison {
        boolean holds(String segment, String literal);
    }

    private boolean startsAlike(List<String> others, Comparison comparison) {
        if (others.size() < segments.size()) {
            return false;
        }
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            if (!segment.equals(ANY) && !comparison.holds(others.get(i), segment)) {
                return false;
            }
        }
        return true;
    }

    private boolean sameLength(List<String> others) {
        return others.size() == segments.size();
    }

    @Override
    public String toString() {
        String fixed = segments.isEmpty() ? "" : "/" + String.join("/", segments);
        return open ? fixed + "/**" : fixed.isEmpty() ? "/" : fixed;
    }
}
