package io.gatehouse.session.store.redis;

import io.gatehouse.session.store.Listeners;
import io.gatehouse.session.store.SessionStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.data.redis.serializer.RedisSerializationContext;
import org.springframework.data.redis.serializer.RedisSerializer;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Keeps sessions in Redis, where every replica finds them; one command reads a session and begins its idle time anew. */
public final class RedisSessionStore implements SessionStore {

    private final ReactiveRedisTemplate<String, byte[]> redis;
    private final RedisContact contact;
    private final Patience patience;
    private final Replication replication;
    private final RemovalChannel channel;
    private final Removals removals;
    private final Listeners removed = new Listeners();
    private final Listeners changed = new Listeners();
    private final Disposable opening;

    /** @param connections standalone, Sentinel or Cluster; its client also makes a connection to hear and one to wait */
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
        this.removals = new Removals(redis, contact, replication, removed);
        this.channel = new RemovalChannel(removed, changed, removals::carryOutAgain);
        removed.add(removals::heard);
        this.opening = contact.first()
                .then(Mono.defer(() -> Mono.when(
                        contact.open(channel::open, "leave to subscribe to " + RemovalChannel.NAME),
                        contact.open(replication::open, "another connection"),
                        RedisWarnings.of(connections))))
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
    public Mono<Duration> timeToLive(String hash) {
        return ask(hash, () -> redis.getExpire(SessionScripts.session(hash)))
                .filter(left -> !left.isNegative() && !left.isZero() && !removals.isBack(hash));
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

    @Override
    public Mono<Void> remove(String hash) {
        return removals.remove(hash);
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
        removals.close();
        channel.close();
        replication.close();
    }

    private Mono<byte[]> found(String hash, Supplier<Mono<byte[]>> read) {
        return ask(hash, read).filter(value -> !removals.isBack(hash));
    }

    private Mono<Boolean> unlessRemoved(String hash, Mono<Boolean> write) {
        return Mono.defer(() -> removals.contain(hash) ? Mono.just(false) : write);
    }

    private Mono<Boolean> run(String hash, RedisScript<Long> script, List<String> names, List<byte[]> arguments) {
        return ask(hash, () -> redis.execute(script, names, arguments).next()).map(done -> done == 1);
    }

    private <T> Mono<T> ask(String hash, Supplier<Mono<T>> command) {
        return contact.made(() -> patience.ask(hash, command));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] millis(Duration duration) {
        return bytes(Long.toString(duration.toMillis()));
    }
}
