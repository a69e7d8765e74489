package io.gatehouse.session.device;

import io.gatehouse.request.Arrival;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/**
 * From where somebody has signed in; kept with the session, for people to recognise it by. Nothing is ever decided by it.
 *
 * @param address of the client; empty where it is not known
 * @param browser what it said of itself, as {@link UserAgent} shortens it; empty where it is not known
 */
public record Device(String address, String browser) {

    /** Of a session that a version has begun which did not keep it. */
    public static final Device UNKNOWN = new Device("", "");

    /** Of the request that stands there. */
    public static Device of(ServerWebExchange exchange) {
        return new Device(
                Arrival.find(exchange)
                        .map(arrival -> arrival.client().getHostAddress())
                        .orElse(""),
                UserAgent.shortened(exchange.getRequest().getHeaders().getFirst(HttpHeaders.USER_AGENT)));
    }
}
