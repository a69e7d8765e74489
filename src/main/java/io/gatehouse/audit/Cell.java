package io.gatehouse.audit;

import java.util.regex.Pattern;

/** Cells of comma-separated values (RFC 4180 §2) whose texts are other people's. */
public final class Cell {

    /**
     * Where a spreadsheet would take what follows for a formula (OWASP, CSV injection), written as wide as it may be: at the
     * beginning, and behind what divides cells where a comma does not. There quotes around a comma's cells protect nothing.
     */
    private static final Pattern FORMULA = Pattern.compile("(^|[;|])(?=\\s*[=+\\-@＝＋－＠])");

    private Cell() {}

    /** In quotes, never a formula, and one line: who reads the table line by line must not find another row in a name. */
    public static String of(String text) {
        return '"' + FORMULA.matcher(OneLine.of(text)).replaceAll("$1'").replace("\"", "\"\"") + '"';
    }

    /** The text of which {@link #of} has made this, without its quotes. */
    public static String read(String text) {
        boolean harmless =
                text.startsWith("'") && FORMULA.matcher(text.substring(1)).lookingAt();
        return harmless ? text.substring(1) : text;
    }
}
