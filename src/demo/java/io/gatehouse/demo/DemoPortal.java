package io.gatehouse.demo;

import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/** A developer portal behind the gateway that shows what an upstream is told, and lets visitors try to lie to it. */
public final class DemoPortal implements AutoCloseable {

    private final Site site;

    private DemoPortal(Site site) {
        this.site = site;
    }

    public static DemoPortal start(int port) {
        return new DemoPortal(new Site(
                port,
                routes -> routes.get("/events", DemoPortal::ticks).ws("/ws", DemoPortal::echo),
                call -> Mono.just(answer(call))));
    }

    public int port() {
        return site.port();
    }

    @Override
    public void close() {
        site.close();
    }

    private static Answer answer(Call call) {
        Visitor visitor = new Visitor(call.headers());
        String page = page(call.path());
        return switch (page) {
            case "/", "" -> PortalPages.home(visitor);
            case "/forge" -> PortalPages.forge(visitor);
            case "/catalog", "/catalog/" -> PortalPages.catalog(visitor);
            case "/whoami" -> Answer.json(200, received(call.headers()));
            case "/style.css" -> Pages.style(visitor.accent());
            case "/icon.svg" -> Pages.icon(visitor.accent());
            case "/portal.js" -> Pages.script();
            default -> PortalPages.service(visitor, page);
        };
    }

    /** The pages are there beneath /catalog/ too, where a route with {@code PrefixPath=/catalog} leads. */
    private static String page(String path) {
        return path.startsWith("/catalog/") && !path.equals("/catalog/") ? path.substring("/catalog".length()) : path;
    }

    /** Names in lower case, each with every value that arrived. */
    private static Map<String, List<String>> received(HttpHeaders headers) {
        Map<String, List<String>> received = new LinkedHashMap<>();
        headers.forEach(
                header -> received.computeIfAbsent(header.getKey().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                        .add(header.getValue()));
        return received;
    }

    private static Publisher<Void> ticks(HttpServerRequest request, HttpServerResponse response) {
        Flux<String> events = Flux.interval(Duration.ZERO, Duration.ofSeconds(1))
                .take(60)
                .map(tick -> "id: " + tick + "\ndata: " + Answer.write(Map.of("tick", tick)) + "\n\n");
        return response.sse().header("Cache-Control", "no-store").sendString(events);
    }

    private static Publisher<Void> echo(WebsocketInbound in, WebsocketOutbound out) {
        Mono<String> first = Mono.fromSupplier(() -> Answer.write(received(in.headers())));
        return out.sendString(first.concatWith(in.aggregateFrames().receive().asString()));
    }
}
