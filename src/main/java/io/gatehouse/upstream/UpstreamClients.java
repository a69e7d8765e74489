package io.gatehouse.upstream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.gatehouse.route.Destination;
import io.gatehouse.route.UpstreamTls;
import io.gatehouse.upstream.client.Limits;
import io.gatehouse.upstream.client.ReactorNettyClient;
import io.gatehouse.upstream.client.UpstreamClient;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;

/** The clients that upstreams are reached with: one for all, and one for each route with certificates of its own. */
public final class UpstreamClients implements AutoCloseable {

    private final Limits limits;
    private final ReactorNettyClient plain;

    /** Found by the certificates themselves, and closed once no route of the present configuration has them. */
    private final Cache<UpstreamTls, ReactorNettyClient> certified = Caffeine.newBuilder()
            .weakKeys()
            .removalListener(UpstreamClients::closed)
            .build();

    public UpstreamClients(Limits limits) {
        this.limits = limits;
        this.plain = new ReactorNettyClient(limits, null);
    }

    UpstreamClient of(Destination.Upstream upstream) {
        UpstreamTls tls = upstream.tls();
        return tls == null ? plain : certified.get(tls, this::certified);
    }

    /** For connections that are not made here: the same guard, the same limits. */
    public HttpClient guarded(HttpClient client) {
        return ReactorNettyClient.guarded(client, limits);
    }

    @Override
    public void close() {
        plain.close();
        certified.invalidateAll();
        certified.cleanUp();
    }

    private ReactorNettyClient certified(UpstreamTls tls) {
        return new ReactorNettyClient(limits, tls.context());
    }

    private static void closed(@Nullable UpstreamTls tls, @Nullable ReactorNettyClient client, RemovalCause cause) {
        if (client != null) {
            client.close();
        }
    }
}
