package io.gatehouse.api.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a patch makes of an object (RFC 7396 §2): null takes a key away, an object goes on inside, all else takes the place. */
final class MergePatch {

    private MergePatch() {}

    static Map<String, Object> apply(Map<?, ?> target, Map<?, ?> patch) {
        Map<String, Object> patched = new LinkedHashMap<>();
        target.forEach((key, value) -> patched.put(key.toString(), value));
        patch.forEach((key, value) -> patch(patched, key.toString(), value));
        return patched;
    }

    private static void patch(Map<String, Object> patched, String key, @Nullable Object value) {
        if (value == null) {
            patched.remove(key);
        } else if (value instanceof Map<?, ?> inner) {
            patched.put(key, apply(patched.get(key) instanceof Map<?, ?> object ? object : Map.of(), inner));
        } else {
            patched.put(key, value);
        }
    }
}
