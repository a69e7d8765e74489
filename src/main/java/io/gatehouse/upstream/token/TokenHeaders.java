package io.gatehouse.upstream.token;

import io.gatehouse.session.token.Bearer;
import java.util.function.Consumer;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/** What an upstream gets of the tokens that a request came with: it is told who somebody is, and not handed what they could be with. */
public final class TokenHeaders {

    private TokenHeaders() {}

    /** @param remove takes all lines of a header away */
    public static void write(Consumer<String> remove, ServerWebExchange exchange) {
        if (Bearer.of(exchange).isPresent()) {
            remove.accept(HttpHeaders.AUTHORIZATION);
        }
    }
}
