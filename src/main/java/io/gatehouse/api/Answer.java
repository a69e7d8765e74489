package io.gatehouse.api;

import io.gatehouse.problem.Page;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the API says.
 *
 * @param headers beside those that every answer of the gateway has
 * @param type of the body
 */
public record Answer(int status, Map<String, String> headers, MediaType type, byte[] body) {

    private static final JsonMapper JSON = new JsonMapper();

    /** @param value maps, lists, texts, numbers */
    public static Answer json(Object value) {
        return new Answer(200, Map.of(), MediaType.APPLICATION_JSON, JSON.writeValueAsBytes(value));
    }

    public static Answer text(String type, String text) {
        return new Answer(
                200,
                Map.of(),
                new MediaType(MediaType.parseMediaType(type), StandardCharsets.UTF_8),
                text.getBytes(StandardCharsets.UTF_8));
    }

    /** It is done, and there is nothing to be said. */
    public static Answer done() {
        return new Answer(204, Map.of(), MediaType.APPLICATION_JSON, new byte[0]);
    }

    public Answer created(String address) {
        return new Answer(201, Map.of(HttpHeaders.LOCATION, address), type, body);
    }

    public Answer with(String header, String value) {
        return new Answer(status, Map.of(header, value), type, body);
    }

    Mono<Void> write(ServerWebExchange exchange) {
        return Mono.defer(() -> {
            ServerHttpResponse response = exchange.getResponse();
            response.setStatusCode(HttpStatusCode.valueOf(status));
            Page.secure(response.getHeaders());
            headers.forEach(response.getHeaders()::set);
            if (status == 204) {
                return response.setComplete();
            }
            response.getHeaders().setContentType(type);
            response.getHeaders().setContentLength(body.length);
            return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
        });
    }
}
