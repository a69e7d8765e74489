package io.gatehouse.request;

import io.gatehouse.problem.Visitor;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;

/**
 * A request as the first room understood it; what every later room decides on.
 *
 * @param query raw, without the question mark; null when there is none
 * @param client who connected, or whom a trusted proxy names
 */
public record Arrival(
        HttpMethod method, RequestPath path, @Nullable String query, InetAddress client, Visitor visitor) {

    /** The arrival of a request that has been through the request room. */
    public static Arrival of(ServerWebExchange exchange) {
        return exchange.getRequiredAttribute(Arrival.class.getName());
    }

    /** The arrival of a request that may have been refused at the door. */
    public static Optional<Arrival> find(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getAttribute(Arrival.class.getName()));
    }

    /** Whether a person opens a page, so that a redirect makes sense. */
    public boolean isPageNavigation() {
        return visitor == Visitor.PERSON && (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD));
    }

    /** Path and query exactly as they came. */
    public String pathAndQuery() {
        return query == null ? path.raw() : path.raw() + "?" + query;
    }

    void keepIn(ServerWebExchange exchange) {
        exchange.getAttributes().put(Arrival.class.getName(), this);
    }
}
