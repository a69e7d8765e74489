package io.gatehouse.upstream;

import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Arrival;
import io.gatehouse.upstream.client.UpstreamRequest;
import io.gatehouse.upstream.open.OpenConnections;
import io.gatehouse.upstream.token.TokenHeaders;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** The last step of plain routes, and the hot path: the clean request goes out, the answer comes back, bodies as they come. */
public final class Forwarder implements WebHandler {

    private final UpstreamClients clients;
    private final OpenConnections open;
    private final IdentityHeaders identity;
    private final UpstreamAnswer answers = new UpstreamAnswer();

    public Forwarder(UpstreamClients clients, IdentityHeaders identity, OpenConnections open) {
        this.clients = clients;
        this.identity = identity;
        this.open = open;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange) {
        Forwarding forwarding = Forwarding.of(exchange);
        HttpServerRequest request = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
        HttpServerResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
        UpstreamRequest outgoing = outgoing(request, forwarding, exchange);
        return new ForwardedRequest(
                        clients.of(forwarding.upstream()), outgoing, exchange, response, answers, forwarding, open)
                .send();
    }

    private UpstreamRequest outgoing(HttpServerRequest request, Forwarding forwarding, ServerWebExchange exchange) {
        Arrival arrival = Arrival.of(exchange);
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        ClientHeaders.copy(request.requestHeaders(), headers, forwarding.identityNames());
        headers.set(HttpHeaderNames.HOST, forwarding.target().getRawAuthority());
        identity.write(headers::set, forwarding, arrival);
        TokenHeaders.remove(headers::remove, exchange, forwarding.route());
        TokenHeaders.write(headers::set, exchange, forwarding.route());
        boolean chunked = request.requestHeaders().contains(HttpHeaderNames.TRANSFER_ENCODING);
        if (chunked) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
        }
        return new UpstreamRequest(
                ((Connection) request).channel().eventLoop(),
                request.method(),
                forwarding.target(),
                path(forwarding, arrival),
                headers,
                chunked || hasLength(headers) ? body(request) : null);
    }

    private static String path(Forwarding forwarding, Arrival arrival) {
        String path = forwarding.path(arrival.path());
        return arrival.query() == null ? path : path + "?" + arrival.query();
    }

    private static boolean hasLength(HttpHeaders headers) {
        @Nullable String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        return length != null && !length.equals("0");
    }

    private static Flux<ByteBuf> body(HttpServerRequest request) {
        return request.receive().retain().onErrorMap(error -> Refusal.of(
                        Problem.MALFORMED_REQUEST, "body: " + error.getClass().getSimpleName())
                .withHeader("Connection", "close"));
    }
}
