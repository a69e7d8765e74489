package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestClock;
import io.gatehouse.fixture.TestOrganizations;
import io.gatehouse.identity.Claims;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.Secret;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.session.cookie.SessionCookies;
import io.gatehouse.session.store.MemorySessionIndex;
import io.gatehouse.session.store.MemorySessionStore;
import io.gatehouse.session.store.SessionStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpCookie;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What a replica may take for known, seen from outside: when it asks the store, and when it must not believe itself. */
class NearCacheTests {

    private static final String NAME = "gatehouse-acme";
    private static final Duration NEAR = Duration.ofSeconds(30);
    private static final Nearness NEARNESS = new Nearness(NEAR, NEAR);

    private final TestClock clock = new TestClock();
    private final SecretKeys keys = SecretKeys.random();
    private final FarStore store = new FarStore(new MemorySessionStore(clock));
    private final SessionCookies cookies = new SessionCookies(PublicUrl.parse("http://localhost:8080"), keys);
    private final Sessions sessions =
            new Sessions(store, new MemorySessionIndex(clock), cookies, keys, NEARNESS, () -> false, clock);
    private final Organization acme = TestOrganizations.acme();

    private String cookie;
    private String hash;

    @BeforeEach
    void signIn() {
        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/"));
        Claims claims = new Claims(
                "https://login.acme.example",
                "gatehouse",
                "1234",
                "alice",
                Optional.of(new EmailAddress("alice@acme.com")),
                true,
                "groups",
                List.of("engineering"));
        hash = sessions.begin(
                        exchange,
                        acme,
                        new Vouched(
                                claims,
                                new Tokens(Secret.of("id-token"), Optional.empty()),
                                Optional.empty(),
                                clock.instant()),
                        Optional.of(SessionsTests.ADMIN))
                .block()
                .hash();
        cookie = exchange.getResponse().getCookies().getFirst(NAME).getValue();
    }

    @Test
    void asksTheStoreOnceHoweverManyRequestsCome() {
        for (int i = 0; i < 100; i++) {
            assertThat(find(acme)).isPresent();
        }

        assertThat(store.uses).isEqualTo(1);
        assertThat(sessions.foundNear()).isEqualTo(99);
        assertThat(sessions.askedStore()).isEqualTo(1);
    }

    @Test
    void asksAgainWhenItsTimeIsUp() {
        find(acme);
        clock.pass(NEAR.minusMillis(1));
        find(acme);
        assertThat(store.uses).isEqualTo(1);

        clock.pass(Duration.ofMillis(1));
        find(acme);

        assertThat(store.uses).isEqualTo(2);
    }

    @Test
    void useKeepsASessionAliveAlthoughMostRequestsDoNotTouchIt() {
        for (int i = 0; i < 7 * 60 * 6; i++) {
            clock.pass(Duration.ofSeconds(10));
            assertThat(find(acme)).isPresent();
        }
    }

    @Test
    void touchesAShortIdleTimeOftenEnough() {
        Organization hasty = TestOrganizations.acmeWithIdleTimeout(Duration.ofSeconds(20));
        find(hasty);

        clock.pass(Duration.ofSeconds(2));
        find(hasty);

        assertThat(store.uses).isEqualTo(2);
    }

    @Test
    void asksAtEveryRequestWhileRemovalsAreNotHeard() {
        find(acme);
        store.hearing = SessionStore.DEAF;

        find(acme);
        find(acme);

        assertThat(store.uses).isEqualTo(3);
    }

    @Test
    void believesNothingFromBeforeAnInterruptionOfHearing() {
        find(acme);
        store.hearing = 2;

        find(acme);
        find(acme);

        assertThat(store.uses).isEqualTo(2);
    }

    @Test
    void forgetsAtOnceWhatAnotherReplicaRemoved() {
        find(acme);
        store.removeElsewhere(hash);

        assertThat(find(acme)).isEmpty();
    }

