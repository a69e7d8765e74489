package io.gatehouse.demo;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/** A server on one loopback port that is gone, with every connection to it, once closed. */
final class Site implements AutoCloseable {

    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final DisposableServer server;

    /** Opens {@code port} (0: any free one) with the streams first, and {@code answers} for everything else. */
    Site(int port, Consumer<HttpServerRoutes> streams, Function<Call, Mono<Answer>> answers) {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                // More than the gateway forwards, so that it is never the upstream who refuses.
                .httpRequestDecoder(decoder -> decoder.maxHeaderSize(64 * 1024).maxInitialLineLength(64 * 1024))
                .doOnChannelInit((observer, channel, remote) -> connections.add(channel))
                .route(routes -> {
                    streams.accept(routes);
                    routes.route(request -> true, (request, response) -> answer(request, response, answers));
                })
                .bindNow();
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.disposeNow();
        connections.close().awaitUninterruptibly();
    }

    private static Publisher<Void> answer(
            HttpServerRequest request, HttpServerResponse response, Function<Call, Mono<Answer>> answers) {
        return Call.read(request)
                .flatMap(answers)
                .onErrorResume(IllegalArgumentException.class, e -> Mono.just(Answer.text(400, "This cannot be read.")))
                .flatMap(answer -> answer.send(response));
    }
}
