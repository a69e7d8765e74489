package io.gatehouse.session.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.journey.RedisProcess;
import io.gatehouse.session.store.Causes;
import io.lettuce.core.ClientOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** More requests than a Redis that hangs will ever answer. */
@Tag("once")
class BackPressureTests {

    private static final int REQUESTS = 5_000;

    /** Longer than it takes to ask for all of them: who has waited in vain makes room for another. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    @TempDir
    private Path directory;

    @Test
    void whatIsBeyondTheQueuesBoundFailsAtOnceAndTheRestWhenItsTimeIsUp() {
        try (RedisProcess redis = RedisProcess.start(directory);
                RedisSessionStore store = new RedisSessionStore(connections(redis.port()))) {
            Awaitility.await().until(store::isReady);
            redis.hang();
            List<Boolean> timedOut = Flux.range(0, REQUESTS)
                    .flatMap(
                            i -> store.look("hash-" + i)
                                    .thenReturn(false)
                                    .onErrorResume(
                                            error -> Mono.just(Causes.of(error).contains("Timeout"))),
                            REQUESTS)
                    .collectList()
                    .block(Duration.ofSeconds(20));

            assertThat(timedOut).hasSize(REQUESTS);
            assertThat(timedOut.stream().filter(waited -> waited).count())
                    .as("those that stood in the queue")
                    .isBetween(1L, 4_096L);
            redis.goOn();
            Awaitility.await()
                    .ignoreExceptions()
                    .until(() -> store.look("any").blockOptional().isEmpty());
        }
    }

    private static LettuceConnectionFactory connections(int port) {
        ClientOptions.Builder options = ClientOptions.builder();
        RedisOptions.apply(options, PATIENCE, Duration.ofSeconds(10));
        LettuceConnectionFactory connections = new LettuceConnectionFactory(
                new RedisStandaloneConfiguration("127.0.0.1", port),
                LettuceClientConfiguration.builder()
                        .commandTimeout(PATIENCE)
                        .clientOptions(options.build())
                        .build());
        connections.afterPropertiesSet();
        connections.start();
        return connections;
    }
}
