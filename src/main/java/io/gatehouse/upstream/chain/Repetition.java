package io.gatehouse.upstream.chain;

import io.gatehouse.upstream.UpstreamFailures;
import io.gatehouse.upstream.client.UpstreamRequest;
import io.netty.handler.codec.http.HttpMethod;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The forwarder's one retry, for Spring Cloud Gateway's chain: around the filter that ends when an answer's head is there. */
final class Repetition implements GlobalFilter, Ordered {

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        Mono<Void> sent = chain.filter(exchange);
        return isRepeatable(exchange)
                ? sent.onErrorResume(UpstreamFailures::isClosed, closed -> again(exchange, chain))
                : sent;
    }

    /** Between what writes the answer and what sends the request. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE - 3;
    }

    private static Mono<Void> again(ServerWebExchange exchange, GatewayFilterChain chain) {
        exchange.getAttributes().remove(ServerWebExchangeUtils.GATEWAY_ALREADY_ROUTED_ATTR);
        return chain.filter(exchange);
    }

    private static boolean isRepeatable(ServerWebExchange exchange) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        return headers.getContentLength() <= 0
                && !headers.containsHeader(HttpHeaders.TRANSFER_ENCODING)
                && UpstreamRequest.isIdempotent(
                        HttpMethod.valueOf(exchange.getRequest().getMethod().name()));
    }
}
