package io.gatehouse.journey;

import io.gatehouse.demo.DemoOrganization;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRoutes;

/** An identity provider that says where it is and then takes every code without a word, until it is let go. */
final class HangingProvider implements AutoCloseable {

    private final Sinks.Empty<Void> release = Sinks.empty();
    private final AtomicInteger waiting = new AtomicInteger();
    private final DisposableServer server;

    private HangingProvider() {
        server =
                HttpServer.create().host("127.0.0.1").port(0).route(this::serve).bindNow();
    }

    static HangingProvider start() {
        return new HangingProvider();
    }

    URI issuer() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    /** How many codes wait at this moment. */
    int waiting() {
        return waiting.get();
    }

    /** The organization's file, with this provider in it. */
    String configuration(DemoOrganization organization) {
        return World.organization(organization, issuer());
    }

    void letGo() {
        release.tryEmitEmpty();
    }

    @Override
    public void close() {
        letGo();
        server.disposeNow();
    }

    private void serve(HttpServerRoutes routes) {
        routes.get("/.well-known/openid-configuration", (request, response) -> response.header(
                        "Content-Type", "application/json")
                .sendString(Mono.fromSupplier(() -> """
                        {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize","token_endpoint":"%1$s/token",
                         "jwks_uri":"%1$s/keys"}""".formatted(issuer()))));
        routes.post("/token", (request, response) -> {
            waiting.incrementAndGet();
            return release.asMono()
                    .doFinally(end -> waiting.decrementAndGet())
                    .then(Mono.defer(() -> response.status(503).send().then()));
        });
    }
}