    @Test
    @Proves("SEC-51")
    void aReadThatBeganBeforeARemovalDoesNotBringTheSessionBack() {
        store.held = Sinks.one();
        AtomicReference<Optional<Session>> answer = new AtomicReference<>();
        sessions.find(visit(), acme).subscribe(answer::set);
        byte[] before = store.near.use(hash, NEAR).block();

        store.removeElsewhere(hash);
        store.held.tryEmitValue(before);
        store.held = null;

        assertThat(answer.get()).as("asked before the removal").isPresent();
        assertThat(find(acme)).as("asked after it").isEmpty();
    }

    @Test
    void aRequestAfterARemovalDoesNotJoinTheReadBefore() {
        store.held = Sinks.one();
        sessions.find(visit(), acme).subscribe();
        store.removeElsewhere(hash);
        store.held = null;

        assertThat(find(acme)).isEmpty();
        assertThat(store.uses).isEqualTo(2);
    }

    @Test
    void aReadThatARemovalOvertookIsNotKeptEvenWhileTheNextOneIsUnderWay() {
        Sinks.One<byte[]> overtaken = Sinks.one();
        store.held = overtaken;
        sessions.find(visit(), acme).subscribe();
        byte[] before = store.near.use(hash, NEAR).block();
        store.removeElsewhere(hash);
        store.held = Sinks.one();
        sessions.find(visit(), acme).subscribe();

        overtaken.tryEmitValue(before);
        sessions.find(visit(), acme).subscribe();

        assertThat(sessions.foundNear()).isZero();
    }

    @Test
    @Proves("SEC-57")
    void requestsThatComeTogetherShareOneRead() {
        store.held = Sinks.one();
        AtomicReference<Optional<Session>> one = new AtomicReference<>();
        AtomicReference<Optional<Session>> other = new AtomicReference<>();
        sessions.find(visit(), acme).subscribe(one::set);
        sessions.find(visit(), acme).subscribe(other::set);

        store.held.tryEmitValue(store.near.use(hash, NEAR).block());

        assertThat(one.get()).isPresent().isEqualTo(other.get());
        assertThat(store.uses).isEqualTo(1);
    }

    @Test
    void aReadThatFailsIsNotSharedWithLaterRequests() {
        store.away = true;
        assertThat(refusal()).isEqualTo(Problem.STORE_AWAY);
        store.away = false;

        assertThat(find(acme)).isPresent();
    }

    @Test
    void whatWasConfirmedLatelyHoldsWhileTheStoreIsAwayAndUseDoesNotProlongIt() {
        find(acme);
        store.away = true;
        store.hearing = SessionStore.DEAF;
        for (int i = 0; i < 29; i++) {
            clock.pass(Duration.ofSeconds(1));
            assertThat(find(acme)).isPresent();
        }

        clock.pass(Duration.ofSeconds(1));

        assertThat(refusal()).isEqualTo(Problem.STORE_AWAY);
    }

    @Test
    void whatTheStoreSaidIsGoneDoesNotHoldWhileItIsAway() {
        find(acme);
        store.hearing = SessionStore.DEAF;
        store.near.remove(hash).block();
        assertThat(find(acme)).isEmpty();
        store.away = true;

        assertThat(refusal()).isEqualTo(Problem.STORE_AWAY);
    }

    @Test
    void aRemovalThatIsHeardWhileTheStoreFailsWins() {
        find(acme);
        store.hearing = 2;
        store.held = Sinks.one();
        AtomicReference<Throwable> refused = new AtomicReference<>();
        sessions.find(visit(), acme).subscribe(found -> {}, refused::set);

        store.removeElsewhere(hash);
        store.held.tryEmitError(new IllegalStateException("away"));

        assertThat(refused.get()).isInstanceOf(Refusal.class);
    }

