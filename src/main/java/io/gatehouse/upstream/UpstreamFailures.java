package io.gatehouse.upstream;

import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.netty.channel.ChannelException;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.timeout.TimeoutException;
import java.io.IOException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.client.PrematureCloseException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;

/** Says what an upstream did wrong: away (502) or too slow (504). */
public final class UpstreamFailures {

    private UpstreamFailures() {}

    /** Whether it is the upstream, or the way to it, that failed; everything else is a fault of ours. */
    public static boolean isUpstreams(Throwable error) {
        return error instanceof IOException
                || isSlow(error)
                || error instanceof ChannelException
                || error instanceof AbortedException // closed before the request was out
                || error instanceof CodecException
                || error instanceof IllegalArgumentException // a status or header that no HTTP message may have
                || error instanceof WebSocketHandshakeException;
    }

    /** The refusal for an error that is the upstream's. */
    public static Refusal refusal(Throwable error, Forwarding forwarding) {
        String where = "upstream: " + forwarding.route().name() + ": " + forwarding.target() + ": ";
        return Refusal.of(isSlow(error) ? Problem.UPSTREAM_SLOW : Problem.UPSTREAM_DOWN, where + said(error));
    }

    /** An upstream closes a connection that it has not heard from for a while just when the next request is on its way. */
    public static boolean isClosed(Throwable error) {
        return error instanceof PrematureCloseException || AbortedException.isConnectionReset(error);
    }

    private static boolean isSlow(Throwable error) {
        return error instanceof TimeoutException
                || error instanceof java.util.concurrent.TimeoutException
                || error instanceof PoolAcquirePendingLimitException
                || error instanceof ResponseStatusException status
                        && status.getStatusCode().isSameCodeAs(HttpStatus.GATEWAY_TIMEOUT);
    }

    /** The kind of failure; a message could quote what the client or the upstream sent. */
    private static String said(Throwable error) {
        if (error instanceof UnknownHostException) {
            return "host name does not resolve";
        }
        if (error instanceof SSLException) {
            return "TLS: " + error.getMessage();
        }
        return error instanceof IOException
                ? error.getClass().getSimpleName() + ": " + error.getMessage()
                : error.getClass().getSimpleName();
    }
}
