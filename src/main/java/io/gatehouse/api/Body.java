package io.gatehouse.api;

import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.body.BoundedBody;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads what a call brings: of a kind that is expected, little, soon, and of few at once. */
public final class Body {

    /** The settings of an organization with a logo are some 90 KB. */
    static final int MOST_JSON = 128 * 1024;

    static final int MOST_CSV = 1024 * 1024;

    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final BoundedBody OBJECT = new BoundedBody("api", MOST_JSON, LONGEST, 64, Problem.CONTENT_TOO_LONG);
    private static final BoundedBody LIST = new BoundedBody("api", MOST_CSV, LONGEST, 8, Problem.CONTENT_TOO_LONG);
    private static final MediaType MERGE_PATCH = MediaType.parseMediaType("application/merge-patch+json");
    private static final MediaType CSV = MediaType.parseMediaType("text/csv");

    /** A key that stands there twice is two things to two readers. */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Body() {}

    /** A JSON object, its keys in their order; {@link Refusal} 415, 413, 422 for anything else. */
    public static Mono<Map<String, Object>> object(Call call) {
        return read(call, List.of(MediaType.APPLICATION_JSON, MERGE_PATCH), OBJECT)
                .map(Body::parsed);
    }

    /** Comma-separated values in UTF-8; {@link Refusal} 415, 413, 422 for anything else. */
    public static Mono<String> csv(Call call) {
        return read(call, List.of(CSV), LIST).map(Body::decoded);
    }

    private static Map<String, Object> parsed(byte[] bytes) {
        try {
            return JSON.readValue(decoded(bytes), new TypeReference<LinkedHashMap<String, Object>>() {});
        } catch (JacksonException malformed) {
            throw Mistake.refusal(
                    "",
                    malformed.getLocation() == null || malformed.getLocation().getLineNr() < 1
                            ? "no object (expected: a JSON object, each key once)"
                            : "line " + malformed.getLocation().getLineNr() + ", column "
                                    + malformed.getLocation().getColumnNr()
                                    + " (expected: a JSON object, each key once)");
        }
    }

    private static String decoded(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException otherLetters) {
            throw Mistake.refusal("", "other bytes (expected: UTF-8)");
        }
    }

    /** The way from the first byte to the last takes as long as its sender likes: a key that is revoked meanwhile changes nothing. */
    private static Mono<byte[]> read(Call call, List<MediaType> types, BoundedBody body) {
        HttpHeaders headers = call.exchange().getRequest().getHeaders();
        return types.stream().anyMatch(type -> isOf(headers, type))
                ? body.read(call.exchange()).delayUntil(whole -> call.keyNow())
                : Mono.error(Refusal.of(Problem.CONTENT_TYPE_REFUSED, "api: content type (expected: " + types + ")"));
    }

    private static boolean isOf(HttpHeaders headers, MediaType type) {
        try {
            MediaType sent = headers.getContentType();
            return sent != null && sent.equalsTypeAndSubtype(type);
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }
}
