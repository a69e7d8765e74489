package io.gatehouse.upstream.chain;

import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.upstream.Forwarding;
import io.gatehouse.upstream.open.OpenConnections;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.client.WebSocketClient;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * In the place of Spring Cloud Gateway's filter for WebSockets, which tells the client that its WebSocket is open before it
 * has asked the upstream: here an upstream that will not have it is a 502, and the subprotocol is the one that it chose.
 */
final class WebSockets implements GlobalFilter, Ordered {

    /** A session, and what to do once it is open. */
    private record Handler(List<String> subprotocols, Function<WebSocketSession, Mono<Void>> open)
            implements WebSocketHandler {

        @Override
        public List<String> getSubProtocols() {
            return subprotocols;
        }

        @Override
        public Mono<Void> handle(WebSocketSession session) {
            return open.apply(session);
        }
    }

    private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol";

    /** 16 bytes in base64: Spring's service would end the connection without an answer over another. */
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");

    private final WebSocketClient upstreams;
    private final WebSocketService clients;
    private final ObjectProvider<List<HttpHeadersFilter>> headersFilters;
    private final OpenConnections open;

    WebSockets(
            WebSocketClient upstreams,
            WebSocketService clients,
            ObjectProvider<List<HttpHeadersFilter>> headersFilters,
            OpenConnections open) {
        this.upstreams = upstreams;
        this.clients = clients;
        this.headersFilters = headersFilters;
        this.open = open;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        URI target = exchange.getRequiredAttribute(ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR);
        if (!target.getScheme().startsWith("ws")) {
            return chain.filter(exchange);
        }
        refuseWhatIsNoHandshake(exchange.getRequest());
        Handler upstream = new Handler(offered(exchange), session -> open(exchange, session));
        return upstreams.execute(target, headers(exchange), upstream);
    }

    /** Just in front of Spring Cloud Gateway's. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE - 2;
    }

    /** Before the upstream hears of it: RFC 6455 §4.2.1. */
    private static void refuseWhatIsNoHandshake(ServerHttpRequest request) {
        if (!request.getMethod().equals(HttpMethod.GET)) {
            throw Refusal.of(Problem.METHOD_NOT_ALLOWED, "method: " + request.getMethod() + " (expected: GET)");
        }
        HttpHeaders headers = request.getHeaders();
        boolean upgrade = headers.getConnection().stream().anyMatch("upgrade"::equalsIgnoreCase);
        List<String> keys = headers.getOrEmpty("Sec-WebSocket-Key");
        if (!upgrade || keys.size() != 1 || !KEY.matcher(keys.get(0)).matches()) {
            throw Refusal.of(Problem.MALFORMED_REQUEST, "websocket: no handshake");
        }
        if (!headers.getOrEmpty("Sec-WebSocket-Version").equals(List.of("13"))) {
            throw Refusal.of(Problem.MALFORMED_REQUEST, "websocket: another version (expected: 13)")
                    .withHeader("Sec-WebSocket-Version", "13");
        }
    }

    /** The service's own Mono ends when the client has been told that it is open; the upstream's session must stay. */
    private Mono<Void> open(ServerWebExchange exchange, WebSocketSession upstream) {
        Sinks.Empty<Void> over = Sinks.empty();
        Handler handler = new Handler(chosen(upstream), client -> whileOpen(exchange, client, upstream)
                .doFinally(signal -> over.tryEmitEmpty()));
        return clients.handleRequest(asking(exchange, handler.subprotocols()), handler)
                .then(over.asMono());
    }

    /** Spring finds no subprotocol in a list with spaces. */
    private static ServerWebExchange asking(ServerWebExchange exchange, List<String> subprotocols) {
        return exchange.mutate()
                .request(request -> request.headers(headers -> headers.put(SUBPROTOCOL, subprotocols)))
                .build();
    }

    private Mono<Void> whileOpen(ServerWebExchange exchange, WebSocketSession client, WebSocketSession upstream) {
        return open.webSocket(
                exchange,
                Forwarding.of(exchange).whose(exchange),
                ending -> close(new CloseStatus(ending.code(), ending.reason()), client, upstream),
                used -> relay(client, upstream, used));
    }

    private static Mono<Void> close(CloseStatus status, WebSocketSession client, WebSocketSession upstream) {
        return Mono.when(client.close(status), upstream.close(status));
    }

    /** Ends when both sides have; whichever closes, the other is told why. */
    private static Mono<Void> relay(WebSocketSession client, WebSocketSession upstream, Runnable used) {
        return Mono.when( // the codes first: an end without one comes right behind
                        closeLike(upstream, client),
                        closeLike(client, upstream),
                        client.send(messages(upstream)),
                        upstream.send(messages(client).doOnNext(message -> countAsUse(message, used))))
                .onErrorComplete(); // both are open: nobody can be answered any more
    }

    private static Flux<WebSocketMessage> messages(WebSocketSession from) {
        return from.receive().doOnNext(WebSocketMessage::retain); // sending releases them
    }

    /** What browsers answer by themselves, a PONG, is nobody's use. */
    private static void countAsUse(WebSocketMessage message, Runnable used) {
        if (message.getType() == WebSocketMessage.Type.TEXT || message.getType() == WebSocketMessage.Type.BINARY) {
            used.run();
        }
    }

    private static Mono<Void> closeLike(WebSocketSession closed, WebSocketSession other) {
        return closed.closeStatus()
                .defaultIfEmpty(CloseStatus.NO_CLOSE_FRAME)
                .flatMap(status -> other.close(sendable(status)));
    }

    /** RFC 6455 §7.4: some codes say what happened on one connection and must not be sent over another. */
    private static CloseStatus sendable(CloseStatus status) {
        int code = status.getCode();
        boolean registered = code >= 1000 && code <= 1003 || code >= 1007 && code <= 1014;
        return registered || code >= 3000 && code <= 4999 ? status : CloseStatus.GOING_AWAY;
    }

    private HttpHeaders headers(ServerWebExchange exchange) {
        HttpHeaders headers = new HttpHeaders();
        headers.addAll(HttpHeadersFilter.filterRequest(headersFilters.getIfAvailable(List::of), exchange));
        headers.headerNames().stream()
                .filter(name -> name.regionMatches(true, 0, "Sec-WebSocket-", 0, 14))
                .toList()
                .forEach(headers::remove);
        if (!exchange.getAttributeOrDefault(ServerWebExchangeUtils.PRESERVE_HOST_HEADER_ATTRIBUTE, false)) {
            headers.remove(HttpHeaders.HOST);
        }
        return headers;
    }

    private static List<String> offered(ServerWebExchange exchange) {
        return exchange.getRequest().getHeaders().getOrEmpty(SUBPROTOCOL).stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip)
                .filter(protocol -> !protocol.isEmpty())
                .toList();
    }

    private static List<String> chosen(WebSocketSession upstream) {
        String protocol = upstream.getHandshakeInfo().getSubProtocol();
        return protocol == null ? List.of() : List.of(protocol);
    }
}
