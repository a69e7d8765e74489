package io.gatehouse.session.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gatehouse.journey.RedisProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

class RedisWarningsTests {

    @TempDir
    private Path directory;

    @Test
    void aRedisThatMayEvictIsWarnedOf() {
        assertThat(warningsOf("", "maxmemory 100mb", "maxmemory-policy allkeys-lru"))
                .singleElement()
                .asString()
                .contains("maxmemory-policy noeviction");
    }

    @Test
    void aRedisThatKeepsNothingOnDiskIsWarnedOf() {
        assertThat(warningsOf("", "save \"\"")).singleElement().asString().contains("appendonly yes");
    }

    @Test
    void aRedisThatKeepsEverythingIsNot() {
        assertThat(warningsOf("", "save \"\"", "appendonly yes", "maxmemory 100mb", "maxmemory-policy noeviction"))
                .isEmpty();
    }

    @Test
    void whoMayNotAskIsNotTold() {
        assertThat(warningsOf("little", "save \"\"", "user little on nopass ~* &* +@all -info"))
                .isEmpty();
        assertThat(warningsOf("less", "save \"\"", "user less on nopass ~* &* +@all -config"))
                .isEmpty();
    }

    private List<String> warningsOf(String user, String... directives) {
        Logger logger = (Logger) LoggerFactory.getLogger(RedisWarnings.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try (RedisProcess redis = RedisProcess.start(directory, directives)) {
            RedisStandaloneConfiguration where = new RedisStandaloneConfiguration("127.0.0.1", redis.port());
            if (!user.isEmpty()) {
                where.setUsername(user);
                where.setPassword("any");
            }
            LettuceConnectionFactory connections = new LettuceConnectionFactory(where);
            connections.afterPropertiesSet();
            connections.start();
            RedisWarnings.of(connections).block();
            connections.destroy();
        } finally {
            logger.detachAppender(log);
        }
        return log.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(ch.qos.logback.classic.Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
