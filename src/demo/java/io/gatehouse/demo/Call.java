package io.gatehouse.demo;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/** One request to a demo site, read to its end. */
record Call(String method, String path, String rawQuery, String body, HttpHeaders headers) {

    static Mono<Call> read(HttpServerRequest request) {
        QueryStringDecoder uri = new QueryStringDecoder(request.uri());
        return request.receive()
                .aggregate()
                .asString()
                .defaultIfEmpty("")
                .map(body -> new Call(
                        request.method().name(), uri.rawPath(), uri.rawQuery(), body, request.requestHeaders()));
    }

    Parameters query() {
        return Parameters.of(rawQuery);
    }

    Parameters form() {
        boolean isForm = header("Content-Type").startsWith("application/x-www-form-urlencoded");
        return Parameters.of(isForm ? body : "");
    }

    /** Where a parameter may come by either method, as at sign-out. */
    Parameters queryOrForm() {
        return isPost() ? form() : query();
    }

    boolean isPost() {
        return method.equals("POST");
    }

    /** The value, or an empty string where there is none. */
    String header(String name) {
        return headers.get(name, "");
    }

    /** The value, or an empty string where there is none. */
    String cookie(String name) {
        return ServerCookieDecoder.LAX.decode(headers.get(HttpHeaderNames.COOKIE, "")).stream()
                .filter(cookie -> cookie.name().equals(name))
                .findFirst()
                .map(Cookie::value)
                .orElse("");
    }
}
