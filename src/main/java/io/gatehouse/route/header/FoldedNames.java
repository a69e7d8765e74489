package io.gatehouse.route.header;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Header names as CGI and its kind read them: upper and lower case are one, and whatever is neither letter nor digit is a
 * hyphen (CVE-2025-64484 and CVE-2026-39858 folded fewer).
 */
public final class FoldedNames {

    public static final FoldedNames NONE = new FoldedNames(Set.of());

    /** No name of ours is longer. */
    static final int LONGEST = 60;

    private final Set<String> names;

    /** A bit for each length: most of a request's headers are told apart by it, without a copy of their names. */
    private final long lengths;

    private FoldedNames(Set<String> names) {
        this.names = names;
        this.lengths = names.stream().mapToLong(name -> 1L << name.length()).reduce(0, (some, more) -> some | more);
    }

    /** @param names of at most {@value #LONGEST} characters each */
    public static FoldedNames of(Collection<String> names) {
        return new FoldedNames(names.stream().map(FoldedNames::folded).collect(Collectors.toUnmodifiableSet()));
    }

    public boolean contains(CharSequence name) {
        int length = name.length();
        return length <= LONGEST && (lengths >>> length & 1) == 1 && names.contains(folded(name));
    }

    public static String folded(CharSequence name) {
        StringBuilder folded = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean plain = c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
            boolean upper = c >= 'A' && c <= 'Z';
            folded.append(plain ? c : upper ? (char) (c + 32) : '-');
        }
        return folded.toString();
    }
}
