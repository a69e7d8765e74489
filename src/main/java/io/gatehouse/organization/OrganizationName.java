package io.gatehouse.organization;

import java.util.Locale;
import java.util.Optional;

/** An organization's name as it stands in paths, cookies and file names: exact and case-sensitive. */
public record OrganizationName(String value) {

    /** What a name is made of, for messages. */
    public static final String EXPECTED = "1 to 40 of a-z, 0-9 and -, not “organizations”";

    private static final int LONGEST = 40;

    public OrganizationName {
        if (!isName(value)) {
            throw new IllegalArgumentException(value + " (expected: " + EXPECTED + ")");
        }
    }

    /** Empty when the text is not a name; never an error, since it may come from a client. */
    public static Optional<OrganizationName> parse(String text) {
        return isName(text) ? Optional.of(new OrganizationName(text)) : Optional.empty();
    }

    /** For people, where the organization says no other: {@code Acme}. */
    public String title() {
        return value.substring(0, 1).toUpperCase(Locale.ROOT) + value.substring(1);
    }

    private static boolean isName(String text) {
        if (text.isEmpty() || text.length() > LONGEST || text.equals("organizations")) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return value;
    }
}
