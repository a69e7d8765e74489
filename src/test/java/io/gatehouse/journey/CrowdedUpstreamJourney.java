package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.journey.RawClient.Answer;
import io.gatehouse.journey.TwoWays.OnBothWays;
import io.gatehouse.journey.TwoWays.Way;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** An upstream has so many connections and no more, and nobody waits for one without end. */
@Tag("once")
class CrowdedUpstreamJourney {

    @TempDir
    static Path config;

    static TwoWays ways;

    @BeforeAll
    static void start() {
        ways = TwoWays.start(config, "--spring.cloud.gateway.server.webflux.httpclient.pool.max-connections=1");
    }

    @AfterAll
    static void stop() {
        ways.close();
    }

    @BeforeEach
    void settle() {
        ways.settle();
    }

    /** Each event loop of the gateway has a connection of its own. */
    private static final int LOOPS = Math.max(4, Runtime.getRuntime().availableProcessors());

    @OnBothWays
    void whoFindsNoFreeConnectionIsToldSoSoon(Way way) {
        ways.upstream.plays(visit -> visit.readBody().awaitEnd());
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < LOOPS; i++) {
            clients.add(ways.client().send(ways.request("GET", way)));
        }
        await().until(() -> !ways.upstream.visits().isEmpty());
        for (int i = 0; i < LOOPS; i++) {
            clients.add(ways.client().send(ways.request("GET", way)));
        }

        List<Answer> answers = clients.subList(LOOPS, 2 * LOOPS).stream()
                .map(RawClient::answer)
                .toList();

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.text()).contains("GH-5003");
        });
        assertThat(ways.upstream.visits()).hasSizeLessThanOrEqualTo(LOOPS);
        clients.forEach(RawClient::close);
    }

    @OnBothWays
    void aConnectionThatIsFreeAgainServesTheNext(Way way) {
        ways.upstream.says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

        for (int i = 0; i < 3 * LOOPS; i++) {
            assertThat(ways.get(way).text()).isEqualTo("ok");
        }

        assertThat(ways.upstream.openConnections()).isLessThanOrEqualTo(LOOPS + 1);
    }
}
