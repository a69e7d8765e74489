package io.gatehouse.upstream.chain;

import io.gatehouse.request.Arrival;
import io.gatehouse.upstream.Forwarding;
import io.gatehouse.upstream.open.OpenConnections;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The answer of Spring Cloud Gateway's chain, which goes on for as long as its session lets it. */
final class OpenAnswer extends ServerHttpResponseDecorator {

    private final ServerWebExchange exchange;
    private final OpenConnections open;

    OpenAnswer(ServerWebExchange exchange, OpenConnections open) {
        super(exchange.getResponse());
        this.exchange = exchange;
        this.open = open;
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        return super.writeWith(isOpenEnded() ? whileOpen(body) : body);
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return super.writeAndFlushWith(
                isOpenEnded()
                        ? whileOpen(Flux.from(body).concatMap(part -> part)).map(Flux::just)
                        : body);
    }

    private boolean isOpenEnded() {
        return getHeaders().getContentLength() < 0;
    }

    /** On the client's event loop, where it can end without meeting a part on its way. */
    private Flux<DataBuffer> whileOpen(Publisher<? extends DataBuffer> body) {
        Flux<DataBuffer> parts = Flux.<DataBuffer>from(body)
                .publishOn(Schedulers.fromExecutor(Arrival.executorOf(exchange)))
                .doOnDiscard(DataBuffer.class, DataBufferUtils::release);
        return open.answer(
                exchange,
                Forwarding.of(exchange).session(exchange),
                getHeaders().getFirst(HttpHeaders.CONTENT_TYPE),
                parts);
    }
}
