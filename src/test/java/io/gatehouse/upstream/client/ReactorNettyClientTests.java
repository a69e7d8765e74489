package io.gatehouse.upstream.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

class ReactorNettyClientTests {

    /** Accepts connections in its backlog and says nothing. */
    private ServerSocket silent;

    private final EventLoop loop = new DefaultEventLoop();

    @BeforeEach
    void listen() throws IOException {
        silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        silent.close();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void anUpstreamWhoseConnectionsAreAllInUseIsNotQueuedForWithoutEnd() {
        Limits limits = new Limits(Duration.ofMillis(300), Duration.ofSeconds(10), Duration.ofSeconds(1), 2);
        try (ReactorNettyClient client = new ReactorNettyClient(limits, null)) {
            List<CompletableFuture<Void>> requests = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                requests.add(client.send(request(), (status, headers, body) -> body.then())
                        .toFuture());
            }

            Awaitility.await().untilAsserted(() -> assertThat(requests)
                    .filteredOn(CompletableFuture::isDone)
                    .hasSize(3));

            List<Throwable> failures = requests.stream()
                    .filter(CompletableFuture::isDone)
                    .map(ReactorNettyClientTests::failure)
                    .toList();
            assertThat(failures)
                    .hasAtLeastOneElementOfType(PoolAcquirePendingLimitException.class)
                    .hasAtLeastOneElementOfType(PoolAcquireTimeoutException.class);
            requests.forEach(request -> request.cancel(true));
        }
    }

    private UpstreamRequest request() {
        return new UpstreamRequest(
                loop,
                HttpMethod.GET,
                URI.create("http://127.0.0.1:" + silent.getLocalPort()),
                "/",
                new DefaultHttpHeaders().add("Host", "x"),
                null);
    }

    private static Throwable failure(CompletableFuture<Void> request) {
        try {
            request.get();
            throw new AssertionError("answered");
        } catch (InterruptedException | ExecutionException failed) {
            return failed.getCause();
        }
    }
}
