package io.gatehouse.session.device;

import io.gatehouse.audit.OneLine;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes what a browser says of itself (RFC 9110 §10.1.5) short enough to recognise it by: {@code Firefox on Windows}. */
final class UserAgent {

    /** In characters, of those that are not recognised; nobody keeps more of what anybody may send. */
    private static final int LONGEST = 60;

    /** The first that is found: each of them names those below it too. */
    private static final Map<String, String> BROWSERS = ordered(
            "Edg", "Edge",
            "OPR/", "Opera",
            "SamsungBrowser/", "Samsung Internet",
            "Firefox/", "Firefox",
            "FxiOS/", "Firefox",
            "CriOS/", "Chrome",
            "Chrome/", "Chrome",
            "Safari/", "Safari");

    private static final Map<String, String> SYSTEMS = ordered(
            "Windows", "Windows",
            "Android", "Android",
            "iPhone", "iPhone",
            "iPad", "iPad",
            "CrOS", "ChromeOS",
            "Macintosh", "macOS",
            "Linux", "Linux");

    private UserAgent() {}

    /** One line; empty when nothing was said. */
    static String shortened(@Nullable String said) {
        if (said == null || said.isBlank()) {
            return "";
        }
        return first(BROWSERS, said)
                .flatMap(browser -> first(SYSTEMS, said).map(system -> browser + " on " + system))
                .orElseGet(() -> OneLine.of(said.strip(), LONGEST));
    }

    private static Optional<String> first(Map<String, String> names, String said) {
        return names.entrySet().stream()
                .filter(name -> said.contains(name.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static Map<String, String> ordered(String... pairs) {
        Map<String, String> ordered = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            ordered.put(pairs[i], pairs[i + 1]);
        }
        return ordered;
    }
}
