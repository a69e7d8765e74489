package io.gatehouse.traffic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * Stands on a client's connection, behind reactor-netty's traffic handler, where requests pass one at a time, and sees each
 * begin and end: whoever answers it, Spring, the forwarder past Spring, or nobody because the client left.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write tells its promise
final class Turnstile extends ChannelDuplexHandler {

    private static final AttributeKey<Turnstile> KEY = AttributeKey.valueOf(Turnstile.class.getName());

    private final Consumer<Passage> passed;
    private final BooleanSupplier lastAnswers;
    private @Nullable Passage underWay;

    /**
     * @param passed told of each request, once
     * @param lastAnswers whether each answer is to be the last of its connection
     */
    Turnstile(Consumer<Passage> passed, BooleanSupplier lastAnswers) {
        this.passed = passed;
        this.lastAnswers = lastAnswers;
    }

    static Optional<Turnstile> of(Channel channel) {
        return Optional.ofNullable(channel.attr(KEY).get());
    }

    void follow(ServerWebExchange exchange) {
        if (underWay != null) {
            underWay.follow(exchange);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.channel().attr(KEY).set(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest head) {
            underWay = new Passage(head.method().name(), head.uri(), passed);
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        Passage passage = underWay;
        if (passage == null) {
            context.write(message, promise); // a frame of a WebSocket
            return;
        }
        boolean last = message instanceof LastHttpContent;
        if (message instanceof HttpResponse head) {
            passage.status = head.status().code();
            last &= !isInterim(passage.status);
            if (passage.status >= 200 && lastAnswers.getAsBoolean()) {
                HttpUtil.setKeepAlive(head, false);
            }
        }
        passage.bytes += size(message);
        if (last) {
            underWay = null;
            context.write(message, promise.unvoid().addListener(passage));
        } else {
            context.write(message, promise);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (underWay != null) {
            underWay.abort(context.channel());
            underWay = null;
        }
        context.fireChannelInactive();
    }

    /** RFC 9110 §15.2: 100 and 103 are not the answer; 101 is the last that is said in HTTP. */
    private static boolean isInterim(int status) {
        return status < 200 && status != 101;
    }

    private static int size(Object message) {
        if (message instanceof ByteBuf bytes) {
            return bytes.readableBytes();
        }
        return message instanceof ByteBufHolder part ? part.content().readableBytes() : 0;
    }
}
