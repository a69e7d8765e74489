package io.gatehouse.login.fault;

import io.gatehouse.audit.OneLine;
import java.util.regex.Pattern;

/** Makes one short line without secrets of a text; the second line of defence, as texts are made of safe pieces anyway. */
final class Said {

    private static final int LONGEST = 300;

    private static final String GUID = "\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}";

    /** JWTs, Keycloak's codes, hexadecimal keys, and long words of capitals, small letters and digits. */
    private static final Pattern SECRETIVE = Pattern.compile("eyJ[\\w-]{8,}(?:\\.[\\w-]*)*"
            + "|" + GUID + "(?:\\." + GUID + ")+"
            + "|\\p{XDigit}{32,}"
            + "|(?=[\\w~+-]*\\d)(?=[\\w~+-]*[a-z])(?=[\\w~+-]*[A-Z])[\\w~+-]{20,}=*");

    private static final Pattern SPACES = Pattern.compile("\\s+");

    private Said() {}

    static String clean(String text) {
        // What follows will be cut off: nothing reads a whole document that a provider put into one of its names.
        String beginning = text.substring(0, Math.min(text.length(), 2 * LONGEST));
        String line = SPACES.matcher(SECRETIVE.matcher(OneLine.of(beginning)).replaceAll("…"))
                .replaceAll(" ")
                .strip();
        return OneLine.of(line, LONGEST);
    }
}
