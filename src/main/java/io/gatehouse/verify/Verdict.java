package io.gatehouse.verify;

import io.gatehouse.upstream.ClientHeaders;
import io.gatehouse.upstream.Forwarding;
import io.gatehouse.upstream.IdentityHeaders;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;

/** The last step of what another proxy asks about: it may go on, and this is who sent it. */
public final class Verdict implements WebHandler {

    private final IdentityHeaders identity;

    public Verdict(IdentityHeaders identity) {
        this.identity = identity;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        identity.writeAll(headers::set, Forwarding.of(exchange));
        // For the proxy to send on instead: an upstream that had our cookie could come as the person.
        headers.set(
                HttpHeaders.COOKIE, ClientHeaders.cookies(exchange.getRequest().getHeaders()));
        headers.setCacheControl(CacheControl.noStore());
        headers.setContentLength(0);
        exchange.getResponse().setStatusCode(HttpStatus.OK);
        return exchange.getResponse().setComplete();
    }
}
