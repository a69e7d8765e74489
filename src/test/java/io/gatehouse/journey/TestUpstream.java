package io.gatehouse.journey;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.json.JsonMapper;

/** A real upstream that answers with what it received, or misbehaves where the path ends in how. */
final class TestUpstream implements AutoCloseable {

    /** What the path {@code /cookie} says beside its cookies. */
    static final List<String> OF_THE_ORIGIN = List.of(
            "accept-ch",
            "clear-site-data",
            "critical-ch",
            "origin-agent-cluster",
            "sec-session-challenge",
            "sec-session-registration",
            "secure-session-challenge",
            "secure-session-registration",
            "service-worker-allowed",
            "use-as-dictionary");

    /** A request as it arrived: every header line, in its exact case. */
    record Received(String method, String uri, Map<String, List<String>> headers, String body) {

        /** Its values whatever the case, in the order they came. */
        List<String> header(String name) {
            return headers.entrySet().stream()
                    .filter(line -> line.getKey().equalsIgnoreCase(name))
                    .flatMap(line -> line.getValue().stream())
                    .toList();
        }
    }

    private static final JsonMapper JSON = new JsonMapper();

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final LoopResources loops = LoopResources.create("test-upstream", 1, true);
    private final DisposableServer server;

    private TestUpstream() {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .runOn(loops)
                .httpRequestDecoder(limits -> limits.maxHeaderSize(1 << 18).maxInitialLineLength(1 << 16))
                .handle(this::receive)
                .bindNow();
    }

    static TestUpstream start() {
        return new TestUpstream();
    }

    int port() {
        return server.port();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    List<Received> received() {
        return List.copyOf(received);
    }

    Received last() {
        return received.get(received.size() - 1);
    }

    void clear() {
        received.clear();
    }

    @Override
    public void close() {
        server.disposeNow();
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block();
    }

    private Publisher<Void> receive(HttpServerRequest request, HttpServerResponse response) {
        if (request.uri().split("\\?")[0].endsWith("/ws")) {
            return echo(record(request, ""), response);
        }
        return request.receive()
                .aggregate()
                .asString()
                .defaultIfEmpty("")
                .map(body -> record(request, body))
                .flatMap(arrived -> Mono.from(answer(arrived, response)));
    }

    private Received record(HttpServerRequest request, String body) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        request.requestHeaders().forEach(line -> headers.computeIfAbsent(line.getKey(), name -> new ArrayList<>())
                .add(line.getValue()));
        Received arrived = new Received(request.method().name(), request.uri(), headers, body);
        received.add(arrived);
        return arrived;
    }

    private static Publisher<Void> answer(Received arrived, HttpServerResponse response) {
        QueryStringDecoder uri = new QueryStringDecoder(arrived.uri());
        String path = uri.path();
        switch (path.substring(Math.max(0, path.lastIndexOf('/')))) {
            case "/slow":
                return parameter(uri, "ms").stream()
                        .map(ms -> Mono.delay(Duration.ofMillis(Long.parseLong(ms)))
                                .then(json(arrived, response)))
                        .findFirst()
                        .orElse(Mono.never());
            case "/close":
                response.withConnection(connection -> connection.channel().close());
                return Mono.never();
            case "/redirect":
                return response.status(302)
                        .header("Location", parameter(uri, "to").get(0))
                        .send();
            case "/cookie":
                OF_THE_ORIGIN.forEach(name -> response.addHeader(name, "?1"));
                response.addHeader("Speculation-Rules", "\"/rules.json\"");
                parameter(uri, "set").forEach(cookie -> response.addHeader("Set-Cookie", cookie));
                return json(arrived, response);
            case "/events":
                Flux<String> events =
                        Flux.interval(Duration.ofMillis(100)).take(3).map("data: %d\n\n"::formatted);
                return response.sse().sendString(events.concatWith(Flux.never()));
            default:
                if (path.matches(".*/status/\\d{3}")) {
                    response.status(Integer.parseInt(path.substring(path.length() - 3)));
                }
                return json(arrived, response);
        }
    }

    private static Mono<Void> json(Received arrived, HttpServerResponse response) {
        response.header("Content-Type", "application/json");
        return response.sendString(Mono.just(JSON.writeValueAsString(arrived))).then();
    }

    private static List<String> parameter(QueryStringDecoder uri, String name) {
        return uri.parameters().getOrDefault(name, List.of());
    }

    /** The first message is what the handshake brought. */
    private static Publisher<Void> echo(Received handshake, HttpServerResponse response) {
        String subprotocol = String.join(",", handshake.header("Sec-WebSocket-Protocol"));
        WebsocketServerSpec.Builder spec = WebsocketServerSpec.builder().maxFramePayloadLength(1 << 20);
        return response.sendWebsocket(
                (in, out) -> {
                    Mono<WebSocketFrame> first = Mono.just(new TextWebSocketFrame(JSON.writeValueAsString(handshake)));
                    return out.sendObject(first.concatWith(in.receiveFrames().map(WebSocketFrame::retain)));
                },
                (subprotocol.isEmpty() ? spec : spec.protocols(subprotocol)).build());
    }
}
