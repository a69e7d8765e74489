package io.gatehouse.upstream.token;

import io.gatehouse.request.BearerHeader;
import io.gatehouse.route.Route;
import io.gatehouse.session.token.AccessToken;
import io.gatehouse.session.token.Bearer;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/** What an upstream gets of the tokens that a request came with: it is told who somebody is, and handed a token only if it asks. */
public final class TokenHeaders {

    private TokenHeaders() {}

    /**
     * Takes away what the client sent where the gateway has read it, or writes its own in that place.
     *
     * @param remove takes all lines of a header away
     */
    public static void remove(Consumer<String> remove, ServerWebExchange exchange, Route route) {
        route.tokens().accessTokenHeader().ifPresent(remove);
        if (hasRead(exchange, route)) {
            remove.accept(HttpHeaders.AUTHORIZATION);
        }
    }

    /**
     * Whether the gateway has read who sent it in {@code Authorization}: that line ends here. So does a key of its own API that
     * came the wrong way: an upstream that had it could change the organization.
     */
    public static boolean hasRead(ServerWebExchange exchange, Route route) {
        return !route.tokens().bearerAudiences().isEmpty()
                        && Bearer.of(exchange).isPresent()
                || BearerHeader.bringsApiKey(exchange.getRequest().getHeaders());
    }

    /** @param set sets a header, in place of whatever stood under its name */
    public static void write(BiConsumer<String, String> set, ServerWebExchange exchange, Route route) {
        Optional<String> header = route.tokens().accessTokenHeader();
        if (header.isPresent()) {
            String token = AccessToken.of(exchange).orElseThrow().value().reveal();
            boolean scheme = header.get().equals(HttpHeaders.AUTHORIZATION);
            set.accept(header.get(), scheme ? "Bearer " + token : token);
        }
    }
}
