package io.gatehouse.assertion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.gatehouse.assertion.store.KeyStore;
import io.gatehouse.assertion.store.MemoryKeyStore;
import io.gatehouse.fixture.TestClock;
import io.gatehouse.secret.SecretKeys;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class AssertionKeysTests {

    private static final Duration LIFETIME = Duration.ofDays(30);

    private final TestClock clock = new TestClock();
    private final KeyStore store = new MemoryKeyStore();
    private final SecretKeys secret = SecretKeys.random();

    @Test
    void replicasThatStartTogetherAgreeOnOneKey() {
        try (AssertionKeys one = keys(secret);
                AssertionKeys two = keys(secret)) {
            await(one);
            await(two);

            assertThat(one.published()).isEqualTo(two.published());
        }
    }

    @Test
    void aRotationIsSeenByTheOtherReplica() {
        try (AssertionKeys one = keys(secret);
                AssertionKeys two = keys(secret)) {
            await(one);
            await(two);
            String before = one.signing().orElseThrow().getKeyID();

            clock.pass(Duration.ofDays(1));
            kept(secret).rotate().block();
            one.look().block();
            two.look().block();

            assertThat(two.published()).isEqualTo(one.published());
            assertThat(two.signing().orElseThrow().getKeyID()).isEqualTo(before);
            clock.pass(KeyRing.PUBLISHED_BEFORE);
            assertThat(two.signing().orElseThrow().getKeyID())
                    .isNotEqualTo(before)
                    .isEqualTo(one.signing().orElseThrow().getKeyID());
        }
    }

    @Test
    void aKeyInWrongHandsLeavesAtOnce() {
        try (AssertionKeys one = keys(secret)) {
            await(one);
            String before = one.signing().orElseThrow().getKeyID();

            assertThat(kept(secret).replace().block()).isEqualTo(clock.instant());
            one.look().block();

            assertThat(one.signing().orElseThrow().getKeyID()).isNotEqualTo(before);
            assertThat(one.published()).doesNotContain(before);
        }
    }

    @Test
    void whoHasAnotherSecretKeyThrowsNoKeysAway() {
        try (AssertionKeys one = keys(secret)) {
            await(one);
            KeptKeys stranger = kept(SecretKeys.random());

            assertThatIllegalStateException().isThrownBy(() -> stranger.rotate().block());
            assertThatIllegalStateException()
                    .isThrownBy(() -> stranger.replace().block());
            one.look().block();

            assertThat(one.version()).isEqualTo(1);
        }
    }

    @Test
    void keysOutlastTheProcess() {
        String before;
        try (AssertionKeys one = keys(secret)) {
            await(one);
            before = one.published();
        }
        try (AssertionKeys later = keys(secret)) {
            await(later);

            assertThat(later.published()).isEqualTo(before);
        }
    }

    @Test
    void keysThatAnotherSecretKeyHasSealedAreMadeAnew() {
        try (AssertionKeys one = keys(secret);
                AssertionKeys stranger = keys(SecretKeys.random())) {
            await(one);
            await(stranger);

            assertThat(stranger.signing()).isPresent();
        }
    }

    private AssertionKeys keys(SecretKeys secret) {
        return AssertionKeys.kept(kept(secret), clock);
    }

    private KeptKeys kept(SecretKeys secret) {
        return new KeptKeys(store, secret, LIFETIME, clock);
    }

    private static void await(AssertionKeys keys) {
        Awaitility.await().until(() -> keys.signing().isPresent());
    }
}
