package io.gatehouse.upstream.chain;

import io.gatehouse.request.Arrival;
import io.gatehouse.upstream.Forwarding;
import io.gatehouse.upstream.open.OpenConnections;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The answer of Spring Cloud Gateway's chain, which goes on for as long as its session lets it. */
final class OpenAnswer extends ServerHttpResponseDecorator {

    /** Parts that wait to be sent; the system keeps enough. */
    private static final int MOST_WAITING = 16;

    private final ServerWebExchange exchange;
    private final OpenConnections open;

    OpenAnswer(ServerWebExchange exchange, OpenConnections open) {
        super(exchange.getResponse());
        this.exchange = exchange;
        this.open = open;
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        return isOpenEnded() ? whileOpen(body, super::writeWith) : super.writeWith(body);
    }

    /**
     * Part by part, which are flushed as they come all the same: publishers of one part each, as the chain makes them, would
     * take what is in them along where a queue of them is dropped. So would {@code concatMap}: it asks for one more than is
     * wanted, and forgets that one when it is cancelled.
     */
    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return isOpenEnded()
                ? whileOpen(Flux.from(body).flatMap(part -> part, 1, 1), super::writeWith)
                : super.writeAndFlushWith(body);
    }

    private boolean isOpenEnded() {
        return getHeaders().getContentLength() < 0;
    }

    /** On the client's event loop, where it can end without meeting a part on its way. */
    private Mono<Void> whileOpen(Publisher<? extends DataBuffer> body, Function<Flux<DataBuffer>, Mono<Void>> send) {
        Flux<DataBuffer> parts =
                Flux.<DataBuffer>from(body).publishOn(new ClientLoop(Arrival.executorOf(exchange)), MOST_WAITING);
        return open.answer(
                exchange,
                Forwarding.of(exchange).whose(exchange),
                getHeaders().getFirst(HttpHeaders.CONTENT_TYPE),
                parts,
                send);
    }
}
