package io.gatehouse.route.header;

import io.gatehouse.organization.ClaimPath;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a header can say of a person; {@code toString} is how YAML has it. */
public sealed interface Fact {

    /** How a claim begins, whose path follows. */
    String CLAIMS = "claims.";

    String EXPECTED = Arrays.stream(Known.values()).map(Known::toString).collect(Collectors.joining(", "))
            + " or claims.PATH, such as claims.department";

    /** What the gateway knows of everybody. */
    enum Known implements Fact {
        /** As {@code user:} of the route has it. */
        USER,
        /** The subject alone. */
        SUBJECT,
        /** The name to sign in with, or what comes next to it. */
        USERNAME,
        /** The claim {@code name}; where there is none, the same as {@link #USERNAME}. */
        NAME,
        EMAIL,
        GROUPS,
        ROLES,
        /** Whose request it is; the only one that is said of strangers too. */
        ORGANIZATION;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A claim of the ID token or of user info, as the identity provider sent it. */
    record Claim(ClaimPath path) implements Fact {

        @Override
        public String toString() {
            return CLAIMS + path;
        }
    }

    /** @throws IllegalArgumentException for what is none; the message says what is expected */
    static Fact parse(String text) {
        if (text.startsWith(CLAIMS)) {
            return new Claim(new ClaimPath(text.substring(CLAIMS.length())));
        }
        return Arrays.stream(Known.values())
                .filter(known -> known.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(text + " (expected: " + EXPECTED + ")"));
    }
}
