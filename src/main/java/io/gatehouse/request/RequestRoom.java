package io.gatehouse.request;

import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.problem.Visitor;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;

/** The first room: reads the request line, the host and the client once, and refuses what two readers could read differently. */
public final class RequestRoom {

    private static final Set<HttpMethod> REFUSED = Set.of(HttpMethod.TRACE, HttpMethod.valueOf("CONNECT"));

    /** RFC 9110 §9.1: methods have a case, which some upstreams fold; a rule that names POST is not about post. */
    private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z-]{0,31}");

    private final Origins origins;
    private final PublicUrl publicUrl;
    private final TrustedProxies trustedProxies;

    public RequestRoom(Origins origins, TrustedProxies trustedProxies) {
        this.origins = origins;
        this.publicUrl = origins.publicUrl();
        this.trustedProxies = trustedProxies;
    }

    /**
     * @param hosts the origins beside the public URL and the console's, by what a Host header names, in lower case
     * @throws Refusal 400 for an address we cannot read, 405, 421 or 308 for a host that is not ours
     */
    public Arrival enter(ServerWebExchange exchange, Function<String, Optional<PublicUrl>> hosts) {
        ServerHttpRequest request = exchange.getRequest();
        refuseOddTransferCoding(request.getHeaders());
        String host = host(request.getHeaders(), isTrusted(exchange));
        return enter(exchange, request.getMethod(), host, target(request), hosts);
    }

    /**
     * The same for a request that stands at another proxy, which asks about it.
     *
     * @param exchange the proxy's own request, with the other one's headers
     * @param target path and query of the other one as its client wrote them
     */
    public Arrival enter(
            ServerWebExchange exchange,
            HttpMethod method,
            @Nullable String host,
            String target,
            Function<String, Optional<PublicUrl>> hosts) {
        ServerHttpRequest request = exchange.getRequest();
        int question = target.indexOf('?');
        String rawPath = question < 0 ? target : target.substring(0, question);
        String query = question < 0 ? null : target.substring(question + 1);
        RequestPath path = RequestPath.parse(rawPath).orElseThrow(() -> malformed("path: refused"));
        if (query != null && !isReadable(query)) {
            throw malformed("query: refused");
        }
        if (REFUSED.contains(method) || !METHOD.matcher(method.name()).matches()) {
            throw Refusal.of(Problem.METHOD_NOT_ALLOWED, "method: " + method);
        }
        InetAddress peer = peer(request);
        InetAddress client = trustedProxies.contains(peer) ? client(request.getHeaders(), peer) : peer;
        Optional<PublicUrl> origin = host == null ? Optional.empty() : origin(host, hosts);
        Arrival arrival = new Arrival(
                method, origin.orElse(publicUrl), path, query, client, Visitor.of(request), eventLoop(request));
        arrival.keepIn(exchange);
        if (origin.isEmpty()) {
            throw host == null
                    ? wrongHost(publicUrl)
                    : elsewhere(arrival, publicUrl.at(arrival.pathAndQuery()), publicUrl);
        }
        checkOrigin(request.getHeaders(), arrival.origin());
        return arrival;
    }

    /** Whether a request came over one of the {@code trusted-proxies}. */
    public boolean isTrusted(ServerWebExchange exchange) {
        return trustedProxies.contains(peer(exchange.getRequest()));
    }

    /** To somebody who came to the wrong origin: a page goes to the right one, everything else is told (RFC 9110 §15.5.20). */
    public static RuntimeException elsewhere(Arrival arrival, URI address, PublicUrl expected) {
        return arrival.isPageNavigation() ? Redirection.permanently(address) : wrongHost(expected);
    }

    private static Refusal wrongHost(PublicUrl expected) {
        return Refusal.of(Problem.WRONG_HOST, "host: another one (expected: " + expected + ")");
    }

    /** The page of ours that a browser says this request came from; for the log, never for a decision. */
    public static Optional<RequestPath> askedBy(ServerWebExchange exchange) {
        String referer = exchange.getRequest().getHeaders().getFirst(HttpHeaders.REFERER);
        String ours = Arrival.of(exchange).origin() + "/";
        if (referer == null || !referer.startsWith(ours)) {
            return Optional.empty();
        }
        String path = referer.substring(ours.length() - 1);
        int question = path.indexOf('?');
        return RequestPath.parse(question < 0 ? path : path.substring(0, question));
    }

    /**
     * Browsers let any site open a WebSocket with our cookies; only the Origin tells (cross-site WebSocket hijacking). A proxy
     * that asks about a handshake keeps {@code Upgrade} to itself, but not the key.
     */
    private static void checkOrigin(HttpHeaders headers, PublicUrl ours) {
        String origin = headers.getFirst(HttpHeaders.ORIGIN);
        if (origin != null
                && !origin.equals(ours.toString())
                && (headers.containsHeader(HttpHeaders.UPGRADE) || headers.containsHeader("Sec-WebSocket-Key"))) {
            throw Refusal.of(Problem.CROSS_SITE, "origin: another site (expected: " + ours + ")");
        }
    }

    /**
     * RFC 9112 §6.3: a coding that does not end in chunked leaves the body's end to guessing, and guesses differ. So nothing
     * that follows on this connection is read: it may be the body, or the next request of somebody else.
     */
    public static void refuseOddTransferCoding(HttpHeaders headers) {
        List<String> codings = headers.getOrEmpty(HttpHeaders.TRANSFER_ENCODING);
        if (!codings.isEmpty()
                && !(codings.size() == 1 && codings.get(0).strip().equalsIgnoreCase("chunked"))) {
            throw malformed("transfer-encoding: refused (expected: chunked)").withHeader("Connection", "close");
        }
    }

    /** The request target as it came over the wire, before anything resolved or normalised it. */
    public static String target(ServerHttpRequest request) {
        Object nativeRequest = ServerHttpRequestDecorator.getNativeRequest(request);
        return ((HttpServerRequest) nativeRequest).uri();
    }

    private static Executor eventLoop(ServerHttpRequest request) {
        Connection connection = ServerHttpRequestDecorator.getNativeRequest(request);
        return connection.channel().eventLoop();
    }

    private Optional<PublicUrl> origin(String host, Function<String, Optional<PublicUrl>> hosts) {
        if (publicUrl.isNamedBy(host)) {
            return Optional.of(publicUrl);
        }
        return origins.consoleUrl()
                .filter(console -> console.isNamedBy(host))
                .or(() -> hosts.apply(host.toLowerCase(Locale.ROOT)));
    }

    private static @Nullable String host(HttpHeaders headers, boolean proxied) {
        List<String> forwarded = proxied ? headers.getOrEmpty("X-Forwarded-Host") : List.of();
        List<String> hosts = forwarded.isEmpty() ? headers.getOrEmpty(HttpHeaders.HOST) : forwarded;
        return hosts.size() == 1 ? hosts.get(0) : null;
    }

    private static InetAddress peer(ServerHttpRequest request) {
        InetSocketAddress address = request.getRemoteAddress();
        if (address == null || address.getAddress() == null) {
            throw malformed("peer: without an address");
        }
        return address.getAddress();
    }

    /** The right-most address that is not a trusted proxy itself; what stands left of it, anyone can have written. */
    private InetAddress client(HttpHeaders headers, InetAddress peer) {
        List<String> hops = headers.getOrEmpty("X-Forwarded-For").stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip)
                .collect(Collectors.toCollection(ArrayList::new));
        Collections.reverse(hops);
        InetAddress client = peer;
        for (String hop : hops) {
            InetAddress address = NetUtil.createInetAddressFromIpAddressString(hop);
            if (address == null) {
                return client;
            }
            client = address;
            if (!trustedProxies.contains(address)) {
                return client;
            }
        }
        return client;
    }

    private static boolean isReadable(String query) {
        for (int i = 0; i < query.length(); i++) {
            char c = query.charAt(i);
            if (c <= 0x20 || c >= 0x7f || c == '#' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private static Refusal malformed(String cause) {
        return Refusal.of(Problem.MALFORMED_REQUEST, cause);
    }
}
