package io.gatehouse;

import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.tcp.TcpServer;

/**
 * Starts the gateway and sends it a few hundred requests, for a JVM that writes down what it loads and what is hot
 * ({@code -XX:AOTCacheOutput}, {@code -XX:ArchiveClassesAtExit}).
 *
 * <p>Everything it needs is of its own: a configuration, an upstream that is also an identity provider, a Redis that
 * knows one command, and ports that happen to be free.
 */
@SuppressWarnings("InlineFormatString") // they are files, and read better as such
final class Training {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int ROUNDS = 20;

    private static final String METADATA =
            "{'issuer':'%1$s','authorization_endpoint':'%1$s/a','token_endpoint':'%1$s/t','jwks_uri':'%1$s/k'}"
                    .replace('\'', '"');

    private static final List<String> PATHS = List.of(
            "/acme/public/a?b=c", "/acme/members/", "/acme/filtered/a", "/", "/acme/nothing", "/nobody/public/");

    private Training() {}

    static void run() {
        CompletableFuture.delayedExecutor(2, TimeUnit.MINUTES)
                .execute(() -> Runtime.getRuntime().halt(1)); // whatever holds it up, somebody waits for the start
        DisposableServer upstream = upstream();
        DisposableServer redis = redis();
        Path directory = configuration("http://localhost:" + upstream.port(), redis.port());
        try (ConfigurableApplicationContext gateway = Gateway.run("--config", directory.toString())) {
            visit(gateway.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
        } finally {
            FileSystemUtils.deleteRecursively(directory.toFile());
        }
        upstream.disposeNow();
        redis.disposeNow();
    }

    private static DisposableServer upstream() {
        return HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> response.header("Content-Type", "application/json")
                        .sendString(request.receive()
                                .aggregate()
                                .then(Mono.just(METADATA.formatted(
                                        "http://" + request.requestHeaders().get("Host"))))))
                .bindNow(PATIENCE);
    }

    /** One answer for each command: in RESP a command begins with an asterisk. */
    private static DisposableServer redis() {
        return TcpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((in, out) -> out.sendString(in.receive()
                        .asString()
                        .concatMap(commands -> Flux.fromStream(commands.lines()
                                .filter(line -> line.startsWith("*"))
                                .map(command ->
                                        commands.contains("PING") ? "+PONG\r\n" : "-ERR unknown command\r\n")))))
                .bindNow(PATIENCE);
    }

    private static Path configuration(String upstream, int redis) {
        try {
            Path directory = Files.createTempDirectory("gatehouse-training");
            Files.writeString(directory.resolve("gateway.yaml"), """
                    server: {port: 0, address: 127.0.0.1}
                    management.server.port: 0
                    gateway:
                      public-url: http://localhost:8080
                      secret-key: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
                      sessions.store: redis
                    spring.data.redis.url: redis://127.0.0.1:%d
                    """.formatted(redis));
            Files.writeString(directory.resolve("routes.yaml"), """
                    routes:
                      public: {path: '/{organization}/public/**', upstream: '%1$s', access: anyone}
                      members: {path: '/{organization}/members/**', upstream: '%1$s'}
                      filtered:
                        path: '/{organization}/filtered/**'
                        upstream: '%1$s'
                        access: anyone
                        filters: ['AddRequestHeader=X-A, a']
                    """.formatted(upstream));
            Files.createDirectory(directory.resolve("organizations"));
            Files.writeString(
                    directory.resolve("organizations/acme.yaml"),
                    "identity-provider: {issuer: '%s', client-id: a, client-secret: a}\n".formatted(upstream));
            return directory;
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static void visit(int port) {
        HttpClient client = HttpClient.create()
                .baseUrl("http://127.0.0.1:" + port)
                .responseTimeout(PATIENCE)
                .headers(headers -> headers.set("Host", "localhost:8080").set("Accept", "text/html"));
        Flux.range(0, ROUNDS)
                .concatMapIterable(round -> PATHS)
                .concatMap(path -> Flux.concat(
                        client.get().uri(path).responseContent(),
                        client.request(HttpMethod.POST)
                                .uri(path)
                                .send(ByteBufFlux.fromString(Mono.just("a")))
                                .responseContent()))
                .then()
                .toFuture()
                .join();
    }
}
