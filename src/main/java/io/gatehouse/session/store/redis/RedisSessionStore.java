package io.gatehouse.session.store.redis;

import io.gatehouse.session.store.Listeners;
import io.gatehouse.session.store.Removed;
import io.gatehouse.session.store.SessionStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.data.redis.serializer.RedisSerializationContext;
import org.springframework.data.redis.serializer.RedisSerializer;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Keeps sessions in Redis, where every replica finds them; one command reads a session and begins its idle time anew.
 *
 * <p>Redis copies to its replicas behind the answer, so a failover can bring back what has just been removed. Three things
 * are against that: a removal waits for a replica ({@link Replication}); who removed carries it out again after every
 * reconnection; and who knows of a removal takes what it reads for none, and removes it again ({@link RecentRemovals}).
 */
public final class RedisSessionStore implements SessionStore {

    private static final Logger log = LoggerFactory.getLogger(RedisSessionStore.class);

    private static final int REMOVED_AGAIN_AT_ONCE = 16;
    private static final Retry UNTIL_REDIS_IS_BACK = Retry.fixedDelay(120, Duration.ofMillis(250));

    private final ReactiveRedisTemplate<String, byte[]> redis;
    private final RedisContact contact;
    private final Patience patience;
    private final Replication replication;
    private final RemovalChannel channel;
    private final RecentRemovals recent = new RecentRemovals();
    private final Listeners removed = new Listeners();
    private final Listeners changed = new Listeners();
    private final Disposable.Swap again = Disposables.swap();
    private final Disposable opening;

    /** @param connections standalone, Sentinel or Cluster; its client also makes the connections of {@link RemovalChannel} and {@link Replication} */
    public RedisSessionStore(LettuceConnectionFactory connections) {
        Nodes nodes = new Nodes(connections::getRequiredNativeClient);
        this.redis = new ReactiveRedisTemplate<>(
                connections,
                RedisSerializationContext.<String, byte[]>newSerializationContext(RedisSerializer.string())
                        .value(RedisSerializer.byteArray())
                        .build());
        this.contact = new RedisContact(connections);
        this.patience = new Patience(nodes, System::nanoTime);
        this.replication = new Replication(nodes);
        this.channel = new RemovalChannel(removed, changed, this::removeAgain);
        removed.add(recent::heard);
        this.opening = contact.first()
                .then(contact.open(channel::open, "leave to subscribe to " + RemovalChannel.NAME))
                .then(contact.open(replication::open, "a second connection"))
                .then(RedisWarnings.of(connections))
                .subscribe();
    }

    @Override
    public Mono<Boolean> put(String hash, byte[] session, Duration idleTimeout, byte[] tokens, Duration maxAge) {
        return unlessRemoved(
                hash,
                run(
                        hash,
                        SessionScripts.PUT,
                        List.of(
                                SessionScripts.session(hash),
                                SessionScripts.tokens(hash),
                                SessionScripts.removed(hash)),
                        List.of(session, millis(idleTimeout), tokens, millis(maxAge))));
    }

    @Override
    public Mono<byte[]> use(String hash, Duration timeToLive) {
        return found(hash, () -> redis.opsForValue().getAndExpire(SessionScripts.session(hash), timeToLive));
    }

    @Override
    public Mono<byte[]> look(String hash) {
        return found(hash, () -> redis.opsForValue().get(SessionScripts.session(hash)));
    }

    @Override
    public Mono<byte[]> tokens(String hash) {
        return found(hash, () -> redis.opsForValue().get(SessionScripts.tokens(hash)));
    }

    @Override
    public Mono<Boolean> replace(String hash, byte[] session, byte[] tokens, String owner) {
        return unlessRemoved(
                hash,
                run(
                        hash,
                        SessionScripts.REPLACE,
                        List.of(SessionScripts.session(hash), SessionScripts.tokens(hash), SessionScripts.lock(hash)),
                        List.of(
                                session,
                                tokens,
                                bytes(owner),
                                bytes(RemovalChannel.NAME),
                                bytes(RemovalChannel.CHANGED + hash))));
    }

    @Override
    public Mono<Boolean> lock(String hash, String owner, Duration longest) {
        return run(
                hash, SessionScripts.LOCK, List.of(SessionScripts.lock(hash)), List.of(bytes(owner), millis(longest)));
    }