    @Test
    void aShorterMaxAgeCountsFromTheFirstRequestAfterTheReload() {
        clock.pass(Duration.ofMinutes(9).plusSeconds(50));
        find(acme);
        clock.pass(Duration.ofSeconds(20));

        assertThat(find(TestOrganizations.acmeWithMaxAge(Duration.ofMinutes(10))))
                .isEmpty();
    }

    @Test
    void aShorterMaxAgeCountsWhileTheStoreIsAway() {
        clock.pass(Duration.ofMinutes(9).plusSeconds(50));
        find(acme);
        clock.pass(Duration.ofSeconds(20));
        store.away = true;
        store.hearing = SessionStore.DEAF;

        Organization stricter = TestOrganizations.acmeWithMaxAge(Duration.ofMinutes(10));
        assertThat(sessions.find(visit(), stricter).onErrorComplete().block()).isNull();
    }

    @Test
    void signingOutEndsTheSessionAlsoWithAPlantedCookieBesideIt() {
        String alices = cookie;
        signIn();
        MockServerWebExchange both = MockServerWebExchange.from(
                MockServerHttpRequest.get("/").cookie(new HttpCookie(NAME, alices), new HttpCookie(NAME, cookie)));

        sessions.end(both, acme).block();

        assertThat(find(acme)).isEmpty();
        cookie = alices;
        assertThat(find(acme)).isEmpty();
    }

    @Test
    void aClockThatIsSetBackMakesNothingFresh() {
        find(acme);

        clock.pass(Duration.ofMinutes(-5));
        find(acme);

        assertThat(store.uses).isEqualTo(2);
    }

    @Test
    @Proves("SEC-58")
    void rolesFollowTheOrganizationsPresentVersionWithoutAsking() {
        assertThat(find(acme).get().identity().roles()).containsExactly("admin", "developer");

        assertThat(find(TestOrganizations.acmeWithoutGrants()).get().identity().roles())
                .containsExactly("member");
        assertThat(store.uses).isEqualTo(1);
    }

    @Test
    void aSessionThatCountsNoLongerIsRemoved() {
        find(acme);

        assertThat(find(TestOrganizations.acmeWithClient("another"))).isEmpty();

        assertThat(find(acme)).isEmpty();
    }

    @Test
    void holdsOverForLongerThanItIsNearAndAsksFirst() {
        Sessions patient = sessions(NEAR, Duration.ofSeconds(60));
        patient.find(visit(), acme).block();
        store.away = true;
        store.hearing = SessionStore.DEAF;
        int asked = store.uses;
        clock.pass(Duration.ofSeconds(59));

        assertThat(patient.find(visit(), acme).block()).isPresent();
        assertThat(store.uses).isEqualTo(asked + 1);
        assertThat(patient.heldOver()).isEqualTo(1);
        clock.pass(Duration.ofSeconds(1));
        assertThat(patient.find(visit(), acme).onErrorComplete().block()).isNull();
    }

    @Test
    void withoutHoldOverNothingHoldsWhileTheStoreIsAway() {
        Sessions strict = sessions(NEAR, Duration.ZERO);
        strict.find(visit(), acme).block();
        store.away = true;

        assertThat(strict.find(visit(), acme).block()).as("near").isPresent();
        store.hearing = SessionStore.DEAF;
        assertThat(strict.find(visit(), acme).onErrorComplete().block()).isNull();
    }

    @Test
    void aRemovalThatWasHeardEndsWhatIsHeldOver() {
        find(acme);
        store.away = true;
        store.hearing = SessionStore.DEAF;

        store.removed.accept(hash);

        assertThat(refusal()).isEqualTo(Problem.STORE_AWAY);
    }

    @Test
    void aShortIdleTimeEndsWhatIsHeldOver() {
        Organization hasty = TestOrganizations.acmeWithIdleTimeout(Duration.ofSeconds(20));
        find(hasty);
        store.away = true;
        store.hearing = SessionStore.DEAF;
        clock.pass(Duration.ofSeconds(19));
        assertThat(find(hasty)).isPresent();

        clock.pass(Duration.ofSeconds(1));

        assertThat(sessions.find(visit(), hasty).onErrorComplete().block()).isNull();
    }

