package io.gatehouse.upstream.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.ProtocolException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClient;

/**
 * Stands on a connection to an upstream between the codec and reactor-netty, and lets in what was asked for: final answers,
 * one for each request. Bytes that nobody asked for would be the next person's answer (response poisoning).
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write tells its promise, and closed is closed
public final class ConnectionGuard extends ChannelDuplexHandler {

    /** On the other side of the codec, where bytes show that do not make a message yet. */
    private final class Bytes extends ChannelInboundHandlerAdapter {

        private boolean heldBack;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (awaited == 0 || !(message instanceof ByteBuf bytes)) {
                ReferenceCountUtil.release(message);
                context.close();
                return;
            }
            boolean mixed = heldBack;
            bytes.retain(); // the codec releases what it has read
            try {
                context.fireChannelRead(bytes);
                heldBack = bytes.isReadable();
            } finally {
                bytes.release();
            }
            // With bytes of an earlier read before them, what is left over cannot be told: rather a new connection.
            if (endedInThisRead && (heldBack || mixed)) {
                context.close();
            }
        }
    }

    private final Patience patience;
    private @Nullable HttpRequest asked;
    private int awaited;
    private boolean passingOver;
    private boolean endedInThisRead;

    /** @param limit between two reads, the first counted from the end of the request */
    private ConnectionGuard(Duration limit) {
        this.patience = new Patience(limit);
    }

    /** On every new connection of this client. */
    public static HttpClient on(HttpClient client, Duration limit) {
        return client.doOnChannelInit((observer, channel, address) -> {
            ConnectionGuard guard = new ConnectionGuard(limit);
            channel.pipeline()
                    .addBefore(NettyPipeline.HttpCodec, Bytes.class.getName(), guard.new Bytes())
                    .addAfter(NettyPipeline.HttpCodec, ConnectionGuard.class.getName(), guard);
        });
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpRequest request) {
            awaited++;
            asked = request;
        }
        if (message instanceof LastHttpContent) {
            patience.beginsWithTheHead(context);
        } else if (message instanceof HttpRequest) {
            patience.beginsToSend(context);
        } else {
            patience.sends(size(message));
        }
        context.write(message, promise);
    }

    private static int size(Object message) {
        return message instanceof HttpContent content
                ? content.content().readableBytes()
                : message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
    }

    @Override
    public void read(ChannelHandlerContext context) {
        patience.waits();
        context.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (awaited == 0 || message instanceof HttpResponse && endedInThisRead) {
            ReferenceCountUtil.release(message);
            context.close();
            return;
        }
        if (message instanceof HttpResponse response && response.decoderResult().isSuccess()) {
            head(context, response);
        }
        if (passingOver) {
            passOver(context, (HttpObject) message);
            return;
        }
        patience.isRewarded();
        if (message instanceof LastHttpContent last) {
            if (!last.trailingHeaders().isEmpty()) {
                last.trailingHeaders().clear(); // fields that nothing would map or remove
            }
            awaited--;
            asked = null;
            endedInThisRead = true;
            patience.ends();
        }
        context.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        endedInThisRead = false;
        context.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        patience.ends();
        context.fireChannelInactive();
    }

    private void head(ChannelHandlerContext context, HttpResponse response) {
        int status = response.status().code();
        passingOver = status >= 100 && status < 200 && status != 101;
        if (status == 101 && asked != null && asked.headers().contains(HttpHeaderNames.UPGRADE)) {
            letGo(context);
        } else if (status < 100 || status == 101 || status > 599) {
            response.setDecoderResult(DecoderResult.failure(new ProtocolException("status " + status)));
        } else if (!passingOver) {
            patience.goesOnWith(response);
        }
    }

    /** What goes on here is no HTTP any more (RFC 9110 §7.8). */
    private void letGo(ChannelHandlerContext context) {
        patience.ends();
        context.pipeline().remove(Bytes.class);
        context.pipeline().remove(this);
    }

    /** RFC 9110 §15.2: an interim answer is not the answer; reactor-netty would take 103 for one, and hang. */
    private void passOver(ChannelHandlerContext context, HttpObject message) {
        passingOver = !(message instanceof LastHttpContent);
        ReferenceCountUtil.release(message);
        context.read();
    }
}
