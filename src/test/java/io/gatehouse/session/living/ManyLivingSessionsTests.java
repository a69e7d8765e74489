package io.gatehouse.session.living;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.identity.Claims;
import io.gatehouse.journey.RedisServer;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.Organization;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.Secret;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.session.Nearness;
import io.gatehouse.session.Sessions;
import io.gatehouse.session.Tokens;
import io.gatehouse.session.Vouched;
import io.gatehouse.session.cookie.SessionCookies;
import io.gatehouse.session.living.LivingSessions.Shown;
import io.gatehouse.session.store.SessionIndex.Position;
import io.gatehouse.session.store.redis.RedisSessionIndex;
import io.gatehouse.session.store.redis.RedisSessionStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Pages of an organization with very many sessions in Redis: {@code -Dgatehouse.sessions=100000} measures what it was made for. */
@Tag("once")
class ManyLivingSessionsTests {

    private static final int SESSIONS = Integer.getInteger("gatehouse.sessions", 1_000);
    private static final int A_PAGE = 50;

    private final SecretKeys keys = SecretKeys.random();
    private final Clock clock = Clock.systemUTC();
    private final Organization acme = TestOrganizations.acme();

    @Test
    void aPageCostsTheSameHoweverManyThereAre() {
        try (RedisServer redis = RedisServer.start()) {
            LettuceConnectionFactory connections = new LettuceConnectionFactory("127.0.0.1", redis.port());
            connections.afterPropertiesSet();
            connections.start();
            try (RedisSessionStore store = new RedisSessionStore(connections)) {
                Awaitility.await().until(store::isReady);
                RedisSessionIndex index = new RedisSessionIndex(connections, clock);
                Sessions sessions = new Sessions(
                        store,
                        index,
                        new SessionCookies(PublicUrl.parse("https://portal.example"), keys),
                        keys,
                        new Nearness(Duration.ofSeconds(30), Duration.ofSeconds(30)),
                        () -> false,
                        clock);
                Flux.range(0, SESSIONS)
                        .flatMap(i -> signIn(sessions, "person-" + i), 64)
                        .blockLast(Duration.ofMinutes(5));
                LivingSessions living = new LivingSessions(sessions, store, index, clock);

                Shown first = measured("first page", () -> living.of(acme, Position.FIRST, A_PAGE));
                Position middle = new Position(
                        first.sessions()
                                .get(0)
                                .session()
                                .signedInAt()
                                .plus(acme.sessions().maxAge()),
                        SESSIONS / 2);
                measured("deep page", () -> living.of(acme, middle, A_PAGE));
                Shown found = measured("a person", () -> living.named("person-7", acme, Position.FIRST, A_PAGE));

                assertThat(first.sessions()).hasSize(A_PAGE);
                assertThat(found.sessions()).hasSize(1);
            } finally {
                connections.destroy();
            }
        }
    }

    private static Shown measured(String what, Supplier<Mono<Shown>> page) {
        double[] times = new double[20];
        Shown shown = page.get().block();
        for (int i = 0; i < times.length; i++) {
            long began = System.nanoTime();
            shown = page.get().block();
            times[i] = (System.nanoTime() - began) / 1e6;
        }
        Arrays.sort(times);
        System.out.printf(
                "%d sessions, %s: median %.1f ms, slowest of 20 %.1f ms%n", SESSIONS, what, times[10], times[19]);
        return shown;
    }

    private Mono<?> signIn(Sessions sessions, String username) {
        Map<String, Object> claims = Map.of(
                "iss",
                acme.identityProvider().orElseThrow().issuer().toString(),
                "sub",
                username,
                "preferred_username",
                username,
                "email",
                username + "@acme.com");
        Tokens tokens = new Tokens(Secret.of("x".repeat(900)), Optional.empty());
        Vouched vouched = new Vouched(
                Claims.from(claims, "gatehouse", new ClaimPath("groups")), tokens, Optional.empty(), Instant.now());
        return sessions.begin(
                MockServerWebExchange.from(MockServerHttpRequest.get("/")), acme, vouched, Optional.empty());
    }
}
