package io.gatehouse.problem;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Who reads the answer: a person looking at a page, or a program. */
public enum Visitor {
    PERSON,
    PROGRAM;

    /**
     * A person navigates: the browser says so ({@code Sec-Fetch-Mode}, where it sends it at all) and names HTML. Scripts
     * get an answer they can handle instead of a redirect to another origin that only fails (oauth2-proxy#1522).
     */
    public static Visitor of(ServerHttpRequest request) {
        HttpHeaders headers = request.getHeaders();
        String mode = headers.getFirst("Sec-Fetch-Mode");
        // A browser inside an Android app names the app in X-Requested-With, and is a person's all the same.
        boolean navigates = mode == null ? !headers.containsHeader("X-Requested-With") : mode.equals("navigate");
        return navigates && !headers.containsHeader(HttpHeaders.UPGRADE) && namesHtml(headers) ? PERSON : PROGRAM;
    }

    private static boolean namesHtml(HttpHeaders headers) {
        for (String accept : headers.getOrEmpty(HttpHeaders.ACCEPT)) {
            if (accept.contains("text/html") || accept.contains("application/xhtml+xml")) {
                return true;
            }
        }
        return false;
    }
}
