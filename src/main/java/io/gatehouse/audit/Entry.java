package io.gatehouse.audit;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One thing that happened, as it is kept.
 *
 * @param facts in their order, without secrets; each one line of at most {@value #LONGEST_FACT} characters
 */
public record Entry(Instant at, Happening happening, Map<String, String> facts) {

    static final int LONGEST_FACT = 300;

    public Entry {
        Map<String, String> bounded = new LinkedHashMap<>();
        facts.forEach((fact, value) -> bounded.put(fact, OneLine.of(value, LONGEST_FACT)));
        facts = Collections.unmodifiableMap(bounded);
    }
}
