package io.gatehouse.login.reach;

import io.gatehouse.login.fault.PrivateAddress;
import io.gatehouse.login.reach.address.AddressRule;
import io.gatehouse.login.reach.address.Hosts;
import java.net.URI;
import java.util.Objects;
import java.util.function.Function;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import reactor.core.publisher.Mono;

/** Sends each request directly or through the proxy, which resolves names itself: what stands in the text is checked here. */
final class DirectOrProxied implements ClientHttpConnector {

    private final ClientHttpConnector direct;
    private final ClientHttpConnector proxied;
    private final Hosts noProxy;
    private final AddressRule rule;

    DirectOrProxied(ClientHttpConnector direct, ClientHttpConnector proxied, Hosts noProxy, AddressRule rule) {
        this.direct = direct;
        this.proxied = proxied;
        this.noProxy = noProxy;
        this.rule = rule;
    }

    @Override
    public Mono<ClientHttpResponse> connect(
            HttpMethod method, URI uri, Function<? super ClientHttpRequest, Mono<Void>> writeRequest) {
        String host = Objects.requireNonNullElse(uri.getHost(), "");
        if (noProxy.contains(host)) {
            return direct.connect(method, uri, writeRequest);
        }
        try {
            rule.checkUnresolved(host);
            return proxied.connect(method, uri, writeRequest);
        } catch (PrivateAddress refused) {
            return Mono.error(refused);
        }
    }
}
