package io.gatehouse.organization.branding;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A colour as it is written in style sheets.
 *
 * @param value {@code #} and six hexadecimal digits, in lower case
 */
public record Colour(String value) {

    private static final Pattern FORM = Pattern.compile("#[0-9a-f]{6}");

    static final Colour BLACK = new Colour("#000000");
    static final Colour WHITE = new Colour("#ffffff");

    /** @throws IllegalArgumentException with what was expected */
    public Colour {
        value = value.toLowerCase(Locale.ROOT);
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(value + " (expected: a colour such as \"#0b5fff\", in quotes)");
        }
    }

    /** From 1 to 21 (WCAG 2.2, contrast ratio). */
    double contrastWith(Colour other) {
        double one = luminance() + 0.05;
        double two = other.luminance() + 0.05;
        return Math.max(one, two) / Math.min(one, two);
    }

    /** Black or white, whichever is read better on this colour: one of them always has at least 4.5:1. */
    Colour text() {
        return contrastWith(WHITE) >= contrastWith(BLACK) ? WHITE : BLACK;
    }

    /** WCAG 2.2, relative luminance. */
    private double luminance() {
        return 0.2126 * linear(1) + 0.7152 * linear(3) + 0.0722 * linear(5);
    }

    private double linear(int digits) {
        double part = Integer.parseInt(value.substring(digits, digits + 2), 16) / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }

    @Override
    public String toString() {
        return value;
    }
}
