package io.gatehouse.login;

import io.gatehouse.login.attempt.PendingLogin;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Arrival;
import io.gatehouse.session.Session;
import io.gatehouse.text.Text;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;

/** Pages in the place of redirects that would lead nowhere: each says what is in the way, and has a way on. */
public final class DeadEnds {

    /** What a browser fills with a page inside another page; identity providers refuse to be shown there. */
    private static final Set<String> FRAMES = Set.of("iframe", "frame", "embed", "object", "fencedframe");

    private DeadEnds() {}

    /** Whether the page is to be shown inside another one. */
    public static boolean isFramed(ServerHttpRequest request) {
        String destination = request.getHeaders().getFirst("Sec-Fetch-Dest");
        return destination != null && FRAMES.contains(destination);
    }

    /** @param address the page itself, to be opened in a window of its own */
    static Refusal framed(OrganizationName organization, String address) {
        return Refusal.of(
                        Problem.SIGN_IN_FRAMED,
                        "sign-in: " + organization + ": in a frame (expected: a window of its own)")
                .offering(Text.of("own-window"), address);
    }

    /** @param afresh where a sign-in begins that counts from one again */
    static Refusal circle(ServerWebExchange exchange, OrganizationName organization, URI afresh, String start) {
        boolean signedIn = Session.of(exchange).isPresent();
        String cause = signedIn
                ? "with a session (expected: an upstream that sends nobody to sign in who is signed in)"
                : hasSessionCookie(exchange, organization)
                        ? "and the session cookie that came is nobody's (expected: one cookie, replicas with one secret-key)"
                        : "and no session cookie came back (expected: a browser, and proxies, that keep it)";
        Refusal refusal = Refusal.of(
                        Problem.SIGN_IN_CIRCLE, "sign-in: " + organization + ": three rounds in a minute, " + cause)
                .saying(Text.of(signedIn ? "circle.signed-in" : "circle.no-cookies"));
        return signedIn
                ? refusal.offering(Text.of("start-page"), start)
                        .offering(Text.of("another-account"), afresh + "&account=other")
                        .offering(Text.of("try-again"), afresh.toString())
                : refusal.offering(Text.of("try-again"), afresh.toString());
    }

    /** Nothing of this sign-in came back: too late, another browser (an app has one of its own), or cookies are blocked. */
    static Refusal lost(OrganizationName organization, boolean keepsCookies, URI again) {
        String cause = keepsCookies
                ? "state: not begun in this browser in the last 10 minutes"
                : "state: no cookie of ours came with it (blocked, another browser, or after more than 10 minutes)";
        Refusal refusal = Refusal.of(Problem.SIGN_IN_STALE, "sign-in: " + organization + ": " + cause)
                .offering(Text.of("sign-in"), again.toString());
        return keepsCookies ? refusal : refusal.saying(Text.of("cookies-missing"));
    }

    private static boolean hasSessionCookie(ServerWebExchange exchange, OrganizationName organization) {
        return exchange.getRequest().getCookies().keySet().stream()
                .anyMatch(name ->
                        name.equals("gatehouse-" + organization) || name.equals("__Host-gatehouse-" + organization));
    }

    /** Each of several identity providers answers at an address of its own: what comes to another one's is not its answer. */
    static void refuseElsewhere(ServerWebExchange exchange, OrganizationName organization, PendingLogin pending) {
        Arrival arrival = Arrival.of(exchange);
        String path = arrival.path().raw();
        if (!path.equals(URI.create(pending.redirectUri()).getRawPath())) {
            throw Refusal.of(
                            Problem.SIGN_IN_STALE,
                            "sign-in: " + organization + ": answer: " + path + " (expected: " + pending.redirectUri()
                                    + ")")
                    .offering(
                            Text.of("sign-in"),
                            Login.address(arrival.origin(), organization, Optional.empty())
                                    .toString());
        }
    }
}
