package io.gatehouse.upstream.client;

import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.timeout.ReadTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long one connection waits: for each sizeable part of the request's body, for the answer's head, and for each part of an answer
 * whose length was said. A stream may pause as it likes, and time in which nobody wants to read does not count.
 *
 * <p>One timer a connection, which finds out when it rings that it is not needed: setting one for each request would cost
 * more than everything else here.
 */
final class Patience {

    /** What an upload must bring at least, as an average of each limit: one byte a minute would hold a connection for ever. */
    private static final int LEAST_BYTES_A_SECOND = 512;

    private final Duration limit;
    private final long part;
    private @Nullable ChannelHandlerContext context;
    private boolean sending;
    private boolean answering;
    private boolean counts;
    private boolean waiting;
    private boolean timed;
    private long since;
    private long sent;

    Patience(Duration limit) {
        this.limit = limit;
        this.part = Math.max(1, limit.toSeconds() * LEAST_BYTES_A_SECOND);
    }

    /** A request begins whose body is still to come. */
    void beginsToSend(ChannelHandlerContext connection) {
        context = connection;
        sending = true;
        sent = 0;
        beginToWait();
    }

    /** So much of the body has come and is on its way. */
    void sends(int bytes) {
        sent += bytes;
        if (sent >= part) {
            sent = 0;
            since = System.nanoTime();
        }
    }

    /** The request is out; what is answered before that (RFC 9112 §7.5) has begun already. */
    void beginsWithTheHead(ChannelHandlerContext connection) {
        context = connection;
        sending = false;
        if (answering) {
            waiting = false;
        } else {
            counts = true;
            beginToWait();
        }
    }

    /** The head is here. */
    void goesOnWith(HttpResponse head) {
        answering = true;
        counts = HttpUtil.isContentLengthSet(head);
    }

    /** Somebody wants to read. */
    void waits() {
        if (counts && !waiting) {
            beginToWait();
        }
    }

    /** Something came. */
    void isRewarded() {
        waiting = sending;
    }

    void ends() {
        sending = false;
        answering = false;
        counts = false;
        waiting = false;
    }

    private void beginToWait() {
        waiting = true;
        since = System.nanoTime();
        if (!timed) {
            ringIn(limit.toNanos());
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it ends by itself
    private void ringIn(long nanos) {
        if (context != null) {
            timed = true;
            context.executor().schedule(this::rings, nanos, TimeUnit.NANOSECONDS);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // closed or gone already
    private void rings() {
        timed = false;
        long left = limit.toNanos() - (System.nanoTime() - since);
        if (!waiting || context == null) {
            return;
        }
        if (left > 0) {
            ringIn(left);
            return;
        }
        // While the upstream takes all that it is given, it is the client who is slow.
        boolean clients = sending && context.channel().isWritable();
        ends();
        context.fireExceptionCaught(
                clients
                        ? Refusal.of(
                                        Problem.MALFORMED_REQUEST,
                                        "body: fewer than " + part + " bytes of it came in " + limit)
                                .withHeader("Connection", "close") // or the rest would be the next request
                        : ReadTimeoutException.INSTANCE);
        context.close();
    }
}
