package io.gatehouse.session.store.redis;

import io.gatehouse.session.store.SessionStore;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.event.ClusterTopologyChangedEvent;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Schedulers;

/**
 * Where replicas tell each other of removed sessions (Redis publish/subscribe), and how a replica knows that it hears them.
 *
 * <p>A message that was sent while the connection was broken is lost, and a broken connection can look alive. So the connection
 * is asked for an echo all the time: Redis answers in order, hence an answered PING proves that everything published before
 * it has been heard. Not so in a Cluster, whose nodes pass messages on among themselves while each answers PING alone.
 * {@code CLIENT TRACKING} would need no messages, but goes deaf after a replica's own write.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closed is closed, and without an answer nothing is taken for heard
final class RemovalChannel implements RedisConnectionStateListener, AutoCloseable {

    static final String NAME = "gatehouse:removed";

    /** In front of a hash: the session is not removed, only another one than it was. */
    static final String CHANGED = "~";

    private static final Logger log = LoggerFactory.getLogger(RemovalChannel.class);

    /** The worst-case delay of a removal: without an answered PING younger than this, nothing is taken for heard. */
    private static final Duration LIMIT = Duration.ofMillis(500);

    private static final Duration BETWEEN_PINGS = Duration.ofMillis(150);

    private final class Messages extends RedisPubSubAdapter<String, String> {

        @Override
        public void message(String channel, String message) {
            if (message.startsWith(CHANGED)) {
                changed.accept(message.substring(CHANGED.length()));
            } else {
                removed.accept(message);
            }
        }

        /** Also after every reconnection: what was published in between is lost. */
        @Override
        public void subscribed(String channel, long count) {
            stretch = stretches.incrementAndGet();
            anotherRedis.run();
        }
    }

    private final Consumer<String> removed;
    private final Consumer<String> changed;
    private final Runnable anotherRedis;
    private final AtomicLong stretches = new AtomicLong(SessionStore.DEAF);
    private volatile long stretch = SessionStore.DEAF;
    private volatile boolean told;
    private volatile boolean proven;
    private volatile long heardUntil = System.nanoTime() - LIMIT.toNanos();
    private final Disposable.Composite opened = Disposables.composite();

    /**
     * @param removed told the hash of every removed session, on Lettuce's thread
     * @param changed told the hash of every replaced one, on the same
     * @param anotherRedis run when what is connected now need not know what the one before knew; must not block
     */
    RemovalChannel(Consumer<String> removed, Consumer<String> changed, Runnable anotherRedis) {
        this.removed = removed;
        this.changed = changed;
        this.anotherRedis = anotherRedis;
    }

    /** Blocks until subscribed; from then on Lettuce connects and subscribes again by itself. */
    void open(AbstractRedisClient client) {
        StatefulRedisPubSubConnection<String, String> connection = connect(client);
        try {
            connection.addListener(this);
            connection.addListener(new Messages());
            connection.sync().subscribe(NAME);
        } catch (RuntimeException refused) {
            connection.closeAsync();
            throw refused;
        }
        proven = client instanceof RedisClient;
        if (client instanceof RedisClusterClient cluster) {
            followTopology(cluster);
        }
        opened.add(Schedulers.parallel()
                .schedulePeriodically(() -> ping(connection), 0, BETWEEN_PINGS.toMillis(), TimeUnit.MILLISECONDS));
        opened.add(() -> close(connection));
    }

    private static StatefulRedisPubSubConnection<String, String> connect(AbstractRedisClient client) {
        return client instanceof RedisClusterClient cluster
                ? cluster.connectPubSub()
                : ((RedisClient) client).connectPubSub();
    }

    /** Its nodes fail over without this connection being touched. */
    private void followTopology(RedisClusterClient cluster) {
        log.info("session: redis: a cluster, whose removals cannot be proven heard: every request asks Redis");
        opened.add(cluster.getResources()
                .eventBus()
                .get()
                .ofType(ClusterTopologyChangedEvent.class)
                .subscribe(changed -> anotherRedis.run()));
    }

    /** See {@link SessionStore#hearing()}. */
    long hearing() {
        long present = stretch;
        return proven && present != SessionStore.DEAF && System.nanoTime() - heardUntil < LIMIT.toNanos()
                ? present
                : SessionStore.DEAF;
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
        stretch = SessionStore.DEAF;
    }

    @Override
    public void close() {
        opened.dispose();
    }

    private static void close(StatefulRedisPubSubConnection<String, String> connection) {
        if (connection.isOpen()) {
            connection.closeAsync();
        }
    }

    private void ping(StatefulRedisPubSubConnection<String, String> asked) {
        tell();
        long sent = System.nanoTime();
        asked.async().ping().thenAccept(unused -> heardUntil = sent);
    }

    /** Also of a connection that looks alive: nobody else would notice. */
    private void tell() {
        boolean now = hearing() != SessionStore.DEAF;
        if (proven && now != told) {
            told = now;
            if (now) {
                log.info("session: redis: removals are heard");
            } else {
                log.warn("session: redis: no echo for {}; every request asks Redis until there is one", LIMIT);
            }
        }
    }
}
