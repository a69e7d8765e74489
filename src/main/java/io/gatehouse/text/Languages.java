package io.gatehouse.text;

import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The languages there are, and which of them somebody wants. */
public final class Languages {

    /** Each has a file {@code pages/texts/LANGUAGE.properties}; the first is for those who want none of them. */
    static final List<String> ALL = List.of("en", "de", "fr");

    private static final Map<String, Words> WORDS =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Function.identity(), Words::read));

    /** Browsers send a tenth of it; what is longer is nobody's wish. */
    private static final int LONGEST = 512;

    /** RFC 5646 §4.4.1. Each part of a longer one is a search of its own, and many hundreds hold up everybody else. */
    private static final int LONGEST_WISH = 35;

    private Languages() {}

    /** What programs and logs read, and whoever asks for no language that we have. */
    public static Words english() {
        return words("en");
    }

    /** @param acceptLanguage the header (RFC 9110 §12.5.4), as it came; null for none */
    public static Words wanted(@Nullable String acceptLanguage) {
        if (acceptLanguage == null || acceptLanguage.isBlank() || acceptLanguage.length() > LONGEST) {
            return english();
        }
        try {
            List<LanguageRange> wishes = LanguageRange.parse(acceptLanguage).stream()
                    .filter(wish -> wish.getWeight() > 0 && wish.getRange().length() <= LONGEST_WISH)
                    .toList();
            String found = Locale.lookupTag(wishes, ALL);
            return found == null ? english() : words(found);
        } catch (IllegalArgumentException malformed) {
            return english();
        }
    }

    private static Words words(String language) {
        return Objects.requireNonNull(WORDS.get(language));
    }
}
