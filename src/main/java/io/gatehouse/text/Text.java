package io.gatehouse.text;

import java.util.HashMap;
import java.util.Map;

/**
 * Something to say to a person, before it is known in which language.
 *
 * @param key of the text in {@code pages/texts/}
 * @param values for the text's placeholders: a string, or another text
 */
public record Text(String key, Map<String, Object> values) {

    public Text {
        values = Map.copyOf(values);
    }

    public static Text of(String key) {
        return new Text(key, Map.of());
    }

    /** The same words in every language: the settings pages have only English ones. */
    public static Text asIs(String words) {
        return new Text("as-is", Map.of("words", words));
    }

    /** For a template, which writes {@code {{#say}}{{key}}{{/say}}} of it. */
    public Map<String, Object> model() {
        Map<String, Object> model = new HashMap<>(values);
        model.put("key", key);
        return model;
    }
}
