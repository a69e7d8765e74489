package io.gatehouse.assertion.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.data.redis.serializer.RedisSerializationContext;
import org.springframework.data.redis.serializer.RedisSerializer;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** In Redis, where every replica finds them. */
public final class RedisKeyStore implements KeyStore {

    private static final List<String> KEY = List.of("gatehouse:{assertion}:keys");

    /** Arguments: what is expected (nothing: an empty text), what comes. */
    private static final RedisScript<Long> REPLACE = RedisScript.of("""
            if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
            redis.call('SET', KEYS[1], ARGV[2])
            return 1
            """, Long.class);

    private final ReactiveRedisTemplate<String, byte[]> redis;

    /** @param connections standalone, Sentinel or Cluster */
    public RedisKeyStore(LettuceConnectionFactory connections) {
        this.redis = new ReactiveRedisTemplate<>(
                connections,
                RedisSerializationContext.<String, byte[]>newSerializationContext(RedisSerializer.string())
                        .value(RedisSerializer.byteArray())
                        .build());
    }

    @Override
    public Mono<byte[]> read() {
        return command(() -> redis.opsForValue().get(KEY.get(0)));
    }

    @Override
    public Mono<Boolean> replace(Optional<byte[]> expected, byte[] next) {
        return command(() -> redis.execute(REPLACE, KEY, List.of(expected.orElseGet(() -> new byte[0]), next))
                .single()
                .map(done -> done == 1));
    }

    /** On a thread that may wait: before the first contact, to ask for the connection is to wait for it. */
    private static <T> Mono<T> command(Supplier<Mono<T>> command) {
        return Mono.defer(command).subscribeOn(Schedulers.boundedElastic());
    }
}
