package io.gatehouse.text;

import com.samskivert.mustache.Escapers;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What end users read, in one language: texts by key, with {@code {placeholders}}. */
public final class Words {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z-]+)}");

    private final String language;
    private final Map<String, String> texts;

    Words(String language, Map<String, String> texts) {
        this.language = language;
        this.texts = Map.copyOf(texts);
    }

    /** Those of {@code pages/texts/LANGUAGE.properties} on the class path, which is UTF-8. */
    static Words read(String language) {
        String path = "/pages/texts/" + language + ".properties";
        Properties properties = new Properties();
        try (Reader reader = new InputStreamReader(
                Objects.requireNonNull(Words.class.getResourceAsStream(path), path), StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(path, unreadable);
        }
        Map<String, String> texts = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> texts.put(key, properties.getProperty(key)));
        return new Words(language, texts);
    }

    /** As {@code lang} and {@code Content-Language} name it (RFC 5646). */
    public String language() {
        return language;
    }

    /** As {@code dir} names it: {@code ltr} or {@code rtl}. */
    public String direction() {
        return raw("direction");
    }

    /** Every text, by its key. */
    Map<String, String> texts() {
        return texts;
    }

    /** As plain text; a placeholder stands for the text of that key. */
    public String plain(String key) {
        return filled(raw(key), this::plain);
    }

    /** The same; those of these values that are named stand for a placeholder first. */
    public String plain(String key, Map<String, String> values) {
        return filled(raw(key), name -> values.containsKey(name) ? values.getOrDefault(name, "") : plain(name, values));
    }

    /**
     * As HTML. A name can run in the other direction than the text around it, and must not turn it round: each value is
     * isolated ({@code bdi}).
     *
     * @param values for the placeholders: a string, escaped here, a {@link Link} or a {@link Text}; one that is not there stands for the text of
     *     that key
     */
    public String html(String key, Function<String, @Nullable Object> values) {
        return filled(Escapers.HTML.escape(raw(key)), name -> {
            Object value = values.apply(name);
            if (value instanceof Text part) {
                return html(part.key(), part.values()::get);
            }
            return value == null ? html(name, values) : isolated(value);
        });
    }

    @Override
    public String toString() {
        return language;
    }

    private static String isolated(Object value) {
        return value instanceof Link link
                ? "<a href=\"" + Escapers.HTML.escape(link.address()) + "\">" + isolated(link.words()) + "</a>"
                : "<bdi>" + Escapers.HTML.escape(value.toString()) + "</bdi>";
    }

    private static String filled(String text, Function<String, String> fill) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll((MatchResult found) -> Matcher.quoteReplacement(fill.apply(found.group(1))));
    }

    /** @throws IllegalArgumentException naming the key that no text has */
    private String raw(String key) {
        String text = texts.get(key);
        if (text == null) {
            throw new IllegalArgumentException(language + ": " + key + " (expected: a key of its texts)");
        }
        return text;
    }
}
