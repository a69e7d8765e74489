package io.gatehouse.traffic;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.request.Arrival;
import io.gatehouse.route.Match;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * One request, from its head to the end of its answer. The one object that a request costs here: its event loop fills it
 * in, and the access log reads it.
 */
final class Passage implements ChannelFutureListener {

    /** Where a request leads that found no route. */
    static final String NO_ROUTE = "none";

    /** What stands for the status when the client went away, or the answer broke off. */
    static final int ABORTED = 0;

    private static final int LONGEST_TARGET = 2_048;

    final String method;
    final String target;
    final long began = System.nanoTime();

    String route = NO_ROUTE;

    @Nullable OrganizationName organization;

    @Nullable InetAddress client;

    int status = ABORTED;
    long bytes;
    long ended;

    private final Consumer<Passage> told;
    private @Nullable ServerWebExchange exchange;

    /**
     * @param target as it came, with its query; of a very long one no more is kept than the log could show
     * @param told of the end, once
     */
    Passage(String method, String target, Consumer<Passage> told) {
        this.method = method;
        this.target = target.length() > LONGEST_TARGET ? target.substring(0, LONGEST_TARGET) : target;
        this.told = told;
    }

    /** Where the rooms leave what they find. */
    void follow(ServerWebExchange rooms) {
        exchange = rooms;
    }

    /** The answer's last part is with the operating system, or never will be. */
    @Override
    public void operationComplete(ChannelFuture sent) {
        end(sent.channel(), sent.isSuccess());
    }

    void abort(Channel channel) {
        end(channel, false);
    }

    long nanos() {
        return ended - began;
    }

    private void end(Channel channel, boolean whole) {
        ended = System.nanoTime();
        status = whole ? status : ABORTED;
        client = channel.remoteAddress() instanceof InetSocketAddress peer ? peer.getAddress() : null;
        if (exchange != null) {
            takeFrom(exchange);
            exchange = null; // this may wait in the access log's ring for a while, and need not keep all that alive
        }
        told.accept(this);
    }

    private void takeFrom(ServerWebExchange rooms) {
        Match.find(rooms).ifPresent(match -> {
            route = match.route().name();
            organization = match.organization().orElse(null);
        });
        Arrival.find(rooms).ifPresent(arrival -> client = arrival.client());
    }
}
