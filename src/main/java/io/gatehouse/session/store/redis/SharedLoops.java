package io.gatehouse.session.store.redis;

import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.lettuce.core.resource.Transports;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.concurrent.TimeUnit;
import reactor.netty.resources.LoopResources;

/** Lends the server's event loops to Lettuce, so that Redis needs no threads of its own. */
public final class SharedLoops implements EventLoopGroupProvider {

    private static final Future<Boolean> DONE = GlobalEventExecutor.INSTANCE.newSucceededFuture(true);
    private static final int OWN_THREADS = 1;

    private final LoopResources loops;
    private final EventLoopGroup group;
    private final EventLoopGroupProvider own = new DefaultEventLoopGroupProvider(OWN_THREADS);

    public SharedLoops(LoopResources loops) {
        this.loops = loops;
        this.group = loops.onServer(LoopResources.DEFAULT_NATIVE);
    }

    /** The server's, where they carry the kind of socket that Lettuce opens. */
    @Override
    public <T extends EventLoopGroup> T allocate(Class<T> type) {
        boolean fits = type.isInstance(group)
                && loops.onChannelClass(SocketChannel.class, group).equals(Transports.socketChannelClass());
        return fits ? type.cast(group) : own.allocate(type);
    }

    @Override
    public int threadPoolSize() {
        return own.threadPoolSize();
    }

    /** The server's outlive the connection to Redis. */
    @Override
    public Future<Boolean> release(EventExecutorGroup released, long quietPeriod, long timeout, TimeUnit unit) {
        return released == group ? DONE : own.release(released, quietPeriod, timeout, unit);
    }

    @Override
    public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit unit) {
        return own.shutdown(quietPeriod, timeout, unit);
    }
}
