package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestClock;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.session.store.MemorySessionIndex;
import io.gatehouse.session.store.MemorySessionStore;
import io.gatehouse.session.store.SessionIndex;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class RevocationTests {

    private static final OrganizationName ACME = OrganizationName.parse("acme").orElseThrow();
    private static final String ISSUER = "https://idp.example";
    private static final Duration AGE = Duration.ofHours(8);

    private final TestClock clock = new TestClock();
    private final MemorySessionStore store = new MemorySessionStore(clock);
    private final SessionIndex index = new MemorySessionIndex(clock);
    private final Revocation revocation = new Revocation(store, index);
    private final List<String> removed = new ArrayList<>();

    RevocationTests() {
        store.onRemoval(removed::add);
    }

    @Test
    void endsOneSession() {
        enter("a", Handle.ofOrganization(ACME));

        revocation.session("a").block();

        assertThat(removed).containsExactly("a");
    }

    @Test
    void whatHasEndedIsNotEndedAgainHoweverOftenOneAsks() {
        enter("a", Handle.ofProviderSession(ACME, ISSUER, "client", "sid"));

        for (int i = 0; i < 3; i++) {
            revocation
                    .knownProviderSession(ACME, ISSUER, "client", "sid", clock.instant())
                    .block();
        }

        assertThat(removed).containsExactly("a");
    }

    @Test
    void endsWhatGoesByAPersonsNameAndNothingElse() {
        enter("a", Handle.ofPerson(ACME, ISSUER, "client", "alice"));
        enter("b", Handle.ofPerson(ACME, ISSUER, "client", "alice"));
        enter("c", Handle.ofPerson(ACME, ISSUER, "client", "bob"));
        enter("d", Handle.ofPerson(ACME, ISSUER, "other", "alice"));
        enter("e", Handle.ofPerson(ACME, "https://other.example", "client", "alice"));
        enter("f", Handle.ofProviderSession(ACME, ISSUER, "client", "alice"));

        StepVerifier.create(revocation.person(ACME, ISSUER, "client", "alice", clock.instant()))
                .expectNext(2L)
                .verifyComplete();

        assertThat(removed).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    @Proves("SEC-40")
    void endsAllOfAnOrganizationAndNoneOfAnother() {
        enter("a", Handle.ofOrganization(ACME));
        enter("b", Handle.ofOrganization(OrganizationName.parse("globex").orElseThrow()));

        StepVerifier.create(revocation.organization(ACME, clock.instant()))
                .expectNext(1L)
                .verifyComplete();

        assertThat(removed).containsExactly("a");
    }

    @Test
    void whatWasVouchedForUntilThenEntersNoMoreAndWhatCameAfterDoes() {
        revocation
                .providerSession(ACME, ISSUER, "client", "sid", clock.instant())
                .block();
        String name = Handle.ofProviderSession(ACME, ISSUER, "client", "sid").digest();

        assertThat(index.enter(name, "late", clock.instant(), AGE).block()).isFalse();
        assertThat(index.enter(name, "new", clock.instant().plusSeconds(1), AGE).block())
                .isTrue();
    }

    @Test
    void aSessionThatIsFoundBeforeItIsWrittenIsNotWrittenAnyMore() {
        enter("a", Handle.ofOrganization(ACME));

        revocation.organization(ACME, clock.instant()).block();

        assertThat(store.put("a", new byte[1], AGE, new byte[1], AGE).block()).isFalse();
    }

    @Test
    void aGuessedSessionLeavesNothingBehind() {
        StepVerifier.create(revocation.knownProviderSession(ACME, ISSUER, "client", "guess", clock.instant()))
                .expectNext(0L)
                .verifyComplete();

        String name = Handle.ofProviderSession(ACME, ISSUER, "client", "guess").digest();
        assertThat(index.enter(name, "a", clock.instant(), AGE).block()).isTrue();
    }

    @Test
    @Proves("MAO-jti-replay")
    void isCarriedOutOnceButAgainWhenItFailed() {
        Mono<Long> fails = Mono.error(new IllegalStateException("gone"));
        StepVerifier.create(once(fails)).verifyErrorSatisfies(RevocationTests::isAway);

        StepVerifier.create(once(Mono.just(3L))).expectNext(3L).verifyComplete();
        StepVerifier.create(once(Mono.just(3L))).verifyComplete();
    }

    @Test
    void withTheStoreAwayItIsNeverASuccess() {
        Revocation away = new Revocation(new SessionsTests.AwayStore(), index);
        enter("a", Handle.ofOrganization(ACME));

        StepVerifier.create(away.session("a")).verifyErrorSatisfies(RevocationTests::isAway);
        StepVerifier.create(away.organization(ACME, clock.instant())).verifyErrorSatisfies(RevocationTests::isAway);
    }

    @Test
    void goesOnWhenWhoeverAskedHasLeft() {
        Mono<Long> slow = Mono.delay(Duration.ofMillis(50)).doOnNext(done -> removed.add("done"));

        StepVerifier.create(once(slow)).thenCancel().verify();

        Awaitility.await().until(() -> removed.contains("done"));
    }

    private Mono<Long> once(Mono<Long> ending) {
        return revocation.once(ACME, ISSUER, "jti", Duration.ofMinutes(4), ending);
    }

    private void enter(String hash, Handle handle) {
        index.enter(handle.digest(), hash, Instant.EPOCH, AGE).block();
    }

    private static void isAway(Throwable error) {
        assertThat(error).isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.problem())
                .isEqualTo(Problem.STORE_AWAY));
    }
}
