package io.gatehouse.demo;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

/** What a demo site answers; nothing of it is ever stored on the way. */
record Answer(int status, HttpHeaders headers, String body) {

    private static final JsonMapper JSON = new JsonMapper();

    static Answer of(int status, String contentType, String body) {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("Content-Type", contentType)
                .add("Cache-Control", "no-store")
                .add("X-Content-Type-Options", "nosniff");
        return new Answer(status, headers, body);
    }

    static Answer text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text + "\n");
    }

    static Answer json(int status, Object value) {
        return of(status, "application/json", write(value));
    }

    /** 303, so that a form that was posted is not posted again to where the redirect leads. */
    static Answer redirect(String uri, Map<String, String> parameters) {
        StringBuilder location = new StringBuilder(uri);
        parameters.forEach((name, value) -> location.append(location.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return text(303, "See " + uri).with("Location", location.toString());
    }

    static String write(Object value) {
        return JSON.writeValueAsString(value);
    }

    Answer with(String name, String value) {
        return new Answer(status, headers.copy().add(name, value), body);
    }

    Mono<Void> send(HttpServerResponse response) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return response.status(status)
                .headers(headers)
                .header("Content-Length", Integer.toString(bytes.length))
                .sendByteArray(Mono.just(bytes))
                .then();
    }
}
