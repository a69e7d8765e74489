package io.gatehouse.login.reach;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Looks at JSON before anything else reads it: one object, nothing behind it, no name twice in it, not deep, and of so many
 * tokens at most. Bytes alone bound nothing: {@code {}} has two of them, and some sixty once it is a map.
 */
final class StrictJson {

    /** Metadata and keys have four levels, claims a few more. */
    private static final int DEEPEST = 32;

    private static final Map<Step, StrictJson> OF_STEPS = new EnumMap<>(Step.class);

    static {
        for (Step step : Step.values()) {
            OF_STEPS.put(step, new StrictJson(step.mostTokens()));
        }
    }

    private final int mostTokens;
    private final JsonFactory json;

    private StrictJson(int mostTokens) {
        this.mostTokens = mostTokens;
        this.json = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEEPEST)
                        .maxTokenCount(mostTokens)
                        .build())
                // Of two equal names each reader takes the one it likes: a token checked by one means another thing to
                // the next.
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
    }

    /** For answers to this. */
    static StrictJson of(Step step) {
        return Objects.requireNonNull(OF_STEPS.get(step));
    }

    /** Empty when nothing is. */
    Optional<String> whatIsWrong(byte[] text) {
        if (text.length == 0) {
            return Optional.of("empty");
        }
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.of("not a JSON object");
            }
            parser.skipChildren();
            return parser.nextToken() == null ? Optional.empty() : Optional.of("something behind the JSON object");
        } catch (StreamConstraintsException tooMuch) {
            return Optional.of(
                    String.valueOf(tooMuch.getOriginalMessage()).startsWith("Token count")
                            ? "JSON of more than " + mostTokens + " names, values and brackets"
                            : "JSON nested more than " + DEEPEST + " deep, or with too long a number");
        } catch (JacksonException malformed) {
            return Optional.of(
                    String.valueOf(malformed.getOriginalMessage()).startsWith("Duplicate")
                            ? "JSON with a name twice in one object"
                            : "not JSON");
        }
    }
}
