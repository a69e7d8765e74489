package io.gatehouse.bench.machine;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** The upstream where there is no nginx. */
final class JavaUpstream implements Upstream {

    private static final byte[] SMALL = Page.SMALL.body().getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LARGE = Page.LARGE.body().getBytes(StandardCharsets.US_ASCII);

    private final AtomicLong answered = new AtomicLong();
    private final DisposableServer server = HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .httpRequestDecoder(decoder -> decoder.maxHeaderSize(64 * 1024))
            .handle(this::answer)
            .bindNow();

    static Upstream start() {
        return new JavaUpstream();
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public long answered() {
        return answered.get();
    }

    @Override
    public String version() {
        return "the bench's own (no nginx)";
    }

    @Override
    public void close() {
        server.disposeNow();
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        answered.incrementAndGet();
        String path = "/" + request.path();
        byte[] body = path.endsWith("/" + Page.LARGE.segment()) ? LARGE : SMALL;
        if (path.endsWith("/" + Page.WHOAMI.segment())) {
            response.header(SEEN_USER, request.requestHeaders().get("X-Forwarded-User", ""));
            response.header(SEEN_EMAIL, request.requestHeaders().get("X-Forwarded-Email", ""));
        }
        return response.header("Content-Length", Integer.toString(body.length))
                .sendByteArray(Mono.just(body))
                .then();
    }
}
