package io.gatehouse.organization.branding;

import java.util.List;
import java.util.Locale;

/**
 * The colour of buttons and of what has the focus, on light pages and on dark ones.
 *
 * @param light for light pages
 * @param dark for dark ones; often the same
 */
public record Accent(Colour light, Colour dark) {

    /** What the pages' style sheet lays behind it: card and ground. */
    private static final List<Colour> LIGHT_GROUNDS = List.of(new Colour("#ffffff"), new Colour("#f5f7fa"));

    private static final List<Colour> DARK_GROUNDS = List.of(new Colour("#1b2029"), new Colour("#10141c"));

    /** WCAG 2.2, 1.4.11: what is no text, such as a button's edge or the focus. */
    private static final double LEAST = 3.0;

    /** @throws IllegalArgumentException naming the key, the contrast that was measured and the least that is expected */
    public Accent {
        refuseUnseen("accent", light, "light", LIGHT_GROUNDS);
        refuseUnseen(dark.equals(light) ? "accent" : "accent-dark", dark, "dark", DARK_GROUNDS);
    }

    /** The pages' style sheet has these names; black or white stands on the colour, whichever is read better. */
    public String css() {
        return """
                :root { --accent: %s; --on-accent: %s; }
                @media (prefers-color-scheme: dark) { :root { --accent: %s; --on-accent: %s; } }
                """.formatted(light, light.text(), dark, dark.text());
    }

    private static void refuseUnseen(String key, Colour colour, String pages, List<Colour> grounds) {
        for (Colour ground : grounds) {
            double contrast = colour.contrastWith(ground);
            if (contrast < LEAST) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s: %s has a contrast of %.2f:1 with %s pages (expected: at least 3:1 with their %s%s)",
                        key,
                        colour,
                        Math.floor(contrast * 100) / 100,
                        pages,
                        ground,
                        key.equals("accent") && pages.equals("dark") ? "; or another colour under accent-dark" : ""));
            }
        }
    }
}
