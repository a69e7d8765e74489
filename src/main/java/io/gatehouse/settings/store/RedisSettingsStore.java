package io.gatehouse.settings.store;

import io.gatehouse.organization.OrganizationName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.data.redis.serializer.RedisSerializationContext;
import org.springframework.data.redis.serializer.RedisSerializer;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Keeps settings in Redis, where every replica finds them. */
public final class RedisSettingsStore implements SettingsStore {

    /** Arguments: organization, expected version, new version, new value, new stamp. */
    private static final RedisScript<Long> WRITE = RedisScript.of("""
            if (redis.call('HGET', KEYS[2], ARGV[1]) or '0') ~= ARGV[2] then return 0 end
            redis.call('HSET', KEYS[1], ARGV[1], ARGV[4])
            redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
            redis.call('SET', KEYS[3], ARGV[5])
            return 1
            """, Long.class);

    /** Arguments: organization, expected version, new stamp. */
    private static final RedisScript<Long> REMOVE = RedisScript.of("""
            if redis.call('HGET', KEYS[2], ARGV[1]) ~= ARGV[2] then return 0 end
            redis.call('HDEL', KEYS[1], ARGV[1])
            redis.call('HDEL', KEYS[2], ARGV[1])
            redis.call('SET', KEYS[3], ARGV[3])
            return 1
            """, Long.class);

    /** Arguments: organization, time in milliseconds. */
    private static final RedisScript<Long> REVOKE = RedisScript.of("""
            if tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0') >= tonumber(ARGV[2]) then return 0 end
            redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
            return 1
            """, Long.class);

    private final ReactiveRedisTemplate<String, byte[]> redis;
    private final String values;
    private final String versions;
    private final String stamp;
    private final String revoked;

    /** @param connections standalone, Sentinel or Cluster */
    public RedisSettingsStore(LettuceConnectionFactory connections) {
        this(connections, "settings");
    }

    /** @param name of what is kept: not only settings are one sealed value an organization */
    public RedisSettingsStore(LettuceConnectionFactory connections, String name) {
        // The braces keep all of them in one slot of a cluster, for a script may touch one slot only.
        String prefix = "gatehouse:{" + name + "}:";
        this.values = prefix + "values";
        this.versions = prefix + "versions";
        this.stamp = prefix + "stamp";
        this.revoked = prefix + "links-revoked";
        this.redis = new ReactiveRedisTemplate<>(
                connections,
                RedisSerializationContext.<String, byte[]>newSerializationContext(RedisSerializer.string())
                        .value(RedisSerializer.byteArray())
                        .hashValue(RedisSerializer.byteArray())
                        .build());
    }

    @Override
    public Mono<Long> stamp() {
        return command(() -> redis.opsForValue().get(stamp))
                .map(RedisSettingsStore::number)
                .defaultIfEmpty(0L);
    }

    @Override
    public Mono<Map<OrganizationName, Long>> versions() {
        return command(() -> redis.<String, byte[]>opsForHash()
                .entries(versions)
                .filter(entry -> OrganizationName.parse(entry.getKey()).isPresent())
                .collectMap(entry -> new OrganizationName(entry.getKey()), entry -> number(entry.getValue())));
    }

    @Override
    public Mono<Kept> read(OrganizationName organization) {
        return command(() -> redis.<String, byte[]>opsForHash().get(values, organization.value()))
                .flatMap(written -> Mono.justOrEmpty(KeptFormat.read(written)));
    }

    @Override
    public Mono<Boolean> write(OrganizationName organization, long expected, byte[] value) {
        byte[] written = KeptFormat.write(new Kept(expected + 1, value));
        return command(() -> redis.execute(
                        WRITE,
                        keys(),
                        List.of(text(organization), text(expected), text(expected + 1), written, newStamp()))
                .single()
                .map(RedisSettingsStore::isDone));
    }

    @Override
    public Mono<Boolean> remove(OrganizationName organization, long expected) {
        return command(() -> redis.execute(REMOVE, keys(), List.of(text(organization), text(expected), newStamp()))
                .single()
                .map(RedisSettingsStore::isDone));
    }

    /** {@code SET NX PX}; in no slot with the others, since ids are many and touched alone. */
    @Override
    public Mono<Boolean> spend(String id, Duration lifetime) {
        return command(() -> redis.opsForValue().setIfAbsent("gatehouse:spent:" + id, new byte[] {1}, lifetime));
    }

    @Override
    public Mono<Boolean> isSpent(String id) {
        return command(() -> redis.opsForValue().get("gatehouse:spent:" + id).hasElement());
    }

    @Override
    public Mono<Void> revokeLinks(OrganizationName organization, Instant madeUntil) {
        return command(() -> redis.execute(
                        REVOKE, List.of(revoked), List.of(text(organization), text(madeUntil.toEpochMilli())))
                .then());
    }

    @Override
    public Mono<Instant> linksRevoked(OrganizationName organization) {
        return command(() -> redis.<String, byte[]>opsForHash().get(revoked, organization.value()))
                .map(until -> Instant.ofEpochMilli(number(until)));
    }

    /** On a thread that may wait: before the first contact, to ask for the connection is to wait for it. */
    private static <T> Mono<T> command(Supplier<Mono<T>> command) {
        return Mono.defer(command).subscribeOn(Schedulers.boundedElastic());
    }

    private List<String> keys() {
        return List.of(values, versions, stamp);
    }

    /** Not a count: after a restored backup a count could stand again where a replica has seen it with other values. */
    private static byte[] newStamp() {
        return text(ThreadLocalRandom.current().nextLong());
    }

    private static byte[] text(Object value) {
        return value.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static long number(byte[] text) {
        return Long.parseLong(new String(text, StandardCharsets.US_ASCII));
    }

    private static boolean isDone(Long answer) {
        return answer == 1;
    }
}
