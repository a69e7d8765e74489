package io.gatehouse.console.table;

import io.gatehouse.problem.Page;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Hands out what is taken along as a file, of which no more is in memory than what is on its way. */
public final class Attachment {

    private Attachment() {}

    /**
     * @param name of the file
     * @param parts of its content; the next is asked for when those before are on their way
     */
    public static Mono<Void> send(ServerWebExchange exchange, String name, MediaType type, Flux<byte[]> parts) {
        ServerHttpResponse response = exchange.getResponse();
        HttpHeaders headers = response.getHeaders();
        Page.secure(headers);
        headers.setContentType(type);
        headers.setContentDisposition(
                ContentDisposition.attachment().filename(name).build());
        response.setStatusCode(HttpStatus.OK);
        return response.writeAndFlushWith(
                parts.map(part -> Mono.just(response.bufferFactory().wrap(part))));
    }
}
