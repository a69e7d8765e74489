package io.gatehouse.api;

import io.gatehouse.audit.OneLine;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import java.util.List;
import java.util.Map;

/**
 * What is wrong with what was sent.
 *
 * @param key dotted, such as {@code roles.default}; a parameter's name; empty for all of it
 * @param problem {@code found (expected: …)}, never a secret
 */
public record Mistake(String key, String problem) {

    private static final int LONGEST = 300;
    private static final int MOST = 50;

    public Mistake {
        key = OneLine.of(key, LONGEST);
        problem = OneLine.of(problem, LONGEST);
    }

    /** @throws Refusal 422 that names them; nothing happens when there are none */
    public static void refuse(List<Mistake> mistakes) {
        if (!mistakes.isEmpty()) {
            throw refusal(mistakes);
        }
    }

    public static Refusal refusal(String key, String problem) {
        return refusal(List.of(new Mistake(key, problem)));
    }

    public static Refusal refusal(List<Mistake> mistakes) {
        return Refusal.of(Problem.CONTENT_REFUSED, "api: " + mistakes.size() + " mistakes")
                .with("errors", members(mistakes));
    }

    /** As a member of a problem's JSON (RFC 9457 §3.2). */
    public static List<Map<String, String>> members(List<Mistake> mistakes) {
        return mistakes.stream()
                .limit(MOST)
                .map(mistake -> Map.of("key", mistake.key(), "problem", mistake.problem()))
                .toList();
    }
}
