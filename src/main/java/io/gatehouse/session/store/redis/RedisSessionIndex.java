package io.gatehouse.session.store.redis;

import io.gatehouse.session.store.SessionIndex;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.data.domain.Range;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.ZSetOperations;
import org.springframework.data.redis.core.script.RedisScript;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The index of {@link RedisSessionStore}: a sorted set for each name, by when its sessions leave. */
public final class RedisSessionIndex implements SessionIndex {

    /** In one step: what is closed while a session enters either refuses it or finds it. */
    private static final RedisScript<Long> ENTER = RedisScript.of("""
            local closed = redis.call('GET', KEYS[2])
            if closed and tonumber(ARGV[2]) <= tonumber(closed) then return 0 end
            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[3])
            redis.call('ZADD', KEYS[1], ARGV[4], ARGV[1])
            if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[5]) then redis.call('PEXPIRE', KEYS[1], ARGV[5]) end
            return 1
            """, Long.class);

    private static final RedisScript<Long> CLOSE = RedisScript.of("""
            local closed = redis.call('GET', KEYS[1])
            if closed and tonumber(closed) > tonumber(ARGV[1]) then return 0 end
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return 1
            """, Long.class);

    private final ReactiveStringRedisTemplate redis;
    private final Clock clock;

    public RedisSessionIndex(LettuceConnectionFactory connections, Clock clock) {
        this.redis = new ReactiveStringRedisTemplate(connections);
        this.clock = clock;
    }

    @Override
    public Mono<Boolean> enter(String name, String hash, Instant issuedAt, Duration maxAge) {
        long now = clock.millis();
        return command(() -> redis.execute(
                        ENTER,
                        List.of(sessionsKey(name), closedKey(name)),
                        List.of(
                                hash,
                                text(issuedAt.toEpochMilli()),
                                text(now),
                                text(now + maxAge.toMillis()),
                                text(maxAge.toMillis()))))
                .next()
                .map(entered -> entered == 1);
    }

    @Override
    public Flux<String> find(String name) {
        return command(() -> redis.opsForZSet()
                        .scan(
                                sessionsKey(name),
                                ScanOptions.scanOptions().count(1_000).build()))
                .map(entry -> String.valueOf(entry.getValue()));
    }

    @Override
    public Mono<List<Entry>> latest(String name, Position from, int most) {
        Range<Double> until =
                Range.leftUnbounded(Range.Bound.inclusive((double) from.until().toEpochMilli()));
        return command(() -> redis.opsForZSet()
                        .reverseRangeByScoreWithScores(
                                sessionsKey(name),
                                until,
                                Limit.limit().offset(from.passed()).count(most)))
                .map(RedisSessionIndex::entry)
                .collectList();
    }

    private static Entry entry(ZSetOperations.TypedTuple<String> member) {
        double until = Objects.requireNonNullElse(member.getScore(), 0d);
        return new Entry(String.valueOf(member.getValue()), Instant.ofEpochMilli((long) until));
    }

    @Override
    public Mono<Void> leave(String name, String hash) {
        return command(() -> redis.opsForZSet().remove(sessionsKey(name), hash).flux())
                .then();
    }

    @Override
    public Mono<Void> close(String name, Instant until, Duration longest) {
        return command(() -> redis.execute(
                        CLOSE, List.of(closedKey(name)), List.of(text(until.toEpochMilli()), text(longest.toMillis()))))
                .then();
    }

    /** On a thread that may wait: before the first contact, to ask for the connection is to wait for it. */
    private static <T> Flux<T> command(Supplier<Flux<T>> command) {
        return Flux.defer(command).subscribeOn(Schedulers.boundedElastic());
    }

    private static String text(long number) {
        return Long.toString(number);
    }

    private static String sessionsKey(String name) {
        return "gatehouse:{" + name + "}:sessions";
    }

    private static String closedKey(String name) {
        return "gatehouse:{" + name + "}:closed";
    }
}
