package io.gatehouse.session.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class PatienceTests {

    private final RedisClient standalone = RedisClient.create();
    private final AtomicLong nanos = new AtomicLong(-5);
    private final AtomicInteger sent = new AtomicInteger();
    private final Patience patience = new Patience(new Nodes(() -> standalone), nanos::get);

    @AfterEach
    void stop() {
        standalone.shutdown(0, 0, java.util.concurrent.TimeUnit.SECONDS);
    }

    @Test
    void afterOneCommandHasWaitedInVainTheOthersFailWithoutBeingSent() {
        ask(Mono.error(new RedisCommandTimeoutException()));

        for (int i = 0; i < 100; i++) {
            assertThat(ask(Mono.just("found"))).isEqualTo("failed");
        }

        assertThat(sent).hasValue(1);
    }

    @Test
    void oneCommandASecondTriesItAndAnAnswerEndsIt() {
        ask(Mono.error(new RedisCommandTimeoutException()));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(ask(Mono.error(new RedisCommandTimeoutException()))).isEqualTo("failed");
        assertThat(ask(Mono.just("found"))).isEqualTo("failed");
        assertThat(sent).hasValue(2);

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(ask(Mono.just("found"))).isEqualTo("found");
        assertThat(ask(Mono.just("found"))).isEqualTo("found");
    }

    @Test
    void anErrorThatCameAtOnceSparesNobodyAnything() {
        ask(Mono.error(new RedisException("Currently not connected")));

        assertThat(ask(Mono.just("found"))).isEqualTo("found");
    }

    @Test
    void nothingFoundIsAnAnswer() {
        ask(Mono.error(new RedisCommandTimeoutException()));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        patience.ask("hash", Mono::empty).block();

        assertThat(ask(Mono.just("found"))).isEqualTo("found");
    }

    private String ask(Mono<String> answer) {
        return patience.ask("hash", () -> {
                    sent.incrementAndGet();
                    return answer;
                })
                .onErrorReturn("failed")
                .block();
    }
}
