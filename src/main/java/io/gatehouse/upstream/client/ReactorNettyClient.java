package io.gatehouse.upstream.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.netty.Connection;
import reactor.netty.NettyOutbound;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.transport.AddressUtils;

/**
 * reactor-netty's client without what it does by itself: no header of its own, no redirects, no retries.
 *
 * <p>Each event loop keeps its own connections, so that a request and its answer never change threads.
 */
public final class ReactorNettyClient implements UpstreamClient, AutoCloseable {

    private static final int MOST_HEADER_BYTES = 64 * 1024;

    /**
     * What one event loop has to itself.
     *
     * @param towards clients by the very object that names their target; gone with the configuration that named it
     */
    private record PerLoop(ConnectionProvider connections, HttpClient client, Cache<URI, HttpClient> towards) {}

    private final Map<EventLoop, PerLoop> loops = new ConcurrentHashMap<>();
    private final HttpClient fresh;
    private final Limits limits;
    private final @Nullable SslContext tls;

    /** @param tls whom to trust and who to be; null for what Java trusts */
    public ReactorNettyClient(Limits limits, @Nullable SslContext tls) {
        this.limits = limits;
        this.tls = tls;
        this.fresh = configured(HttpClient.newConnection());
    }

    /** What every connection to an upstream needs, whoever makes it. */
    public static HttpClient guarded(HttpClient client, Limits limits) {
        return ConnectionGuard.on(client, limits.response())
                .disableRetry(true)
                .httpResponseDecoder(decoder -> decoder.maxHeaderSize(MOST_HEADER_BYTES));
    }

    @Override
    public Mono<Void> send(UpstreamRequest request, Answer answer) {
        PerLoop loop = loops.computeIfAbsent(request.loop(), this::perLoop);
        return send(loop.towards().get(request.target(), target -> towards(target, loop.client())), request, answer);
    }

    @Override
    public Mono<Void> sendAfresh(UpstreamRequest request, Answer answer) {
        return send(towards(request.target(), fresh), request, answer);
    }

    @Override
    public void close() {
        loops.values().forEach(loop -> loop.connections().dispose());
    }

    private static Mono<Void> send(HttpClient client, UpstreamRequest request, Answer answer) {
        return client.request(request.method())
                .uri(request.path())
                .send((head, out) -> write(request, head, out))
                .responseConnection((head, connection) -> Flux.from(answer.arrived(
                                head.status(),
                                head.responseHeaders(),
                                connection.inbound().receive()))
                        .doFinally(signal -> endUnlessWhole(signal, connection)))
                .then();
    }

    /** A client that leaves may do so before anybody reads the body: then reactor-netty keeps what has come, and waits. */
    private static void endUnlessWhole(SignalType signal, Connection connection) {
        if (signal != SignalType.ON_COMPLETE) {
            connection.dispose();
        }
    }

    /** As objects: sent as buffers, the body of a GET or DELETE would be collected in memory first. */
    private static Publisher<Void> write(UpstreamRequest request, HttpClientRequest head, NettyOutbound out) {
        head.requestHeaders().clear().add(request.headers());
        return request.body() == null ? Mono.empty() : out.sendObject(request.body(), unused -> false);
    }

    private PerLoop perLoop(EventLoop unused) {
        ConnectionProvider connections = ConnectionProvider.builder("upstream")
                .maxConnections(limits.connections())
                .pendingAcquireMaxCount(limits.connections())
                .pendingAcquireTimeout(limits.connect())
                .maxIdleTime(limits.idle())
                .evictInBackground(limits.idle())
                .lifo()
                .build();
        return new PerLoop(
                connections,
                configured(HttpClient.create(connections)),
                Caffeine.newBuilder().weakKeys().executor(Runnable::run).build());
    }

    /** The target is taken apart once: from a whole address, reactor-netty would do it with a pattern at each request. */
    private HttpClient towards(URI target, HttpClient client) {
        boolean secure = "https".equalsIgnoreCase(target.getScheme());
        String host = target.getHost().startsWith("[") ? target.getHost().replaceAll("[\\[\\]]", "") : target.getHost();
        int port = target.getPort() >= 0 ? target.getPort() : secure ? 443 : 80;
        InetSocketAddress address = AddressUtils.createUnresolved(host, port);
        HttpClient there = client.remoteAddress(() -> address);
        return !secure ? there.noSSL() : tls == null ? there.secure() : there;
    }

    private HttpClient configured(HttpClient client) {
        HttpClient plain = guarded(client, limits)
                .protocol(HttpProtocol.HTTP11)
                .followRedirect(false)
                .compress(false)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        limits.connect().toMillis());
        return tls == null ? plain : plain.secure(spec -> spec.sslContext(tls));
    }
}
