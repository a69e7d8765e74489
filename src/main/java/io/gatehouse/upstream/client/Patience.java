package io.gatehouse.upstream.client;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.timeout.ReadTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long one connection waits for its upstream: for an answer's head, and for each part of a body whose length was said. A
 * stream may pause as it likes, and time in which nobody wants to read does not count.
 *
 * <p>One timer a connection, which finds out when it rings that it is not needed: setting one for each request would cost
 * more than everything else here.
 */
final class Patience {

    private final long limit;
    private @Nullable ChannelHandlerContext context;
    private boolean counts;
    private boolean waiting;
    private boolean timed;
    private long since;

    Patience(Duration limit) {
        this.limit = limit.toNanos();
    }

    /** The request is out. */
    void beginsWithTheHead(ChannelHandlerContext connection) {
        context = connection;
        counts = true;
        beginToWait(System.nanoTime());
    }

    /** The head is here. */
    void goesOnWith(HttpResponse head) {
        counts = HttpUtil.isContentLengthSet(head);
    }

    /** Somebody wants to read. */
    void waits() {
        if (counts && !waiting) {
            beginToWait(System.nanoTime());
        }
    }

    /** Something came. */
    void isRewarded() {
        waiting = false;
    }

    void ends() {
        counts = false;
        waiting = false;
    }

    private void beginToWait(long now) {
        waiting = true;
        since = now;
        if (!timed) {
            ringIn(limit);
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
        long left = limit - (System.nanoTime() - since);
        if (!waiting || context == null) {
            return;
        }
        if (left > 0) {
            ringIn(left);
            return;
        }
        ends();
        context.fireExceptionCaught(ReadTimeoutException.INSTANCE);
        context.close();
    }
}
