package io.gatehouse.request;

import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/** Refuses forms that a page of another origin sends, by what the browser says of it. */
public final class OwnForm {

    private OwnForm() {}

    /**
     * Beside {@code SameSite=Lax}: {@code Origin} alone is null without a referrer.
     *
     * @param where for the log, in front of what was found
     * @throws Refusal 403
     */
    public static void refuseOthers(ServerWebExchange exchange, String where) {
        PublicUrl here = Arrival.of(exchange).origin();
        HttpHeaders headers = exchange.getRequest().getHeaders();
        String site = headers.getFirst("Sec-Fetch-Site");
        String origin = headers.getFirst(HttpHeaders.ORIGIN);
        boolean ours = site != null
                ? site.equals("same-origin") || site.equals("none")
                : origin == null || origin.equals(here.toString());
        if (!ours) {
            throw Refusal.of(Problem.CROSS_SITE, where + ": from another origin (expected: " + here + ")");
        }
    }
}
