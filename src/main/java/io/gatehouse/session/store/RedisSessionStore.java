package io.gatehouse.session.store;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.data.redis.serializer.RedisSerializationContext;
import org.springframework.data.redis.serializer.RedisSerializer;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/** Keeps sessions in Redis, where every replica finds them; one command reads a session and begins its idle time anew. */
public final class RedisSessionStore implements SessionStore {

    private static final Logger log = LoggerFactory.getLogger(RedisSessionStore.class);

    private static final RedisScript<Long> PUT = script("""
            if redis.call('EXISTS', KEYS[3]) == 1 then return 0 end
            redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4])
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return 1
            """);

    private static final RedisScript<Long> REPLACE = script("""
            if redis.call('GET', KEYS[3]) ~= ARGV[3] or redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
            redis.call('SET', KEYS[1], ARGV[1], 'XX', 'KEEPTTL')
            redis.call('SET', KEYS[2], ARGV[2], 'XX', 'KEEPTTL')
            redis.call('PUBLISH', ARGV[4], ARGV[5])
            return 1
            """);

    /** Keys that are gone, then the message: who reads when it hears of it must find nothing. */
    private static final RedisScript<Long> REMOVE = script("""
            redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
            redis.call('SET', KEYS[4], '', 'PX', ARGV[3])
            redis.call('PUBLISH', ARGV[1], ARGV[2])
            return 1
            """);

    private static final RedisScript<Long> LOCK = script("""
            local owner = redis.call('GET', KEYS[1])
            if owner and owner ~= ARGV[1] then return 0 end
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return 1
            """);

    private static final RedisScript<Long> UNLOCK = script("""
            if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
            return 1
            """);

    private static final Duration BETWEEN_CONTACTS = Duration.ofSeconds(1);

    private final ReactiveRedisConnectionFactory connections;
    private final Supplier<AbstractRedisClient> client;
    private final ReactiveRedisTemplate<String, byte[]> redis;
    private final RemovalChannel channel;
    private final Disposable contact;
    private final Listeners removed = new Listeners();
    private final Listeners changed = new Listeners();
    private volatile boolean contacted;
    private volatile String noContactBecause = "";

    /** @param connections standalone, Sentinel or Cluster; its client also makes the connection for {@link RemovalChannel} */
    public RedisSessionStore(LettuceConnectionFactory connections) {
        this.connections = connections;
        this.client = connections::getRequiredNativeClient;
        this.redis = new ReactiveRedisTemplate<>(
                connections,
                RedisSerializationContext.<String, byte[]>newSerializationContext(RedisSerializer.string())
                        .value(RedisSerializer.byteArray())
                        .build());
        this.channel = new RemovalChannel(removed, changed);
        this.contact = firstContact()
                .doOnNext(unused -> contacted())
                .then(hearRemovals())
                .subscribe();
    }

    @Override
    public Mono<Boolean> put(String hash, byte[] session, Duration idleTimeout, byte[] tokens, Duration maxAge) {
        return run(
                PUT,
                List.of(sessionKey(hash), tokensKey(hash), removedKey(hash)),
                List.of(session, millis(idleTimeout), tokens, millis(maxAge)));
    }

    @Override
    public Mono<byte[]> use(String hash, Duration timeToLive) {
        return once(() -> redis.opsForValue().getAndExpire(sessionKey(hash), timeToLive));
    }

    @Override
    public Mono<byte[]> look(String hash) {
        return once(() -> redis.opsForValue().get(sessionKey(hash)));
    }

    @Override
    public Mono<byte[]> tokens(String hash) {
        return once(() -> redis.opsForValue().get(tokensKey(hash)));
    }

    @Override
    public Mono<Boolean> replace(String hash, byte[] session, byte[] tokens, String owner) {
        return run(
                REPLACE,
                List.of(sessionKey(hash), tokensKey(hash), lockKey(hash)),
                List.of(
                        session,
                        tokens,
                        bytes(owner),
                        bytes(RemovalChannel.NAME),
                        bytes(RemovalChannel.CHANGED + hash)));
    }

