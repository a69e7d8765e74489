package io.gatehouse.journey;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * Steady requests of people who are signed in, spread over replicas as a load balancer spreads them, and what became of them.
 * They come at their time, whatever became of those before; only one that could not even connect is tried at the next replica.
 */
final class SteadyLoad implements AutoCloseable {

    /**
     * What became of the requests.
     *
     * @param others how many by status, or by the kind of failure, that were not answered 200
     * @param longestPause the longest time without any answer of 200, in milliseconds
     * @param slowest of the answers of 200, in milliseconds
     */
    record Outcome(long answered, Map<String, Long> others, long longestPause, long slowest) {

        long failed() {
            return others.values().stream().mapToLong(Long::longValue).sum();
        }

        /** Of people who were sent to sign in again. */
        long sentToSignIn() {
            return others.getOrDefault("302", 0L) + others.getOrDefault("401", 0L);
        }
    }

    /** Where a replica answers requests, and where it says whether it is ready for them. */
    record Replica(int port, int managementPort) {}

    private static final Duration BETWEEN_PROBES = Duration.ofMillis(500);

    private final ConnectionProvider connections = ConnectionProvider.builder("steady-load")
            .maxConnections(500)
            .pendingAcquireMaxCount(-1)
            .build();
    private final HttpClient client = HttpClient.create(connections).responseTimeout(Duration.ofSeconds(30));
    private final List<Replica> replicas;
    private final String host;
    private final String path;
    private final List<String> cookies;
    private final long nanosBetween;
    private final Thread thread = new Thread(this::send, "steady-load");
    private final Thread health = new Thread(this::watch, "steady-load-health");
    private volatile List<Replica> ready;
    private final LongAdder answered = new LongAdder();
    private final Map<String, LongAdder> others = new ConcurrentHashMap<>();
    private final AtomicLong lastAnswer = new AtomicLong(System.nanoTime());
    private final AtomicLong longestPause = new AtomicLong();
    private final AtomicLong slowest = new AtomicLong();
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean over;

    /**
     * @param host that the replicas are reached under
     * @param cookies of one person each
     */
    SteadyLoad(List<Replica> replicas, String host, String path, List<String> cookies, int perSecond) {
        this.replicas = replicas;
        this.ready = replicas;
        this.host = host;
        this.path = path;
        this.cookies = cookies;
        this.nanosBetween = 1_000_000_000L / perSecond;
        thread.setDaemon(true);
        health.setDaemon(true);
    }

    SteadyLoad start() {
        lastAnswer.set(System.nanoTime());
        health.start();
        thread.start();
        return this;
    }

    /** When the last answer of 200 was there, by {@link System#nanoTime}. */
    long lastAnswer() {
        return lastAnswer.get();
    }

    /** Ends it, and waits for what is under way. */
    Outcome stop() {
        over = true;
        long deadline = System.nanoTime() + Duration.ofSeconds(35).toNanos();
        while (underWay.get() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
        Map<String, Long> counted = new TreeMap<>();
        others.forEach((kind, count) -> counted.put(kind, count.sum()));
        return new Outcome(answered.sum(), counted, longestPause.get() / 1_000_000, slowest.get() / 1_000_000);
    }

    @Override
    public void close() {
        over = true;
        connections.dispose();
    }

    private void send() {
        long next = System.nanoTime();
        for (int number = 0; !over; number++) {
            send(cookies.get(number % cookies.size()), number);
            next += nanosBetween;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    /** As a load balancer does: who is not ready gets nothing more. */
    private void watch() {
        while (!over) {
            List<Replica> answering = replicas.stream().filter(this::isReady).toList();
            ready = answering.isEmpty() ? replicas : answering;
            LockSupport.parkNanos(BETWEEN_PROBES.toNanos());
        }
    }

    private boolean isReady(Replica replica) {
        return client.get()
                .uri("http://127.0.0.1:" + replica.managementPort() + "/actuator/health/readiness")
                .responseSingle((response, body) -> body.asString()
                        .defaultIfEmpty("")
                        .thenReturn(response.status().code() == 200))
                .onErrorReturn(false)
                .blockOptional(Duration.ofSeconds(30))
                .orElse(false);
    }

    private void send(String cookie, int number) {
        long sent = System.nanoTime();
        underWay.incrementAndGet();
        at(number, cookie)
                .onErrorResume(ConnectException.class, refused -> at(number + 1, cookie))
                .onErrorResume(error -> Mono.just(error.getClass().getSimpleName()))
                .doFinally(end -> underWay.decrementAndGet())
                .subscribe(outcome -> count(outcome, sent));
    }

    private Mono<String> at(int number, String cookie) {
        List<Replica> now = ready;
        Replica replica = now.get(number % now.size());
        return client.headers(headers -> headers.set(HttpHeaderNames.HOST, host)
                        .set(HttpHeaderNames.COOKIE, cookie)
                        .set(HttpHeaderNames.ACCEPT, "text/html"))
                .get()
                .uri("http://127.0.0.1:" + replica.port() + path)
                .responseSingle((response, body) -> body.asString()
                        .defaultIfEmpty("")
                        .thenReturn(response.status().codeAsText().toString()));
    }

    private void count(String outcome, long sent) {
        if (!outcome.equals("200")) {
            others.computeIfAbsent(outcome, kind -> new LongAdder()).increment();
            return;
        }
        long now = System.nanoTime();
        answered.increment();
        longestPause.accumulateAndGet(now - lastAnswer.getAndSet(now), Math::max);
        slowest.accumulateAndGet(now - sent, Math::max);
    }
}
