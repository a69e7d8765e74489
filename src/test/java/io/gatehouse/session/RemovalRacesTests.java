package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.identity.Claims;
import io.gatehouse.journey.RedisServer;
import io.gatehouse.organization.Organization;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.Secret;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.session.cookie.SessionCookies;
import io.gatehouse.session.store.SessionStore;
import io.gatehouse.session.store.redis.RedisSessionIndex;
import io.gatehouse.session.store.redis.RedisSessionStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.http.HttpCookie;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Two replicas on one Redis: whatever is under way while a session is removed, it is not found again. */
@Tag("once")
class RemovalRacesTests {

    /** For the whole of them: {@code -Dgatehouse.races=10000}. */
    private static final int RACES = Integer.getInteger("gatehouse.races", 2_000);

    private static final int AT_ONCE = 32;
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String NAME = "gatehouse-acme";

    /** A replica of the gateway, as far as sessions go. */
    private static final class Replica implements AutoCloseable {

        final LettuceConnectionFactory connections;
        final SessionStore store;
        final Sessions sessions;
        final Set<String> heard = ConcurrentHashMap.newKeySet();

        Replica(int port, SecretKeys keys) {
            connections = new LettuceConnectionFactory("127.0.0.1", port);
            connections.afterPropertiesSet();
            connections.start();
            store = new RedisSessionStore(connections);
            sessions = new Sessions(
                    store,
                    new RedisSessionIndex(connections, Clock.systemUTC()),
                    new SessionCookies(PublicUrl.parse("http://localhost:8080"), keys),
                    keys,
                    new Nearness(Duration.ofSeconds(30), Duration.ofSeconds(30)),
                    () -> false,
                    Clock.systemUTC());
            store.onRemoval(heard::add); // behind the near cache, which has forgotten it by then
        }

        @Override
        public void close() {
            store.close();
            connections.destroy();
        }
    }

    private final RedisServer redis = RedisServer.start();
    private final SecretKeys keys = SecretKeys.random();
    private final Organization acme = TestOrganizations.acme();
    private final Replica one = new Replica(redis.port(), keys);
    private final Replica other = new Replica(redis.port(), keys);

    @BeforeEach
    void hear() {
        Awaitility.await().until(() -> one.sessions.hearsRemovals() && other.sessions.hearsRemovals());
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
        redis.close();
    }

    @Test
    @Proves("SEC-51")
    void racesOfUseReplaceWriteAndRemovalAllEndWithoutTheSession() {
        long begun = System.nanoTime();
        Long accepted = Flux.range(0, RACES)
                .flatMap(race -> race(), AT_ONCE)
                .filter(found -> found)
                .count()
                .block(Duration.ofMinutes(2));
        System.out.println("races: " + RACES + " in " + Duration.ofNanos(System.nanoTime() - begun));

        assertThat(accepted).as("sessions found after their removal").isZero();
        try (Replica fresh = new Replica(redis.port(), keys)) {
            Awaitility.await().until(fresh.store::isReady);
            assertThat(Flux.fromIterable(other.heard)
                            .flatMap(fresh.store::look, AT_ONCE)
                            .count()
                            .block())
                    .as("sessions in Redis, seen by who knows of no removal")
                    .isZero();
        }
    }

    /** @return whether anybody has found the session once the removal was answered, and the other replica had heard of it */
    private Mono<Boolean> race() {
        MockServerWebExchange signIn = MockServerWebExchange.from(MockServerHttpRequest.get("/"));
        return one.sessions.begin(signIn, acme, vouched(), Optional.empty()).flatMap(session -> {
            HttpCookie cookie = signIn.getResponse().getCookies().getFirst(NAME);
            String hash = session.hash();
            return other.sessions
                    .find(visit(cookie), acme)
                    .then(Mono.when(
                            late(one.sessions.find(visit(cookie), acme)),
                            late(other.store.use(hash, LONG)),
                            late(other.sessions.find(visit(cookie), acme)),
                            late(recheck(hash)),
                            late(one.sessions.end(visit(cookie), acme)),
                            late(one.sessions.find(visit(cookie), acme)),
                            late(other.sessions.find(visit(cookie), acme)),
                            late(other.store.put(hash, new byte[1], LONG, new byte[1], LONG))))
                    .then(Mono.defer(() -> one.sessions.find(visit(cookie), acme)))
                    .zipWith(Mono.defer(() -> afterwards(hash, cookie)))
                    .map(found -> found.getT1().isPresent() || found.getT2().isPresent());
        });
    }

    private Mono<Optional<Session>> afterwards(String hash, HttpCookie cookie) {
        return Mono.fromSupplier(() -> other.heard.contains(hash))
                .filter(heard -> heard)
                .repeatWhenEmpty(turns -> turns.delayElements(Duration.ofMillis(1)))
                .then(Mono.defer(() -> other.sessions.find(visit(cookie), acme)));
    }

    private Mono<Void> recheck(String hash) {
        return other.store
                .lock(hash, "me", LONG)
                .then(other.store.look(hash))
                .flatMap(session -> other.store.replace(hash, session, session, "me"))
                .then(other.store.unlock(hash, "me"));
    }

    /** In any order: some wait for a moment, some not at all. */
    private static <T> Mono<T> late(Mono<T> work) {
        int micros = ThreadLocalRandom.current().nextInt(3) * 300;
        return micros == 0
                ? work
                : Mono.delay(Duration.ofNanos(micros * 1_000L), Schedulers.parallel())
                        .then(work);
    }

    private static MockServerWebExchange visit(HttpCookie cookie) {
        return MockServerWebExchange.from(
                MockServerHttpRequest.get("/acme/portal/").cookie(new HttpCookie(NAME, cookie.getValue())));
    }

    private static Vouched vouched() {
        Claims claims = Claims.from(
                Map.of("iss", "https://login.acme.example", "sub", "1234", "groups", List.of("engineering")),
                "gatehouse",
                new io.gatehouse.organization.ClaimPath("groups"));
        return new Vouched(
                claims, new Tokens(Secret.of("id-token"), Optional.empty()), Optional.empty(), Instant.now());
    }
}
