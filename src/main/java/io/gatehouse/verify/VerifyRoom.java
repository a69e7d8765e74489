package io.gatehouse.verify;

import io.gatehouse.login.Login;
import io.gatehouse.login.ReturnPath;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.problem.Visitor;
import io.gatehouse.request.Arrival;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.request.Redirection;
import io.gatehouse.request.RequestPath;
import io.gatehouse.request.RequestRoom;
import io.gatehouse.request.RequestTarget;
import io.gatehouse.route.Destination;
import io.gatehouse.route.Match;
import io.gatehouse.route.Snapshot;
import io.gatehouse.route.header.FoldedNames;
import io.gatehouse.secret.Secret;
import io.gatehouse.text.Text;
import io.gatehouse.upstream.ClientHeaders;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;

/**
 * Puts a request that stands at another proxy in the place of the proxy's own question, so that the rooms decide about it as if
 * it had come here.
 *
 * <p>A browser reaches the same path over the same proxy, which is trusted: what tells the proxy's question from a script's is a
 * secret that only proxies know.
 */
public final class VerifyRoom {

    /** How a proxy shows that it asks itself. */
    public static final String SECRET = "X-Gatehouse-Forward-Auth";

    /** Where a person can sign in and come back, for a proxy that makes a redirect of a 401. */
    public static final String SIGN_IN = "X-Gatehouse-Sign-In";

    private static final String BELOW = "/organizations/";

    private final RequestRoom requestRoom;
    private final List<Secret> secrets;

    /** @param secrets any of which a proxy may show; none: nobody may ask */
    public VerifyRoom(RequestRoom requestRoom, List<Secret> secrets) {
        this.requestRoom = requestRoom;
        this.secrets = List.copyOf(secrets);
    }

    /** Whether somebody asks about another request: {@code /organizations/{organization}/verify}, and all below it. */
    public static boolean isAsked(ServerWebExchange exchange) {
        String target = RequestRoom.target(exchange.getRequest());
        return target.startsWith(BELOW)
                && path(target).filter(VerifyRoom::isVerify).isPresent();
    }

    private static boolean isVerify(RequestPath path) {
        return path.segments().size() >= 3 && path.segments().get(2).equals("verify");
    }

    private static Optional<RequestPath> path(String target) {
        int question = target.indexOf('?');
        return RequestPath.parse(question < 0 ? target : target.substring(0, question));
    }

    /** @throws Refusal 404 to all but our proxies: there is nothing here for anybody else */
    public void refuseStrangers(ServerWebExchange exchange) {
        RequestRoom.refuseOddTransferCoding(exchange.getRequest().getHeaders());
        if (!requestRoom.isTrusted(exchange)) {
            throw Refusal.of(
                    Problem.UNKNOWN_ADDRESS,
                    "verify: asked by " + exchange.getRequest().getRemoteAddress()
                            + " (expected: one of gateway.trusted-proxies)");
        }
        List<String> shown = exchange.getRequest().getHeaders().getOrEmpty(SECRET);
        if (shown.size() != 1 || shown.get(0).isEmpty() || !secrets.contains(Secret.of(shown.get(0)))) {
            throw Refusal.of(
                    Problem.UNKNOWN_ADDRESS,
                    "verify: " + SECRET + ": " + (shown.isEmpty() ? "missing" : "another")
                            + (secrets.isEmpty()
                                    ? " (expected: gateway.forward-auth-secret, which is missing too)"
                                    : " (expected: gateway.forward-auth-secret)"));
        }
    }

    /**
     * The request that is asked about.
     *
     * @param hosts the origins beside the public URL and the console's
     * @param ours names that some route tells of people by
     * @throws Refusal when it cannot be told, or cannot be read
     */
    public Arrival enter(ServerWebExchange exchange, Function<String, Optional<PublicUrl>> hosts, FoldedNames ours) {
        ServerHttpRequest request = exchange.getRequest();
        String target = RequestRoom.target(request);
        int question = target.indexOf('?');
        RequestPath path = path(target).orElseThrow();
        OrganizationName organization =
                OrganizationName.parse(path.segments().get(1)).orElseThrow(() -> refused("organization: not a name"));
        Asked asked = Asked.of(
                organization,
                path,
                question < 0 ? null : target.substring(question + 1),
                request.getHeaders(),
                request.getMethod());
        asked.keepIn(exchange);
        refuseTunnels(request.getHeaders());
        refuseLookAlikes(request, ours);
        return requestRoom.enter(exchange, asked.method(), asked.host(), RequestTarget.encoded(asked.target()), hosts);
    }

