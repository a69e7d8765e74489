package io.gatehouse.verify;

import io.gatehouse.upstream.ClientHeaders;
import io.gatehouse.upstream.Forwarding;
import io.gatehouse.upstream.IdentityHeaders;
import io.gatehouse.upstream.token.TokenHeaders;
import java.util.Objects;
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
        Forwarding forwarding = Forwarding.of(exchange);
        HttpHeaders asked = exchange.getRequest().getHeaders();
        identity.writeAll((name, value) -> headers.set(name, value.toString()), forwarding);
        // For the proxy to send on instead: an upstream that had our cookie, or a program's token, could come as they.
        headers.set(HttpHeaders.COOKIE, ClientHeaders.cookies(asked));
        headers.set(
                HttpHeaders.AUTHORIZATION,
                TokenHeaders.hasRead(exchange, forwarding.route())
                        ? ""
                        : Objects.requireNonNullElse(asked.getFirst(HttpHeaders.AUTHORIZATION), ""));
        headers.setCacheControl(CacheControl.noStore());
        headers.setContentLength(0);
        exchange.getResponse().setStatusCode(HttpStatus.OK);
        return exchange.getResponse().setComplete();
    }
}
