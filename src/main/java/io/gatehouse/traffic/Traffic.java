package io.gatehouse.traffic;

import io.netty.channel.ChannelHandler;
import java.util.Optional;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.netty.Connection;

/** Counts, times and writes down every request once, whoever answers it. */
public final class Traffic implements AutoCloseable {

    private final RequestTimes times;
    private final Optional<AccessLog> accessLog;
    private volatile boolean stopping;

    public Traffic(RequestTimes times, Optional<AccessLog> accessLog) {
        this.times = times;
        this.accessLog = accessLog;
    }

    /** For the pipeline of one client's connection, where requests pass one at a time. */
    public ChannelHandler turnstile() {
        return new Turnstile(this::passed, () -> stopping);
    }

    /** Where the rooms leave what they find of a request; until then it has neither a route nor a client behind a proxy. */
    public static void follow(ServerWebExchange exchange) {
        Object request = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
        if (request instanceof Connection connection) {
            Turnstile.of(connection.channel()).ifPresent(turnstile -> turnstile.follow(exchange));
        }
    }

    /** From now on each answer is its connection's last: the next request goes to another replica. */
    public void stop() {
        stopping = true;
    }

    /** Writes what has not been written yet. */
    @Override
    public void close() {
        accessLog.ifPresent(AccessLog::close);
    }

    private void passed(Passage passage) {
        times.record(passage.route, passage.status, passage.nanos());
        if (accessLog.isPresent()) {
            accessLog.get().add(passage);
        }
    }
}
