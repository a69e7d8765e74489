package io.gatehouse.audit.store;

import io.gatehouse.audit.Happening.Drawer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.data.domain.Range;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.core.ReactiveRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.data.redis.serializer.RedisSerializationContext;
import org.springframework.data.redis.serializer.RedisSerializer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Keeps what happened in Redis: {@code gatehouse:{organization}:activity:drawer}, a stream each. */
public final class RedisActivityStore implements ActivityStore {

    private static final String FIELD = "e";

    /**
     * Arguments: how many to keep, the oldest time, how long a stream without new entries stays, entries. {@code ~}: Redis
     * lets go of whole nodes of a stream only, which costs next to nothing, and up to a hundred entries more stay.
     */
    private static final RedisScript<Long> APPEND = RedisScript.of("""
            for entry = 4, #ARGV do redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'e', ARGV[entry]) end
            redis.call('XTRIM', KEYS[1], 'MINID', '~', ARGV[2])
            redis.call('PEXPIRE', KEYS[1], ARGV[3])
            return #ARGV - 3
            """, Long.class);

    private final ReactiveRedisTemplate<String, byte[]> redis;
    private final int keep;
    private final Clock clock;

    /**
     * @param connections standalone, Sentinel or Cluster
     * @param keep how many entries of each drawer of each organization
     */
    public RedisActivityStore(LettuceConnectionFactory connections, int keep, Clock clock) {
        this.redis = new ReactiveRedisTemplate<>(
                connections,
                RedisSerializationContext.<String, byte[]>newSerializationContext(RedisSerializer.string())
                        .value(RedisSerializer.byteArray())
                        .hashKey(RedisSerializer.string())
                        .hashValue(RedisSerializer.byteArray())
                        .build());
        this.keep = keep;
        this.clock = clock;
    }

    @Override
    public Mono<Void> append(String organization, Drawer drawer, List<byte[]> sealed) {
        List<byte[]> arguments = new ArrayList<>(sealed.size() + 3);
        arguments.add(text(keep));
        arguments.add(text(Math.max(0, clock.millis() - LONGEST.toMillis())));
        arguments.add(text(LONGEST.toMillis()));
        arguments.addAll(sealed);
        return command(() -> redis.execute(APPEND, List.of(key(organization, drawer)), arguments))
                .then();
    }

    @Override
    public Flux<Kept> read(String organization, Drawer drawer, StreamId newest, StreamId oldest, int most) {
        Range<String> range = Range.closed(oldest.toString(), newest.toString());
        return command(() -> redis.<String, byte[]>opsForStream()
                        .reverseRange(
                                key(organization, drawer), range, Limit.limit().count(most)))
                .filter(found -> found.getValue().containsKey(FIELD))
                .map(RedisActivityStore::kept);
    }

    private static Kept kept(MapRecord<String, String, byte[]> found) {
        return new Kept(
                StreamId.parse(found.getId().getValue()),
                Objects.requireNonNull(found.getValue().get(FIELD)));
    }

    /** On a thread that may wait: before the first contact, to ask for the connection is to wait for it. */
    private static <T> Flux<T> command(Supplier<Flux<T>> command) {
        return Flux.defer(command).subscribeOn(Schedulers.boundedElastic());
    }

    private static byte[] text(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    private static String key(String organization, Drawer drawer) {
        return "gatehouse:{" + organization + "}:activity:" + drawer;
    }
}
