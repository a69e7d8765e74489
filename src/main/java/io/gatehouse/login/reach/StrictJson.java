package io.gatehouse.login.reach;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** Looks at JSON before anything else reads it: one object, nothing behind it, no name twice in it, and not deep. */
final class StrictJson {

    /** Metadata and keys have four levels, claims a few more. */
    private static final int DEEPEST = 32;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            // Of two equal names each reader takes the one it likes: a token checked by one means another thing to the
            // next.
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private StrictJson() {}

    /** Empty when nothing is. */
    static Optional<String> whatIsWrong(byte[] text) {
        if (text.length == 0) {
            return Optional.of("empty");
        }
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.of("not a JSON object");
            }
            parser.skipChildren();
            return parser.nextToken() == null ? Optional.empty() : Optional.of("something behind the JSON object");
        } catch (StreamConstraintsException tooDeep) {
            return Optional.of("JSON nested more than " + DEEPEST + " deep, or with too long a number");
        } catch (JacksonException malformed) {
            return Optional.of(
                    String.valueOf(malformed.getOriginalMessage()).startsWith("Duplicate")
                            ? "JSON with a name twice in one object"
                            : "not JSON");
        }
    }
}