    @Override
    public Mono<Void> unlock(String hash, String owner) {
        return run(hash, SessionScripts.UNLOCK, List.of(SessionScripts.lock(hash)), List.of(bytes(owner)))
                .then();
    }

    @Override
    public Mono<byte[]> page(String hash) {
        return found(hash, () -> redis.opsForValue().get(SessionScripts.page(hash)));
    }

    @Override
    public Mono<Void> putPage(String hash, byte[] page, Duration timeToLive) {
        return ask(hash, () -> redis.opsForValue().set(SessionScripts.page(hash), page, timeToLive))
                .then();
    }

    /**
     * One command does both, so that no answer lost between them leaves a session that is gone and that others still know;
     * and it goes on when whoever asked for it has left, as browsers do that sign out. It is sent to a Redis that hangs, too:
     * it may be carried out yet.
     */
    @Override
    public Mono<Void> remove(String hash) {
        Mono<Void> command = carryOut(hash).then(replication.await(hash));
        return Mono.fromFuture(
                        () -> {
                            recent.removedHere(hash);
                            removed.accept(hash); // nobody here takes it for known while Redis may have done it
                            return command.toFuture();
                        },
                        true)
                .doOnTerminate(() -> removed.accept(hash));
    }

    @Override
    public void onRemoval(Consumer<String> listener) {
        removed.add(listener);
    }

    @Override
    public void onChange(Consumer<String> listener) {
        changed.add(listener);
    }

    @Override
    public long hearing() {
        return channel.hearing();
    }

    @Override
    public boolean isReady() {
        return contact.isMade();
    }

    @Override
    public void close() {
        opening.dispose();
        again.dispose();
        channel.close();
        replication.close();
    }

    /** The Redis that is connected now may be another one than knew of these. */
    private void removeAgain() {
        List<String> own = recent.removedHere();
        if (!own.isEmpty()) {
            log.info("session: redis: connected again; the last {} removals are carried out again", own.size());
            again.update(Flux.fromIterable(own)
                    .flatMap(this::removeAgain, REMOVED_AGAIN_AT_ONCE)
                    .subscribe());
        }
    }

    private Mono<Void> removeAgain(String hash) {
        return carryOut(hash).retryWhen(UNTIL_REDIS_IS_BACK).onErrorComplete().then();
    }

    private Mono<Long> carryOut(String hash) {
        return contacted(() -> redis.execute(
                        SessionScripts.REMOVE,
                        List.of(
                                SessionScripts.session(hash),
                                SessionScripts.tokens(hash),
                                SessionScripts.page(hash),
                                SessionScripts.removed(hash)),
                        List.of(bytes(RemovalChannel.NAME), bytes(hash), millis(Removed.REMEMBERED)))
                .next());
    }

    /** Redis may have forgotten the removal; whoever knows of it has not. */
    private Mono<byte[]> found(String hash, Supplier<Mono<byte[]>> read) {
        return ask(hash, read).filter(value -> !isBack(hash));
    }

    private boolean isBack(String hash) {
        boolean removedBefore = recent.contain(hash);
        if (removedBefore) {
            again(hash);
        }
        return removedBefore;
    }

    private void again(String hash) {
        carryOut(hash).onErrorComplete().subscribe();
    }

    private Mono<Boolean> unlessRemoved(String hash, Mono<Boolean> write) {
        return Mono.defer(() -> recent.contain(hash) ? Mono.just(false) : write);
    }

    private Mono<Boolean> run(String hash, RedisScript<Long> script, List<String> names, List<byte[]> arguments) {
        return ask(hash, () -> redis.execute(script, names, arguments).next()).map(done -> done == 1);
    }

    private <T> Mono<T> ask(String hash, Supplier<Mono<T>> command) {
        return contacted(() -> patience.ask(hash, command));
    }

    private <T> Mono<T> contacted(Supplier<Mono<T>> command) {
        return Mono.defer(() ->
                contact.isMade() ? command.get() : Mono.error(new IllegalStateException("redis: no contact yet")));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] millis(Duration duration) {
        return bytes(Long.toString(duration.toMillis()));
    }
}
