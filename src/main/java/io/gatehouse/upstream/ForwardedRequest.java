package io.gatehouse.upstream;

import io.gatehouse.upstream.client.UpstreamClient;
import io.gatehouse.upstream.client.UpstreamRequest;
import io.gatehouse.upstream.open.OpenConnections;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.reactivestreams.Publisher;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.server.HttpServerResponse;

/** One request under way, and its answer. */
final class ForwardedRequest implements UpstreamClient.Answer {

    /** Up to this length an answer is sent in one piece, in one system call; well below what is worth a wait. */
    private static final int ONE_PIECE = 16 * 1024;

    private final UpstreamClient client;
    private final UpstreamRequest request;
    private final ServerWebExchange exchange;
    private final HttpServerResponse response;
    private final UpstreamAnswer answers;
    private final Forwarding forwarding;
    private final OpenConnections open;
    private boolean answered;

    ForwardedRequest(
            UpstreamClient client,
            UpstreamRequest request,
            ServerWebExchange exchange,
            HttpServerResponse response,
            UpstreamAnswer answers,
            Forwarding forwarding,
            OpenConnections open) {
        this.client = client;
        this.request = request;
        this.exchange = exchange;
        this.response = response;
        this.answers = answers;
        this.forwarding = forwarding;
        this.open = open;
    }

    /** One retry by hand: reactor's {@code retryWhen} costs a fifth of the whole way, at every request. */
    Mono<Void> send() {
        Mono<Void> sent = client.send(request, this);
        return request.isRepeatable() ? sent.onErrorResume(this::repeat) : sent;
    }

    private Mono<Void> repeat(Throwable error) {
        return UpstreamFailures.isClosed(error) && !answered ? client.sendAfresh(request, this) : Mono.error(error);
    }

    @Override
    public Publisher<Void> arrived(HttpResponseStatus status, HttpHeaders headers, ByteBufFlux body) {
        answered = true;
        response.status(status);
        answers.copy(headers, response.responseHeaders(), forwarding);
        boolean hasLength = headers.contains(HttpHeaderNames.CONTENT_LENGTH);
        UpstreamAnswer.endForOldClients(response, hasLength);
        if (request.method().equals(HttpMethod.HEAD)) {
            return body.then();
        }
        if (!hasLength && !status.equals(HttpResponseStatus.NOT_MODIFIED)) {
            return openEnded(headers, body);
        }
        int length = shortLength(headers);
        return length < 0 ? response.send(body.retain()) : response.send(inOnePiece(body, length));
    }

    private Mono<Void> openEnded(HttpHeaders headers, ByteBufFlux body) {
        return open.answer(
                exchange,
                forwarding.whose(exchange),
                headers.get(HttpHeaderNames.CONTENT_TYPE),
                body.retain(),
                parts -> response.send(parts).then());
    }

    /** A copy: reactor-netty's own aggregation releases its parts twice when the answer breaks off. */
    private Mono<ByteBuf> inOnePiece(ByteBufFlux body, int length) {
        return body.collect(() -> response.alloc().buffer(length), ByteBuf::writeBytes);
    }

    /** -1 for unknown, and for long ones. */
    private static int shortLength(HttpHeaders headers) {
        String said = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        int length = said == null || said.length() > 5 ? -1 : Integer.parseInt(said);
        return length <= ONE_PIECE ? length : -1;
    }
}
