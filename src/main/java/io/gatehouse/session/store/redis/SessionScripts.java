package io.gatehouse.session.store.redis;

import org.springframework.data.redis.core.script.RedisScript;

/** What must happen to a session in one step, and by which keys Redis has it. */
final class SessionScripts {

    static final RedisScript<Long> PUT = script("""
            if redis.call('EXISTS', KEYS[3]) == 1 then return 0 end
            redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4])
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return 1
            """);

    static final RedisScript<Long> REPLACE = script("""
            if redis.call('GET', KEYS[3]) ~= ARGV[3] or redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
            redis.call('SET', KEYS[1], ARGV[1], 'XX', 'KEEPTTL')
            redis.call('SET', KEYS[2], ARGV[2], 'XX', 'KEEPTTL')
            redis.call('PUBLISH', ARGV[4], ARGV[5])
            return 1
            """);

    /** Keys that are gone, then the message: who reads when it hears of it must find nothing. */
    static final RedisScript<Long> REMOVE = script("""
            redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
            redis.call('SET', KEYS[4], '', 'PX', ARGV[3])
            redis.call('PUBLISH', ARGV[1], ARGV[2])
            return 1
            """);

    /** A lock that lasts longer than any of ours is nobody's: whoever can write here could stop rechecks with it. */
    static final RedisScript<Long> LOCK = script("""
            local owner, left = redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1])
            if owner and owner ~= ARGV[1] and left >= 0 and left <= tonumber(ARGV[2]) then return 0 end
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return 1
            """);

    static final RedisScript<Long> UNLOCK = script("""
            if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
            return 1
            """);

    private SessionScripts() {}

    static String session(String hash) {
        return key(hash, "session");
    }

    static String tokens(String hash) {
        return key(hash, "tokens");
    }

    static String removed(String hash) {
        return key(hash, "removed");
    }

    static String lock(String hash) {
        return key(hash, "lock");
    }

    static String page(String hash) {
        return key(hash, "page");
    }

    /** The braces keep all values of a session in one slot of a cluster. */
    private static String key(String hash, String value) {
        return "gatehouse:{" + hash + "}:" + value;
    }

    private static RedisScript<Long> script(String lua) {
        return RedisScript.of(lua, Long.class);
    }
}
