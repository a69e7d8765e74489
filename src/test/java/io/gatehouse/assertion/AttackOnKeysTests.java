package io.gatehouse.assertion;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import io.gatehouse.assertion.store.MemoryKeyStore;
import io.gatehouse.fixture.TestClock;
import io.gatehouse.secret.Secret;
import io.gatehouse.secret.SecretKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Attacks of issue 7 on the signing keys; a failing test is a finding. */
class AttackOnKeysTests {

    private static final Duration LIFETIME = Duration.ofDays(30);

    private final TestClock clock = new TestClock();
    private final MemoryKeyStore store = new MemoryKeyStore();

    private static String secret(int fill) {
        byte[] key = new byte[32];
        java.util.Arrays.fill(key, (byte) fill);
        key[3] = 77;
        return Base64.getEncoder().encodeToString(key);
    }

    private KeptKeys kept(String... secrets) {
        List<Secret> list = new ArrayList<>();
        for (String each : secrets) {
            list.add(Secret.of(each));
        }
        return new KeptKeys(store, SecretKeys.of(list), LIFETIME, clock);
    }

    private static Set<String> kids(KeyRing ring) throws Exception {
        Set<String> kids = new HashSet<>();
        JWKSet.parse(ring.published()).getKeys().forEach(key -> kids.add(key.getKeyID()));
        return kids;
    }

    /** operations.md "Rotating the secret key", its three steps, letter for letter. */
    @Test
    void rotatingTheSecretKeyAsDocumentedKeepsWhatVerifiersKnow() throws Exception {
        KeyRing before = kept(secret(1)).look().block();
        kept(secret(1), secret(2)).look().block(); // step 1
        clock.pass(Duration.ofHours(1));
        kept(secret(2), secret(1)).look().block(); // step 2
        clock.pass(Duration.ofHours(13));
        kept(secret(2), secret(1)).look().block();
        KeyRing after = kept(secret(2)).look().block(); // step 3

        assertThat(kids(after)).as("what a verifier remembers").containsAll(kids(before));
        assertThat(kids(before))
                .as("what signs was published before")
                .contains(after.signing(clock.instant()).getKeyID());
    }

    /** one replica (or canary) that starts with another secret-key. */
    @Test
    void aReplicaWithAnotherSecretKeyDoesNotThrowAwayTheFleetsKeys() throws Exception {
        KeyRing before = kept(secret(1)).look().block();
        kept(secret(9)).look().block();

        assertThat(kids(kept(secret(1)).look().block())).isEqualTo(kids(before));
    }

    @Test
    void twoReplicasWithDifferentSecretKeysDoNotMakeANewKeyAtEachLook() throws Exception {
        KeptKeys one = kept(secret(1));
        KeptKeys other = kept(secret(9));
        Set<String> signed = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            signed.add(one.look().block().signing(clock.instant()).getKeyID());
            signed.add(other.look().block().signing(clock.instant()).getKeyID());
            clock.pass(Duration.ofSeconds(30));
        }
        assertThat(signed).hasSizeLessThanOrEqualTo(2);
    }

    /** Redis is put back to what it was before --now: an attacker who can write, a backup, a failover. */
    @Test
    void whatWasStolenAndReplacedDoesNotComeBackWithAnOldValueOfTheStore() throws Exception {
        KeptKeys keys = kept(secret(1));
        AssertionKeys replica = AssertionKeys.kept(keys, clock);
        try {
            replica.look().block();
            String stolen = replica.signing().orElseThrow().getKeyID();
            byte[] old = store.read().block();
            keys.replace().block();
            replica.look().block();
            assertThat(replica.published()).doesNotContain(stolen);
            clock.pass(Duration.ofHours(5));

            store.replace(Optional.of(store.read().block()), old).block(); // needs no secret-key
            replica.look().block();

            assertThat(replica.signing().orElseThrow().getKeyID()).as("signs").isNotEqualTo(stolen);
            assertThat(replica.published()).as("published").doesNotContain(stolen);
        } finally {
            replica.close();
        }
    }

    /** a Redis attacker writes rubbish (or deletes the key): keys change with no overlap at all. */
    @Test
    void rubbishInTheStoreDoesNotChangeWhatSigns() throws Exception {
        KeptKeys keys = kept(secret(1));
        AssertionKeys replica = AssertionKeys.kept(keys, clock);
        try {
            replica.look().block();
            String before = replica.signing().orElseThrow().getKeyID();
            store.replace(Optional.of(store.read().block()), new byte[] {1, 2, 3})
                    .block();
            replica.look().block();
            assertThat(replica.published()).contains(before);
        } finally {
            replica.close();
        }
    }

    /** A PEM whose public part is no point of the curve. */
    @Test
    void aPemWithABrokenPublicPartIsNamedAsSuch() {
        String der = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgEESb/b7GCxdGdPlh"
                + "v2sAHj1vN+coyMs/h2JVWpq0FnGhRANCAAT67SsnlK9ReF3ggiV0L6Fy+Qyint80"
                + "eTtkQOfj5lrDuyd3JxwNzgsDajEedMbuGMnLcCk+I9DqsM1KGQm0nZTL";
        byte[] bytes = Base64.getDecoder().decode(der);
        bytes[bytes.length - 1] ^= 1;
        String pem = "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(bytes)
                + "\n-----END PRIVATE KEY-----\n";
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> GivenKeys.of(List.of(Secret.of(pem))));
    }
}
