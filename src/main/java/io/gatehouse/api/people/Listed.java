package io.gatehouse.api.people;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lists, a part at a time: {@code next} is the cursor of the following part, and missing in the last one. */
final class Listed {

    private Listed() {}

    static Map<String, Object> of(String name, List<?> part, Optional<?> next) {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put(name, part);
        next.ifPresent(cursor -> list.put("next", cursor.toString()));
        return list;
    }
}
