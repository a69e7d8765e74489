package io.gatehouse.upstream;

import io.gatehouse.upstream.client.UpstreamClient;
import io.gatehouse.upstream.client.UpstreamRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.client.PrematureCloseException;
import reactor.netty.http.server.HttpServerResponse;

/** One request under way, and its answer. */
final class ForwardedRequest implements UpstreamClient.Answer {

    /** Up to this length an answer is sent in one piece, in one system call; well below what is worth a wait. */
    private static final int ONE_PIECE = 16 * 1024;

    private final UpstreamClient client;
    private final UpstreamRequest request;
    private final HttpServerResponse response;
    private final UpstreamAnswer answers;
    private final Forwarding forwarding;
    private boolean answered;

    ForwardedRequest(
            UpstreamClient client,
            UpstreamRequest request,
            HttpServerResponse response,
            UpstreamAnswer answers,
            Forwarding forwarding) {
        this.client = client;
        this.request = request;
        this.response = response;
        this.answers = answers;
        this.forwarding = forwarding;
    }

    /** One retry by hand: reactor's {@code retryWhen} costs a fifth of the whole way, at every request. */
    Mono<Void> send() {
        Mono<Void> sent = client.send(request, this);
        return request.isRepeatable() ? sent.onErrorResume(this::repeat) : sent;
    }

    /** An upstream closes a connection that it has not heard from for a while just when the next request is on its way. */
    private Mono<Void> repeat(Throwable error) {
        boolean closed = error instanceof PrematureCloseException || AbortedException.isConnectionReset(error);
        return closed && !answered ? client.sendAfresh(request, this) : Mono.error(error);
    }

    @Override
    public Publisher<Void> arrived(HttpResponseStatus status, HttpHeaders headers, ByteBufFlux body) {
        answered = true;
        response.status(status);
        answers.copy(headers, response.responseHeaders(), forwarding);
        if (response.version().equals(HttpVersion.HTTP_1_0) && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            response.chunkedTransfer(false).keepAlive(false); // RFC 9112 §6.1: its end is the connection's end
        }
        if (request.method().equals(HttpMethod.HEAD)) {
            return body.then();
        }
        return isShort(headers) ? response.send(body.aggregate().retain()) : response.send(body.retain());
    }

    private static boolean isShort(HttpHeaders headers) {
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        return length != null && length.length() <= 5 && Integer.parseInt(length) <= ONE_PIECE;
    }
}
