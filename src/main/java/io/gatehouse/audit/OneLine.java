package io.gatehouse.audit;

/**
 * Makes one line of a text that somebody else wrote, for logs, terminals and pages: controls (those of Unicode too, which
 * {@code \p{Cntrl}} does not know), line separators, characters that turn or hide the text around them, and halves of
 * characters become spaces.
 */
public final class OneLine {

    private OneLine() {}

    public static String of(String text) {
        return text.codePoints().allMatch(OneLine::isShown)
                ? text
                : text.codePoints()
                        .map(character -> isShown(character) ? character : ' ')
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    /** @param longest in characters; whatever is longer ends with an ellipsis */
    public static String of(String text, int longest) {
        String line = of(text);
        return line.length() <= longest
                ? line
                : of(line.substring(0, longest - 1)).stripTrailing() + "…";
    }

    private static boolean isShown(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
