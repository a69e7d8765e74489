package io.gatehouse.upstream.chain;

import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Arrival;
import io.gatehouse.request.RequestPath;
import io.gatehouse.route.Destination;
import io.gatehouse.upstream.ClientHeaders;
import io.gatehouse.upstream.Forwarding;
import io.gatehouse.upstream.IdentityHeaders;
import io.gatehouse.upstream.UpstreamAnswer;
import io.gatehouse.upstream.UpstreamClients;
import io.gatehouse.upstream.open.OpenConnections;
import io.gatehouse.upstream.token.TokenHeaders;
import java.net.URI;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.RouteToRequestUrlFilter;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.socket.client.WebSocketClient;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The last room, in the terms of Spring Cloud Gateway's chain: a clean request goes in first, its target is set where the
 * stock filter would set it, and identity is added after everything that could take it away again.
 */
@Configuration(proxyBeanMethods = false)
public class UpstreamRoom {

    /** First of all filters: what the client sent is clean before any filter of a route reads or adds to it. */
    @Bean
    GlobalFilter cleanRequest() {
        return new Step(
                Ordered.HIGHEST_PRECEDENCE,
                exchange -> exchange.mutate().request(clean(exchange)).build());
    }

    /** Around whatever writes the answer. */
    @Bean
    GlobalFilter openAnswers(OpenConnections open) {
        return new Step(Ordered.HIGHEST_PRECEDENCE + 1, exchange -> exchange.mutate()
                .response(new OpenAnswer(exchange, open))
                .build());
    }

    /** In the place of {@link RouteToRequestUrlFilter}: the bytes that came, not a URL built anew from their parts. */
    @Bean
    GlobalFilter target() {
        return new Step(RouteToRequestUrlFilter.ROUTE_TO_URL_FILTER_ORDER, exchange -> {
            exchange.getAttributes().put(ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR, target(exchange));
            return exchange;
        });
    }

    @Bean
    GlobalFilter repetition() {
        return new Repetition();
    }

    @Bean
    GlobalFilter webSockets(
            WebSocketClient upstreams,
            WebSocketService clients,
            ObjectProvider<List<HttpHeadersFilter>> headersFilters,
            OpenConnections open) {
        return new WebSockets(upstreams, clients, headersFilters, open);
    }

    /** The chain's connections are guarded as the forwarder's, and say no more of their own than those. */
    @Bean
    HttpClientCustomizer guardedConnections(UpstreamClients clients) {
        return client ->
                clients.guarded(client).doOnRequest((request, connection) -> withoutOwnName(request.requestHeaders()));
    }

    private static void withoutOwnName(io.netty.handler.codec.http.HttpHeaders headers) {
        if (headers.contains(HttpHeaders.USER_AGENT, HttpClient.USER_AGENT, false)) {
            headers.remove(HttpHeaders.USER_AGENT);
        }
    }

    /** Last of the header filters, behind the one that removes what {@code Connection} names. */
    @Bean
    HttpHeadersFilter identityHeadersFilter(IdentityHeaders identity) {
        return new LastHeaders(HttpHeadersFilter.Type.REQUEST, (headers, exchange) -> {
            Forwarding forwarding = Forwarding.of(exchange);
            ClientHeaders.removeLookAlikes(headers, forwarding.identityNames());
            identity.write((name, value) -> headers.set(name, value.toString()), forwarding, Arrival.of(exchange));
            TokenHeaders.write(headers::set, exchange, forwarding.route());
        });
    }

    @Bean
    HttpHeadersFilter upstreamAnswer() {
        UpstreamAnswer answer = new UpstreamAnswer();
        return new LastHeaders(HttpHeadersFilter.Type.RESPONSE, (headers, exchange) -> {
            answer.mapBack(headers, Forwarding.of(exchange));
            HttpServerResponse response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
            UpstreamAnswer.endForOldClients(response, headers.containsHeader(HttpHeaders.CONTENT_LENGTH));
        });
    }

    /** The Host is ours, not the client's, for routes that keep it. */
    private static ServerHttpRequest clean(ServerWebExchange exchange) {
        Arrival arrival = Arrival.of(exchange);
        Forwarding forwarding = Forwarding.of(exchange);
        return exchange.getRequest()
                .mutate()
                .uri(readable(exchange.getRequest().getURI(), forwarding.upstream()))
                .headers(headers -> ClientHeaders.clean(headers, forwarding.identityNames()))
                .headers(headers -> TokenHeaders.remove(headers::remove, exchange, forwarding.route()))
                .header(HttpHeaders.HOST, forwarding.origin().origin().getRawAuthority())
                .path(forwarding.path(arrival.path()))
                .build();
    }

    /** Spring's filters take a query with a bracket in it for one that nothing is encoded in, and encode it again. */
    private static URI readable(URI request, Destination.Upstream upstream) {
        String query = request.getRawQuery();
        return query == null || !upstream.changesQuery()
                ? request
                : URI.create(request.toString()
                        .replace("?" + query, "?" + query.replace("[", "%5B").replace("]", "%5D")));
    }

    private static URI target(ServerWebExchange exchange) {
        Forwarding forwarding = Forwarding.of(exchange);
        URI request = exchange.getRequest().getURI();
        if (RequestPath.parse(request.getRawPath()).isEmpty()) { // a route's filters can join what was apart
            throw Refusal.of(
                    Problem.MALFORMED_REQUEST, "upstream: " + forwarding.route().name() + ": path: refused");
        }
        boolean upgrade =
                "websocket".equalsIgnoreCase(exchange.getRequest().getHeaders().getUpgrade());
        String scheme = forwarding.target().getScheme();
        String query = request.getRawQuery() == null ? "" : "?" + request.getRawQuery();
        return URI.create((upgrade ? scheme.replaceFirst("http", "ws") : scheme) + "://"
                + forwarding.target().getRawAuthority() + request.getRawPath() + query);
    }

    /** A filter of every route that only prepares what the next ones see. */
    private record Step(int order, UnaryOperator<ServerWebExchange> prepare) implements GlobalFilter, Ordered {

        @Override
        public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
            return chain.filter(prepare.apply(exchange));
        }

        @Override
        public int getOrder() {
            return order;
        }
    }

    /** A header filter whose place is behind all others. */
    private record LastHeaders(Type type, BiConsumer<HttpHeaders, ServerWebExchange> change)
            implements HttpHeadersFilter, Ordered {

        @Override
        public HttpHeaders filter(HttpHeaders input, ServerWebExchange exchange) {
            HttpHeaders headers = new HttpHeaders();
            headers.addAll(input);
            change.accept(headers, exchange);
            return headers;
        }

        @Override
        public boolean supports(Type wanted) {
            return type == wanted;
        }

        @Override
        public int getOrder() {
            return Ordered.LOWEST_PRECEDENCE;
        }
    }
}
