package io.gatehouse.config;

import io.gatehouse.config.source.Kinds;
import io.gatehouse.config.source.Properties;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;

/** Looks for mistakes in Spring Boot's keys of Redis, which would show late there, or in words that say nothing of the key. */
final class RedisReader {

    private static final String PREFIX = "spring.data.redis.";
    private static final String URL = PREFIX + "url";
    private static final String READ_FROM = PREFIX + "lettuce.read-from";
    private static final String MASTER = PREFIX + "sentinel.master";
    private static final String SENTINELS = PREFIX + "sentinel.nodes";
    private static final String NODES = PREFIX + "cluster.nodes";

    private final Properties properties;

    RedisReader(Properties properties) {
        this.properties = properties;
    }

    void check() {
        checkUrl();
        properties.read(READ_FROM, text -> {
            throw Kinds.refused(text, "none: a replica may still have a session that was just removed");
        });
        boolean hasMaster = properties.read(MASTER, Kinds::text).isPresent();
        boolean hasSentinels = !nodes(SENTINELS).isEmpty();
        if (hasSentinels && !hasMaster) {
            properties.place(SENTINELS).problem("without a master (expected: its name in " + MASTER + ")");
        }
        if (hasMaster && !hasSentinels) {
            properties.place(MASTER).problem("without Sentinels (expected: their host:port in " + SENTINELS + ")");
        }
        if (!nodes(NODES).isEmpty() && hasSentinels) {
            properties.place(NODES).problem("beside " + SENTINELS + " (expected: one of them)");
        }
    }

    private List<String> nodes(String key) {
        return properties.list(key, text -> {
            if (!text.matches(".+:\\d{1,5}")) {
                throw Kinds.refused(text, "host:port");
            }
            return text;
        });
    }

    /**
     * Whatever the store is: Spring Boot reads it in any case, and repeats one that it cannot read, password and all. So
     * nothing of it is said here.
     */
    private void checkUrl() {
        boolean wrong = properties
                .read(URL, Kinds::text)
                .filter(url -> !isRedisUrl(url))
                .isPresent();
        if (wrong) {
            properties
                    .place(URL)
                    .problem(
                            "not an address of Redis (expected: redis://user:password@host:port, or rediss:// for TLS; what"
                                    + " is neither letter nor digit in the password as %XX)");
        }
    }

    private static boolean isRedisUrl(String text) {
        try {
            URI url = new URI(text);
            return Set.of("redis", "rediss").contains(String.valueOf(url.getScheme()))
                    && url.getHost() != null
                    && url.getPort() != 0
                    && url.getPort() <= 65535
                    && url.getPath().matches("(?:/\\d{0,5})?");
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
