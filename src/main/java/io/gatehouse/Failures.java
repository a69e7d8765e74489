package io.gatehouse;

import io.gatehouse.brand.Brands;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.problem.Page;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Problems;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Redirection;
import io.gatehouse.route.Match;
import io.gatehouse.route.Snapshot;
import io.gatehouse.upstream.Forwarding;
import io.gatehouse.upstream.UpstreamFailures;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;

/** Where every chain that did not end with an answer ends: refusals, redirections, upstreams that failed, our own faults. */
final class Failures implements WebExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private final Problems problems;
    private final Supplier<Snapshot> snapshots;

    Failures(Problems problems, Supplier<Snapshot> snapshots) {
        this.problems = problems;
        this.snapshots = snapshots;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        if (isGone(exchange)) {
            log.info("connection closed by the client: {}", error.getClass().getSimpleName());
            return Mono.empty();
        }
        if (isCommitted(exchange)) {
            return breakOff(exchange, error);
        }
        if (error instanceof Redirection redirection) {
            exchange.getResponse().setStatusCode(redirection.status());
            exchange.getResponse().getHeaders().setLocation(redirection.location());
            Page.secureRedirect(exchange.getResponse().getHeaders());
            return exchange.getResponse().setComplete();
        }
        Optional<OrganizationName> known = Match.find(exchange).flatMap(Match::organization);
        Brands.show(exchange, known.flatMap(snapshots.get()::organization));
        return problems.answer(exchange, refusal(exchange, error));
    }

    private static Refusal refusal(ServerWebExchange exchange, Throwable error) {
        if (error instanceof Refusal refusal) {
            return refusal;
        }
        if (Forwarding.hasBegun(exchange) && UpstreamFailures.isUpstreams(error)) {
            exchange.getResponse().getHeaders().clear();
            return UpstreamFailures.refusal(error, Forwarding.of(exchange));
        }
        if (error instanceof MethodNotAllowedException method) {
            return Refusal.of(Problem.METHOD_NOT_ALLOWED, "method: " + method.getHttpMethod());
        }
        if (error instanceof ResponseStatusException status
                && status.getStatusCode().is4xxClientError()) {
            return Refusal.of(Problem.MALFORMED_REQUEST, String.valueOf(status.getReason()));
        }
        log.error("unexpected", error);
        return Refusal.of(Problem.INTERNAL, error.getClass().getSimpleName());
    }

    /** Spring does not see what the forwarder has sent past it: the body would end as if it were whole. */
    private static boolean isCommitted(ServerWebExchange exchange) {
        ServerHttpResponse response = exchange.getResponse();
        return response.isCommitted()
                || ServerHttpResponseDecorator.getNativeResponse(response) instanceof HttpServerResponse sent
                        && sent.hasSentHeaders();
    }

    /** Whatever failed then is no matter of the upstream's, and nobody is there to be told. */
    private static boolean isGone(ServerWebExchange exchange) {
        return ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse()) instanceof Connection connection
                && !connection.channel().isActive();
    }

    /** Half an answer is out: closing the connection is the only way left to say that it is not whole. */
    @SuppressWarnings("FutureReturnValueIgnored") // closed or gone already: either way nothing more is sent
    private static Mono<Void> breakOff(ServerWebExchange exchange, Throwable error) {
        log.info("connection closed: the answer broke off: {}", error.getClass().getSimpleName());
        ServerHttpResponse response = exchange.getResponse();
        if (ServerHttpResponseDecorator.getNativeResponse(response) instanceof HttpServerResponse nativeResponse) {
            nativeResponse.withConnection(connection -> connection.channel().close());
        }
        return Mono.empty();
    }
}
