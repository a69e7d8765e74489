package io.gatehouse.request;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.LastHttpContent;
import reactor.netty.channel.ChannelOperations;

/**
 * Goes on reading a connection whose request was answered before its end had been taken from the queue: reactor-netty
 * 1.3.7 forgets to when a request came early on a kept-alive connection and was answered at once, and the connection
 * hangs ({@code HttpTrafficHandler.run}; KeepAliveJourney shows it).
 */
@ChannelHandler.Sharable
public final class ReadOn extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        boolean end = message instanceof LastHttpContent;
        context.fireChannelRead(message);
        if (end && ChannelOperations.get(context.channel()) == null) {
            context.channel().config().setAutoRead(true);
        }
    }
}