    @Test
    void whatIsReadAgainIsTouchedAgainAndTheTouchIsTheRead() {
        find(acme);
        for (int i = 0; i < 10; i++) {
            clock.pass(NEAR);
            find(acme);
            find(acme);
        }

        assertThat(store.uses).as("once each time it was no longer near").isEqualTo(11);
    }

    @Test
    void noTimeAtAllMeansAskingAtEveryRequest() {
        Sessions without = new Sessions(
                store,
                new MemorySessionIndex(clock),
                cookies,
                keys,
                new Nearness(Duration.ZERO, Duration.ZERO),
                () -> false,
                clock);
        without.find(visit(), acme).block();
        without.find(visit(), acme).block();

        assertThat(store.uses).isEqualTo(2);
    }

    private Sessions sessions(Duration near, Duration holdOver) {
        return new Sessions(
                store, new MemorySessionIndex(clock), cookies, keys, new Nearness(near, holdOver), () -> false, clock);
    }

    private Optional<Session> find(Organization organization) {
        return sessions.find(visit(), organization).block();
    }

    private Problem refusal() {
        return sessions.find(visit(), acme)
                .map(found -> Optional.<Problem>empty())
                .onErrorResume(Refusal.class, refused -> Mono.just(Optional.of(refused.problem())))
                .block()
                .orElseThrow();
    }

    private MockServerWebExchange visit() {
        return MockServerWebExchange.from(
                MockServerHttpRequest.get("/acme/portal/").cookie(new HttpCookie(NAME, cookie)));
    }

    /** A store with another replica, whose answers can be held up or fail. */
    private static final class FarStore implements SessionStore {

        final SessionStore near;
        Sinks.One<byte[]> held;
        Consumer<String> removed;
        long hearing = 1;
        boolean away;
        int uses;

        FarStore(SessionStore near) {
            this.near = near;
        }

        void removeElsewhere(String hash) {
            near.remove(hash).block();
            removed.accept(hash);
        }

        @Override
        public Mono<byte[]> use(String hash, Duration timeToLive) {
            uses++;
            if (away) {
                return Mono.error(new IllegalStateException("away"));
            }
            return held == null ? near.use(hash, timeToLive) : held.asMono();
        }

        @Override
        public Mono<Boolean> put(String hash, byte[] session, Duration idleTimeout, byte[] tokens, Duration maxAge) {
            return near.put(hash, session, idleTimeout, tokens, maxAge);
        }

        @Override
        public Mono<Duration> timeToLive(String hash) {
            return near.timeToLive(hash);
        }

        @Override
        public Mono<byte[]> look(String hash) {
            return near.look(hash);
        }

        @Override
        public Mono<Boolean> replace(String hash, byte[] session, byte[] tokens, String owner) {
            return near.replace(hash, session, tokens, owner);
        }

        @Override
        public Mono<Boolean> lock(String hash, String owner, Duration longest) {
            return near.lock(hash, owner, longest);
        }

        @Override
        public Mono<Void> unlock(String hash, String owner) {
            return near.unlock(hash, owner);
        }

        @Override
        public void onChange(Consumer<String> listener) {
            near.onChange(listener);
        }

        @Override
        public Mono<byte[]> tokens(String hash) {
            return near.tokens(hash);
        }

        @Override
        public Mono<byte[]> page(String hash) {
            return near.page(hash);
        }

        @Override
        public Mono<Void> putPage(String hash, byte[] page, Duration timeToLive) {
            return near.putPage(hash, page, timeToLive);
        }

        @Override
        public Mono<Void> remove(String hash) {
            return near.remove(hash).doOnSuccess(unused -> removed.accept(hash));
        }

        @Override
        public void onRemoval(Consumer<String> listener) {
            removed = listener;
        }

        @Override
        public long hearing() {
            return hearing;
        }
    }
}