    /** What goes on in another protocol is seen by nobody: h2c (RFC 9113 §3.1) holds requests that no proxy asks about. */
    private static void refuseTunnels(HttpHeaders headers) {
        boolean other = headers.getOrEmpty(HttpHeaders.UPGRADE).stream()
                .anyMatch(protocol -> !protocol.strip().equalsIgnoreCase("websocket"));
        if (other || headers.containsHeader("HTTP2-Settings")) {
            throw refused("upgrade: to another protocol (expected: websocket)");
        }
    }

    /** We cannot take out of a request what the proxy will forward; no browser sends it. */
    private static void refuseLookAlikes(ServerHttpRequest request, FoldedNames ours) {
        for (String name : request.getHeaders().headerNames()) {
            if (ClientHeaders.isIdentityLookAlike(name, ours) && !name.equalsIgnoreCase(SECRET)) {
                throw refused(
                        "header: " + name + ", which the client wrote (expected: none that says who somebody is)");
            }
        }
    }

    /**
     * Keeps apart what is asked for here and what another proxy forwards.
     *
     * @return what the next rooms see: where the proxy redirects nobody, a request that cannot be redirected
     */
    public static Arrival enter(ServerWebExchange exchange, Arrival arrival, Match match) {
        boolean elsewhere =
                match.route().destination() instanceof Destination.Upstream upstream && upstream.isForwardAuth();
        Optional<Asked> asked = Asked.find(exchange);
        if (asked.isEmpty()) {
            if (elsewhere) {
                throw Refusal.of(
                        Problem.UNKNOWN_ADDRESS,
                        "route: " + match.route().name() + ": asked for here (expected: at the proxy in front of it)");
            }
            return arrival;
        }
        if (!elsewhere) {
            throw refused("route: " + match.route().name() + " (expected: one with upstream: forward-auth)");
        }
        if (match.organization().filter(asked.get().organization()::equals).isEmpty()) {
            throw refused("organization: "
                    + match.organization().map(OrganizationName::value).orElse("none") + " (expected: "
                    + asked.get().organization() + ")");
        }
        return asked.get().redirects() || !arrival.isPageNavigation() ? arrival : arrival.asProgram(exchange);
    }

    /** What proxies can make use of: nginx takes all but 401 and 403 for a failure of ours. */
    public static Throwable answerable(ServerWebExchange exchange, Throwable error, Snapshot snapshot) {
        boolean redirects = Asked.find(exchange).filter(Asked::redirects).isPresent();
        if (error instanceof Redirection redirection) {
            return redirects
                    ? redirection
                    : refused("redirected to " + redirection.location().getRawPath());
        }
        if (!(error instanceof Refusal refusal)) {
            return error;
        }
        int status = refusal.problem().status();
        if (status == 401) {
            offerSignIn(exchange, refusal, snapshot);
        }
        boolean told = status == 401 || status == 403 || status >= 500;
        return told ? refusal : refused(refusal.problem().code() + ": " + refusal.cause() + about(exchange));
    }

    /** To a page; a script and a form could not follow. */
    private static void offerSignIn(ServerWebExchange exchange, Refusal refusal, Snapshot snapshot) {
        Arrival arrival = Arrival.of(exchange);
        boolean reads =
                arrival.method().equals(HttpMethod.GET) || arrival.method().equals(HttpMethod.HEAD);
        if (!reads || Visitor.of(exchange.getRequest()) != Visitor.PERSON) {
            return;
        }
        Asked.find(exchange)
                .flatMap(asked -> snapshot.organization(asked.organization()))
                .ifPresent(organization -> {
                    String address = Login.address(
                                    arrival.origin(), organization.name(), ReturnPath.of(arrival, organization))
                            .toString();
                    refusal.withHeader(SIGN_IN, address)
                            .with("login_url", address)
                            .offering(Text.of("sign-in"), address);
                });
    }

    private static String about(ServerWebExchange exchange) {
        return Asked.find(exchange)
                .map(asked ->
                        "; asked about " + asked.method() + " " + asked.target().replaceFirst("[?].*", ""))
                .orElse("");
    }

    private static Refusal refused(String cause) {
        return Refusal.of(Problem.VERIFY_REFUSED, "verify: " + cause);
    }
}
