package io.gatehouse.member.store;

import io.gatehouse.organization.OrganizationName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveRedisTemplate;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.data.redis.serializer.RedisSerializationContext;
import org.springframework.data.redis.serializer.RedisSerializer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Keeps members in Redis, where every replica finds them: five keys an organization, in one slot of a cluster. */
public final class RedisMemberStore implements MemberStore {

    /** Of a member's value, in front of it: its version, so that no reader sees one of them without the other. */
    private static final int VERSION_BYTES = Long.BYTES;

    private static final int READ_AT_ONCE = 500;

    /**
     * Keys: values, versions, ids by name, names by id, stamp. Arguments: id, expected version, new version, new value, new
     * stamp, how many there may be, then the names.
     */
    private static final RedisScript<byte[]> WRITE = RedisScript.of("""
            if (redis.call('HGET', KEYS[2], ARGV[1]) or '0') ~= ARGV[2] then return 'CHANGED' end
            for i = 7, #ARGV do
              local id = redis.call('HGET', KEYS[3], ARGV[i])
              if id and id ~= ARGV[1] then return 'TAKEN' end
            end
            if ARGV[2] == '0' and redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[6]) then return 'FULL' end
            for name in string.gmatch(redis.call('HGET', KEYS[4], ARGV[1]) or '', '%S+') do
              redis.call('HDEL', KEYS[3], name)
            end
            local names = {}
            for i = 7, #ARGV do
              redis.call('HSET', KEYS[3], ARGV[i], ARGV[1])
              names[#names + 1] = ARGV[i]
            end
            redis.call('HSET', KEYS[4], ARGV[1], table.concat(names, ' '))
            redis.call('HSET', KEYS[1], ARGV[1], ARGV[4])
            redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
            redis.call('SET', KEYS[5], ARGV[5])
            return 'MADE'
            """, byte[].class);

    /** Keys as above. Arguments: id, expected version, new stamp. */
    private static final RedisScript<Long> REMOVE = RedisScript.of("""
            if redis.call('HGET', KEYS[2], ARGV[1]) ~= ARGV[2] then return 0 end
            for name in string.gmatch(redis.call('HGET', KEYS[4], ARGV[1]) or '', '%S+') do
              redis.call('HDEL', KEYS[3], name)
            end
            redis.call('HDEL', KEYS[4], ARGV[1])
            redis.call('HDEL', KEYS[1], ARGV[1])
            redis.call('HDEL', KEYS[2], ARGV[1])
            redis.call('SET', KEYS[5], ARGV[3])
            return 1
            """, Long.class);

    /** Keys: ids by name, values. Arguments: name. One script, so that no member changes its names in between. */
    private static final RedisScript<byte[]> NAMED = RedisScript.of("""
            local id = redis.call('HGET', KEYS[1], ARGV[1])
            if not id then return false end
            local value = redis.call('HGET', KEYS[2], id)
            if not value then return false end
            return id .. ' ' .. value
            """, byte[].class);

    private final ReactiveRedisTemplate<String, byte[]> redis;

    /** @param connections standalone, Sentinel or Cluster */
    public RedisMemberStore(LettuceConnectionFactory connections) {
        this.redis = new ReactiveRedisTemplate<>(
                connections,
                RedisSerializationContext.<String, byte[]>newSerializationContext(RedisSerializer.string())
                        .value(RedisSerializer.byteArray())
                        .hashValue(RedisSerializer.byteArray())
                        .build());
    }

    @Override
    public Mono<Long> stamp(OrganizationName organization) {
        return command(() -> redis.opsForValue().get(key(organization, "stamp")))
                .map(RedisMemberStore::number)
                .defaultIfEmpty(0L);
    }

    @Override
    public Mono<Kept> read(OrganizationName organization, String id) {
        return command(() -> redis.<String, byte[]>opsForHash().get(key(organization, "values"), id))
                .map(written -> kept(id, written));
    }

    @Override
    public Mono<Kept> named(OrganizationName organization, String name) {
        List<String> keys = List.of(key(organization, "ids"), key(organization, "values"));
        return command(() -> redis.execute(NAMED, keys, List.of(text(name))).next())
                .map(RedisMemberStore::kept);
    }

    @Override
    public Flux<Kept> read(OrganizationName organization, List<String> ids) {
        return command(() -> redis.<String, byte[]>opsForHash().multiGet(key(organization, "values"), ids))
                .flatMapIterable(values -> kept(ids, values));
    }

    /** A scan: a hash of many thousands read at once would keep everybody else waiting. */
    @Override
    public Mono<Map<String, Long>> versions(OrganizationName organization) {
        ScanOptions few = ScanOptions.scanOptions().count(READ_AT_ONCE).build();
        return command(() -> redis.<String, byte[]>opsForHash()
                .scan(key(organization, "versions"), few)
                .collectMap(Map.Entry::getKey, entry -> number(entry.getValue())));
    }

    @Override
    public Mono<Outcome> write(
            OrganizationName organization, String id, long expected, byte[] value, Set<String> names) {
        byte[] written = ByteBuffer.allocate(VERSION_BYTES + value.length)
                .putLong(expected + 1)
                .put(value)
                .array();
        List<byte[]> arguments =
                new ArrayList<>(List.of(text(id), text(expected), text(expected + 1), written, newStamp(), text(MOST)));
        names.forEach(name -> arguments.add(text(name)));
        return command(() -> redis.execute(WRITE, keys(organization), arguments).single())
                .map(answer -> Outcome.valueOf(new String(answer, StandardCharsets.US_ASCII)));
    }

    @Override
    public Mono<Boolean> remove(OrganizationName organization, String id, long expected) {
        return command(() -> redis.execute(REMOVE, keys(organization), List.of(text(id), text(expected), newStamp()))
                        .single())
                .map(answer -> answer == 1);
    }

    private static List<String> keys(OrganizationName organization) {
        return List.of(
                key(organization, "values"),
                key(organization, "versions"),
                key(organization, "ids"),
                key(organization, "names"),
                key(organization, "stamp"));
    }

    /** The braces keep an organization's in one slot, for a script may touch one slot only. */
    private static String key(OrganizationName organization, String part) {
        return "gatehouse:{members:" + organization + "}:" + part;
    }

    private static List<Kept> kept(List<String> ids, List<byte[]> values) {
        List<Kept> found = new ArrayList<>(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            String id = ids.get(i);
            Optional.ofNullable(values.get(i)).map(value -> kept(id, value)).ifPresent(found::add);
        }
        return found;
    }

    private static Kept kept(byte[] idAndValue) {
        int space = 0;
        while (idAndValue[space] != ' ') {
            space++;
        }
        String id = new String(idAndValue, 0, space, StandardCharsets.US_ASCII);
        return kept(id, Arrays.copyOfRange(idAndValue, space + 1, idAndValue.length));
    }

    private static Kept kept(String id, byte[] written) {
        long version = ByteBuffer.wrap(written).getLong();
        return new Kept(id, version, Arrays.copyOfRange(written, VERSION_BYTES, written.length));
    }

    /** On a thread that may wait: before the first contact, to ask for the connection is to wait for it. */
    private static <T> Mono<T> command(Supplier<Mono<T>> command) {
        return Mono.defer(command).subscribeOn(Schedulers.boundedElastic());
    }

    /** Not a count: after a restored backup a count could stand again where a replica has seen it with other values. */
    private static byte[] newStamp() {
        return text(ThreadLocalRandom.current().nextLong());
    }

    private static long number(byte[] text) {
        return Long.parseLong(new String(text, StandardCharsets.US_ASCII));
    }

    private static byte[] text(Object value) {
        return value.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
