package io.gatehouse.request;

import io.gatehouse.problem.Visitor;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;

/**
 * A request as the first room understood it; what every later room decides on.
 *
 * @param origin which of the gateway's origins it came to
 * @param query raw, without the question mark; null when there is none
 * @param client who connected, or whom a trusted proxy names
 * @param executor the event loop of the client's connection
 */
public record Arrival(
        HttpMethod method,
        PublicUrl origin,
        RequestPath path,
        @Nullable String query,
        InetAddress client,
        Visitor visitor,
        Executor executor) {

    /** The arrival of a request that has been through the request room. */
    public static Arrival of(ServerWebExchange exchange) {
        return exchange.getRequiredAttribute(Arrival.class.getName());
    }

    /** The arrival of a request that may have been refused at the door. */
    public static Optional<Arrival> find(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getAttribute(Arrival.class.getName()));
    }

    /** Where a request goes on after it had to wait for somebody; on the spot before it has been through the request room. */
    public static Executor executorOf(ServerWebExchange exchange) {
        Arrival arrival = exchange.getAttribute(Arrival.class.getName());
        return arrival == null ? Runnable::run : arrival.executor();
    }

    /** Whether a person opens a page, so that a redirect makes sense. */
    public boolean isPageNavigation() {
        return visitor == Visitor.PERSON && (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD));
    }

    /** The same, but answered as a program is: for who cannot pass a redirect on. */
    public Arrival asProgram(ServerWebExchange exchange) {
        Arrival program = new Arrival(method, origin, path, query, client, Visitor.PROGRAM, executor);
        program.keepIn(exchange);
        return program;
    }

    /** Path and query exactly as they came. */
    public String pathAndQuery() {
        return query == null ? path.raw() : path.raw() + "?" + query;
    }

    void keepIn(ServerWebExchange exchange) {
        exchange.getAttributes().put(Arrival.class.getName(), this);
    }
}
