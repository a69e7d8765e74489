package io.gatehouse.request;

import java.util.function.Predicate;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;

/**
 * Tells what a page on one of our origins asks of another one. Where they share a registrable domain browsers count them as one
 * site, and send {@code SameSite} cookies along: what keeps a portal apart from its neighbour's cookies and pages would still
 * let it act in its neighbour's visitors' names.
 */
public final class SiblingOrigins {

    private SiblingOrigins() {}

    /**
     * Whether a sibling's page asks, and not by a link that a person follows. A page may hide where it is
     * ({@code Origin: null}, Fetch Standard §3.2), so that only another origin that is named, and not ours, is let pass: its
     * scripts are the upstream's to judge.
     *
     * @param ours whether an origin, as {@code Origin} writes it, is one of ours
     */
    public static boolean ask(ServerWebExchange exchange, Arrival arrival, Predicate<String> ours) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        String origin = headers.getFirst(HttpHeaders.ORIGIN);
        if (origin != null && !origin.equals("null")) {
            return !origin.equals(arrival.origin().toString()) && ours.test(origin) && !isLink(exchange, arrival);
        }
        return "same-site".equals(headers.getFirst("Sec-Fetch-Site")) && !isLink(exchange, arrival);
    }

    /** A page that somebody opens, in a tab of its own. */
    public static boolean isLink(ServerWebExchange exchange, Arrival arrival) {
        String destination = exchange.getRequest().getHeaders().getFirst("Sec-Fetch-Dest");
        boolean safe =
                arrival.method().equals(HttpMethod.GET) || arrival.method().equals(HttpMethod.HEAD);
        return safe && arrival.isPageNavigation() && (destination == null || destination.equals("document"));
    }
}
