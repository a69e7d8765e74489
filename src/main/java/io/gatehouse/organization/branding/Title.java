package io.gatehouse.organization.branding;

import io.gatehouse.audit.OneLine;

/**
 * An organization's name for people. It stands in pages, in mail and in logs of others too.
 *
 * @param text one line that shows what it holds
 */
public record Title(String text) {

    /** What may be written, for messages. */
    public static final String EXPECTED = "one line of at most 80 characters, none of them hidden";

    private static final int LONGEST = 80;

    /** @throws IllegalArgumentException with what was expected */
    public Title {
        text = text.strip();
        if (text.isEmpty() || text.length() > LONGEST || !OneLine.of(text).equals(text)) {
            throw new IllegalArgumentException(
                    (text.isEmpty() ? "empty" : OneLine.of(text, LONGEST)) + " (expected: " + EXPECTED + ")");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
