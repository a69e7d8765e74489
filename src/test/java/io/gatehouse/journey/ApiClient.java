package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** A program that calls an organization's API, and holds every answer to {@code openapi.json}. */
final class ApiClient {

    /** An answer that is as it is described. */
    record Answer(int status, HttpResponse<String> http, JsonNode json) {

        String body() {
            return http.body();
        }

        Optional<String> header(String name) {
            return http.headers().firstValue(name);
        }

        String code() {
            return json.path("code").asText();
        }

        /** What is wrong with which key. */
        Map<String, String> errors() {
            Map<String, String> errors = new HashMap<>();
            json.path("errors")
                    .forEach(error -> errors.put(
                            error.path("key").asText(), error.path("problem").asText()));
            return errors;
        }
    }

    static final ObjectMapper JSON = new ObjectMapper();
    static final JsonNode DESCRIPTION = read(Path.of("src/main/resources/api/openapi.json"));

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI api;
    private final String key;

    /** @param gateway its origin */
    ApiClient(URI gateway, String organization, String key) {
        this.api = gateway.resolve("/organizations/" + organization + "/api");
        this.key = key;
    }

    Answer get(String path) {
        return call("GET", path, "", Map.of());
    }

    Answer delete(String path) {
        return call("DELETE", path, "", Map.of());
    }

    Answer post(String path, String json) {
        return call("POST", path, json, Map.of("Content-Type", "application/json"));
    }

    Answer patch(String path, String json) {
        return call("PATCH", path, json, Map.of("Content-Type", "application/merge-patch+json"));
    }

    /** From the settings as they stand now. */
    Answer patchSettings(String json) {
        return changeSettings("PATCH", json, get("/v1/settings").header("ETag").orElseThrow());
    }

    Answer changeSettings(String method, String json, String version) {
        return call(method, "/v1/settings", json, Map.of("Content-Type", "application/json", "If-Match", version));
    }

    Answer call(String method, String path, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        headers.forEach(request::setHeader);
        try {
            HttpResponse<String> http = HTTP.send(request.build(), BodyHandlers.ofString());
            Answer answer = new Answer(http.statusCode(), http, json(http));
            assertThat(http.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
            hold(method, path.replaceFirst("\\?.*", ""), answer);
            return answer;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stop) {
            throw new IllegalStateException("interrupted", stop);
        }
    }

    private static JsonNode json(HttpResponse<String> http) throws JsonProcessingException {
        boolean isJson = http.headers().firstValue("Content-Type").orElse("").contains("json");
        return JSON.readTree(isJson ? http.body() : "null");
    }

    /** What is described of this path and method, of this status; an answer to what is not described is a problem. */
    private static void hold(String method, String path, Answer answer) {
        JsonNode operation = operation(method, path);
        if (operation.isMissingNode()) {
            assertThat(answer.status())
                    .as("%s %s is not described", method, path)
                    .isIn(401, 404, 405);
            return;
        }
        JsonNode described = resolved(operation.path("responses").path(String.valueOf(answer.status())));
        assertThat(described.isMissingNode())
                .as("%s %s: %s is not described: %s", method, path, answer.status(), answer.body())
                .isFalse();
        String type = answer.header("Content-Type").orElse("").replaceFirst(";.*", "");
        if (described.path("content").isMissingNode()) {
            assertThat(answer.body()).isEmpty();
            return;
        }
        JsonNode schema = described.path("content").path(type).path("schema");
        assertThat(schema.isMissingNode()).as("%s %s: %s", method, path, type).isFalse();
        described.path("headers").fieldNames().forEachRemaining(header -> assertThat(answer.header(header))
                .as("%s %s: %s", method, path, header)
                .isPresent());
        if (type.endsWith("json")) {
            validate(schema, answer.json());
        }
    }

    private static void validate(JsonNode schema, JsonNode json) {
        ObjectNode whole = ((ObjectNode) schema).deepCopy();
        whole.set("components", DESCRIPTION.path("components"));
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(whole.toString(), InputFormat.JSON)
                        .validate(json))
                .as(json.toString())
                .isEmpty();
    }

    private static JsonNode operation(String method, String path) {
        JsonNode literal = DESCRIPTION.path("paths").path(path);
        JsonNode found = literal.isMissingNode()
                        || literal.path(method.toLowerCase(Locale.ROOT)).isMissingNode()
                ? withId(path)
                : literal;
        return found.path(method.toLowerCase(Locale.ROOT));
    }

    private static JsonNode withId(String path) {
        Iterable<Map.Entry<String, JsonNode>> paths = DESCRIPTION.path("paths").properties();
        return StreamSupport.stream(paths.spliterator(), false)
                .filter(entry -> entry.getKey().contains("{id}")
                        && path.matches(entry.getKey().replace("{id}", "[^/]+")))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> JSON.createObjectNode().path("none"));
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? DESCRIPTION.at(node.path("$ref").asText().substring(1)) : node;
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
