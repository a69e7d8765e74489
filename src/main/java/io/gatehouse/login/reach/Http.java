package io.gatehouse.login.reach;

import io.gatehouse.login.reach.address.AddressRule;
import io.gatehouse.login.reach.address.CheckedNames;
import io.gatehouse.login.reach.address.Hosts;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpResources;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.PrematureCloseException;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.transport.ProxyProvider;

/**
 * The HTTP clients that identity providers are asked with: short time-outs, small answers, redirects never followed, and
 * connections that no two organizations share.
 */
public final class Http {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration WHOLE_ANSWER = Duration.ofSeconds(10);

    /** As many as sign-ins of one organization may wait: none of them waits for another's connection. */
    private static final int CONNECTIONS = 256;

    /** Long enough for a sign-in's token, keys and user info to share one. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    /** Part of the key under which reactor-netty pools connections. */
    private static final AttributeKey<String> OWNER = AttributeKey.valueOf("gatehouse.identity-provider.of");

    private static final ExchangeStrategies STRATEGIES = ExchangeStrategies.builder()
            .codecs(codecs -> {
                codecs.defaultCodecs().maxInMemorySize(Step.LARGEST_ANSWER);
                codecs.defaultCodecs().jacksonJsonDecoder(new UnloggedJson());
            })
            .build();

    private final Egress egress;
    private final AddressRule rule;
    private final HttpClient direct;
    private final HttpClient proxied;

    /** @throws IllegalArgumentException when the CA file cannot be read */
    Http(Egress egress, AddressRule rule, String name) {
        this.egress = egress;
        this.rule = rule;
        SslContext tls = Authorities.trusted(egress.caFile());
        HttpClient client = HttpClient.create(connections(name))
                .followRedirect(false)
                .responseTimeout(ANSWER)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT.toMillis())
                .secure(spec -> spec.sslContext(tls).handshakeTimeout(ANSWER));
        this.direct = client.resolver(new CheckedNames(names(), rule));
        this.proxied = egress.proxy().map(proxy -> through(client, proxy)).orElse(direct);
    }

    /** For commands, which ask for the operator: what stands in a file. */
    public static WebClient client(Egress egress) {
        return new Http(egress, AddressRule.operators(), "commands").client("operator");
    }

    /** For commands: what somebody typed into the console. */
    public static WebClient guarded(Egress egress, boolean loopbackToo) {
        return new Http(egress, AddressRule.typed(egress.allowPrivate(), loopbackToo), "commands-typed")
                .client("operator");
    }

    /** @param owner whose connections these are */
    WebClient client(String owner) {
        ClientHttpConnector direct = new ReactorClientHttpConnector(this.direct.attr(OWNER, owner));
        Optional<ClientHttpConnector> proxied =
                egress.proxy().map(proxy -> new ReactorClientHttpConnector(this.proxied.attr(OWNER, owner)));
        return WebClient.builder()
                .exchangeStrategies(STRATEGIES)
                .clientConnector(proxied.<ClientHttpConnector>map(
                                way -> new DirectOrProxied(direct, way, new Hosts(egress.noProxy()), rule))
                        .orElse(direct))
                .filter(new WholeAnswers(WHOLE_ANSWER))
                .filter(Http::onceMore)
                .build();
    }

    /** A kept connection may be closed by the other side just when it is used again; what only reads is asked once more. */
    private static Mono<ClientResponse> onceMore(ClientRequest request, ExchangeFunction next) {
        Mono<ClientResponse> answer = next.exchange(request);
        return request.method().equals(HttpMethod.GET)
                ? answer.onErrorResume(Http::isClosed, closed -> next.exchange(request))
                : answer;
    }

    private static boolean isClosed(Throwable error) {
        return error.getCause() instanceof PrematureCloseException || error instanceof PrematureCloseException;
    }

    /** One pool for each organization and host; those that nobody uses are forgotten. */
    private static ConnectionProvider connections(String name) {
        return ConnectionProvider.builder("identity-providers-" + name)
                .maxConnections(CONNECTIONS)
                .pendingAcquireMaxCount(CONNECTIONS)
                .pendingAcquireTimeout(ANSWER)
                .maxIdleTime(IDLE)
                .evictInBackground(IDLE)
                .disposeInactivePoolsInBackground(IDLE, IDLE)
                .build();
    }

    private static HttpClient through(HttpClient client, URI proxy) {
        return client.proxy(spec -> spec.type(ProxyProvider.Proxy.HTTP)
                .host(proxy.getHost())
                .port(proxy.getPort())
                .connectTimeoutMillis(ANSWER.toMillis()));
    }

    /** Netty's own look-ups, which wait for nobody on an event loop. */
    @SuppressWarnings("unchecked") // every group of Netty's resolves to these
    private static AddressResolverGroup<InetSocketAddress> names() {
        return (AddressResolverGroup<InetSocketAddress>) HttpResources.get().getOrCreateDefaultResolver();
    }
}
