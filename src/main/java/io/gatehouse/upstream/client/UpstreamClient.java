package io.gatehouse.upstream.client;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;

/** Sends a request to an upstream; what is behind it may be any HTTP client that lends its buffers. */
public interface UpstreamClient {

    /**
     * Ends when the answer has been handed on whole, or with an error: before {@link Answer#arrived} when none came.
     *
     * @param answer told once, when the answer's head is there
     */
    Mono<Void> send(UpstreamRequest request, Answer answer);

    /** The same over a connection that nobody has used before. */
    Mono<Void> sendAfresh(UpstreamRequest request, Answer answer);

    /** Whoever takes an upstream's answer. */
    interface Answer {

        /** @param body must be subscribed to, also where none is expected; its buffers are the client's own */
        Publisher<Void> arrived(HttpResponseStatus status, HttpHeaders headers, ByteBufFlux body);
    }
}