    @Override
    public Mono<Boolean> lock(String hash, String owner, Duration longest) {
        return run(LOCK, List.of(lockKey(hash)), List.of(bytes(owner), millis(longest)));
    }

    @Override
    public Mono<Void> unlock(String hash, String owner) {
        return run(UNLOCK, List.of(lockKey(hash)), List.of(bytes(owner))).then();
    }

    @Override
    public Mono<byte[]> page(String hash) {
        return once(() -> redis.opsForValue().get(pageKey(hash)));
    }

    @Override
    public Mono<Void> putPage(String hash, byte[] page, Duration timeToLive) {
        return once(
                () -> redis.opsForValue().set(pageKey(hash), page, timeToLive).then());
    }

    /**
     * One command does both, so that no answer lost between them leaves a session that is gone and that others still know;
     * and it goes on when whoever asked for it has left, as browsers do that sign out.
     */
    @Override
    public Mono<Void> remove(String hash) {
        Mono<Void> command = run(
                        REMOVE,
                        List.of(sessionKey(hash), tokensKey(hash), pageKey(hash), removedKey(hash)),
                        List.of(bytes(RemovalChannel.NAME), bytes(hash), millis(Removed.REMEMBERED)))
                .then();
        return Mono.fromFuture(
                        () -> {
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
        return contacted;
    }

    @Override
    public void close() {
        contact.dispose();
        channel.close();
    }

    /** The first connection is made on a thread that may wait; afterwards Lettuce keeps it and connects again by itself. */
    private Mono<String> firstContact() {
        return Mono.fromCallable(connections::getReactiveConnection)
                .flatMap(ReactiveRedisConnection::ping)
                .subscribeOn(Schedulers.boundedElastic())
                .doOnError(this::noContact)
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, BETWEEN_CONTACTS));
    }

    /** Once for each reason, and not once a second. */
    private void noContact(Throwable error) {
        String reason = Causes.of(error);
        if (!reason.equals(noContactBecause)) {
            noContactBecause = reason;
            log.warn("session: redis: no contact yet: {}", reason);
        }
    }

    /** Until it has come about, every request asks Redis. */
    private Mono<Void> hearRemovals() {
        return Mono.<Void>fromRunnable(this::openChannel)
                .subscribeOn(Schedulers.boundedElastic())
                .doOnError(error -> log.warn(
                        "session: redis: removals cannot be heard: {} (expected: leave to subscribe to {})",
                        Causes.of(error),
                        RemovalChannel.NAME))
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, BETWEEN_CONTACTS));
    }

    private void openChannel() {
        if (client.get() instanceof RedisClient single) {
            channel.open(single);
        } else {
            log.info("session: redis: a cluster, whose removals cannot be proven heard: every request asks Redis");
        }
    }

    private void contacted() {
        contacted = true;
        log.info("session: redis: in contact");
    }

    private Mono<Boolean> run(RedisScript<Long> script, List<String> names, List<byte[]> arguments) {
        return once(() -> redis.execute(script, names, arguments).next()).map(done -> done == 1);
    }

    private static RedisScript<Long> script(String lua) {
        return RedisScript.of(lua, Long.class);
    }

    private <T> Mono<T> once(Supplier<Mono<T>> command) {
        return Mono.defer(
                () -> contacted ? command.get() : Mono.error(new IllegalStateException("redis: no contact yet")));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] millis(Duration duration) {
        return bytes(Long.toString(duration.toMillis()));
    }

    /** The braces keep all values of a session in one slot of a cluster. */
    private static String sessionKey(String hash) {
        return "gatehouse:{" + hash + "}:session";
    }

    private static String tokensKey(String hash) {
        return "gatehouse:{" + hash + "}:tokens";
    }

    private static String removedKey(String hash) {
        return "gatehouse:{" + hash + "}:removed";
    }

    private static String lockKey(String hash) {
        return "gatehouse:{" + hash + "}:lock";
    }

    private static String pageKey(String hash) {
        return "gatehouse:{" + hash + "}:page";
    }
}
