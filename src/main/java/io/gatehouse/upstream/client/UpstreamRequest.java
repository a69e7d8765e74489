package io.gatehouse.upstream.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A request as the upstream shall see it: nothing is added to it on the way.
 *
 * @param loop the event loop of the client's connection; the upstream's is on the same
 * @param target scheme, host and port, as one and the same object for as long as the configuration stands
 * @param path with the query, in the bytes that go out
 * @param body null when there is none; each buffer is the receiver's to release
 */
public record UpstreamRequest(
        EventLoop loop,
        HttpMethod method,
        URI target,
        String path,
        HttpHeaders headers,
        @Nullable Flux<ByteBuf> body) {

    /** Whether nothing of it has been used up, and twice is no more than once. */
    public boolean isRepeatable() {
        return body == null && isIdempotent(method);
    }

    /** RFC 9110 §9.2.2: sent twice it does what it does once. */
    public static boolean isIdempotent(HttpMethod method) {
        return method.equals(HttpMethod.GET)
                || method.equals(HttpMethod.HEAD)
                || method.equals(HttpMethod.OPTIONS)
                || method.equals(HttpMethod.PUT)
                || method.equals(HttpMethod.DELETE);
    }
}
