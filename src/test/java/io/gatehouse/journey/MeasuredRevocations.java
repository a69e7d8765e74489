package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/**
 * How soon a session that one replica ends is over at the others, measured. Not of the suite, for it takes minutes:
 * {@code ./gateway test -Dtest=MeasuredRevocations}.
 */
class MeasuredRevocations {

    private static final int TIMES = 100;
    private static final int PER_SECOND = 200;

    @TempDir
    Path folder;

    /** In milliseconds after the sign-out was sent. */
    private record Ended(long lastAnswer, long webSocket, long events) {}

    @Test
    void aSessionEndsOnTheFirstReplicaWhileTheOthersServeIt() throws Exception {
        List<Ended> ended = new ArrayList<>();
        try (RedisProcess redis = RedisProcess.start(folder, "appendonly yes");
                ThreeReplicas replicas =
                        new ThreeReplicas(folder, "spring.data.redis.url: redis://127.0.0.1:" + redis.port())) {
            for (int i = 0; i < TIMES; i++) {
                ended.add(end(replicas));
            }
        }
        print(
                "last request that was let through",
                ended.stream().mapToLong(Ended::lastAnswer).toArray());
        print("WebSocket closed", ended.stream().mapToLong(Ended::webSocket).toArray());
        print("event stream ended", ended.stream().mapToLong(Ended::events).toArray());
        assertThat(ended).allSatisfy(one -> assertThat(one.lastAnswer()).isLessThanOrEqualTo(1_000));
    }

    private static Ended end(ThreeReplicas replicas) throws Exception {
        HttpBrowser browser = replicas.signIn();
        String cookie = replicas.cookie(browser);
        HttpClient client = HttpClient.newConnection()
                .headers(headers ->
                        headers.set(HttpHeaderNames.HOST, replicas.host()).set(HttpHeaderNames.COOKIE, cookie));
        CompletableFuture<Void> open = new CompletableFuture<>();
        CompletableFuture<Long> webSocket =
                webSocket(client, replicas.places.get(1).port(), open);
        CompletableFuture<Long> events = events(client, replicas.places.get(2).port());
        open.get(10, TimeUnit.SECONDS);
        try (SteadyLoad load = new SteadyLoad(
                        replicas.places.subList(1, 3), replicas.host(), "/acme/portal/", List.of(cookie), PER_SECOND)
                .start()) {
            TimeUnit.MILLISECONDS.sleep(400);
            long sent = System.nanoTime();
            assertThat(browser.post(replicas.url("/organizations/acme/logout"), Map.of())
                            .status())
                    .isEqualTo(200);
            long closed = webSocket.get(10, TimeUnit.SECONDS);
            long over = events.get(10, TimeUnit.SECONDS);
            TimeUnit.MILLISECONDS.sleep(300);
            return new Ended(millis(sent, load.lastAnswer()), millis(sent, closed), millis(sent, over));
        }
    }

    private static CompletableFuture<Long> webSocket(HttpClient client, int port, CompletableFuture<Void> open) {
        return client.websocket()
                .uri("ws://127.0.0.1:" + port + "/acme/portal/ws")
                .handle((in, out) -> {
                    open.complete(null);
                    return in.receive().then();
                })
                .then(Mono.fromSupplier(System::nanoTime))
                .onErrorResume(broken -> Mono.fromSupplier(System::nanoTime))
                .toFuture();
    }

    private static CompletableFuture<Long> events(HttpClient client, int port) {
        return client.get()
                .uri("http://127.0.0.1:" + port + "/acme/portal/events")
                .responseContent()
                .then(Mono.fromSupplier(System::nanoTime))
                .onErrorResume(broken -> Mono.fromSupplier(System::nanoTime))
                .toFuture();
    }

    private static long millis(long from, long to) {
        return Duration.ofNanos(to - from).toMillis();
    }

    private static void print(String what, long... millis) {
        Arrays.sort(millis);
        System.out.printf(
                "MEASURED %s after a sign-out elsewhere, %d times: median %d ms, worst %d ms%n",
                what, millis.length, millis[millis.length / 2], millis[millis.length - 1]);
    }
}
