package io.gatehouse.demo;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The parameters of a query or a form as RFC 6749 §3.1 reads them: without a value is absent, twice is an error. */
record Parameters(Map<String, List<String>> values) {

    static Parameters of(String queryOrForm) {
        return new Parameters(new QueryStringDecoder(queryOrForm, false).parameters());
    }

    /** The value, or an empty string where there is none. */
    String get(String name) {
        return values.getOrDefault(name, List.of("")).get(0);
    }

    boolean has(String name) {
        return !get(name).isEmpty();
    }

    /** The space-separated words of a value, such as scopes. */
    Set<String> words(String name) {
        return has(name) ? new LinkedHashSet<>(List.of(get(name).trim().split(" +"))) : Set.of();
    }

    Optional<String> repeated() {
        return values.keySet().stream()
                .filter(name -> values.get(name).size() > 1)
                .findFirst();
    }
}
