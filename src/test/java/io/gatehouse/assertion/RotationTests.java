package io.gatehouse.assertion;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.assertion.store.KeyStore;
import io.gatehouse.assertion.store.MemoryKeyStore;
import io.gatehouse.fixture.TestClock;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.SecretKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys change while two replicas sign and thirty verifiers, each with a key set as old as it may be, verify. */
class RotationTests {

    private static final Asserted.Groups NO_GROUPS = new Asserted.Groups(List.of(), false);
    private static final Duration STEP = Duration.ofSeconds(1);
    private static final int REPLICAS_LOOK_EACH = (int) AssertionKeys.BETWEEN_LOOKS.toSeconds();
    private static final int KEY_SET_IS_REMEMBERED_FOR = 300;

    /** One replica's. */
    private record Replica(AssertionKeys keys, Assertions.Of session) {}

    /** An upstream that asks for the key set each five minutes and never else. */
    private static final class Verifier {

        private final int phase;
        private JWKSet remembered = new JWKSet();

        Verifier(int phase) {
            this.phase = phase;
        }

        void pass(int second, AssertionKeys keys) throws Exception {
            if (second == 0 || second % KEY_SET_IS_REMEMBERED_FOR == phase) {
                remembered = JWKSet.parse(keys.published());
            }
        }

        boolean accepts(SignedJWT token, Instant now) throws Exception {
            JWK key = remembered.getKeyByKeyId(token.getHeader().getKeyID());
            return key != null
                    && token.verify(new ECDSAVerifier(key.toECKey()))
                    && now.isBefore(token.getJWTClaimsSet().getExpirationTime().toInstant());
        }
    }

    private final TestClock clock = new TestClock();
    private final KeyStore store = new MemoryKeyStore();
    private final SecretKeys secret = SecretKeys.random();
    private final List<Replica> replicas = List.of(replica(), replica());
    private final List<Verifier> verifiers =
            IntStream.range(0, 30).mapToObj(i -> new Verifier(i * 10)).toList();

    @AfterEach
    void stop() {
        replicas.forEach(replica -> replica.keys().close());
    }

    @Test
    void nobodyIsRefusedWhileKeysRotate() throws Exception {
        Deque<SignedJWT> underWay = new ArrayDeque<>();
        List<String> refused = new ArrayList<>();
        int verified = 0;
        for (int second = 0; second < 3_000; second++) {
            if (second == 301 || second == 630 || second == 1_111) {
                kept().rotate().block();
            }
            for (int i = 0; i < replicas.size(); i++) {
                if (second % REPLICAS_LOOK_EACH == 29 * i) {
                    replicas.get(i).keys().look().block();
                }
                underWay.add(SignedJWT.parse(replicas.get(i)
                        .session()
                        .asserted("portal", "acme:1", NO_GROUPS)
                        .toString()));
            }
            for (Verifier verifier : verifiers) {
                verifier.pass(second, replicas.get(1).keys());
            }
            // What has just come, and what was under way for as long as a request may be.
            List<SignedJWT> arrived = new ArrayList<>(List.of(underWay.peekLast()));
            if (underWay.size() > 2 * 19) {
                arrived.add(underWay.removeFirst());
                arrived.add(underWay.removeFirst());
            }
            for (SignedJWT token : arrived) {
                Verifier verifier = verifiers.get(verified++ % verifiers.size());
                if (!verifier.accepts(token, clock.instant())) {
                    refused.add(second + " s, " + token.getHeader().getKeyID());
                }
            }
            clock.pass(STEP);
        }

        System.out.println(
                "rotation: " + verified + " verified over 50 minutes and 3 rotations, " + refused.size() + " refused");
        assertThat(refused).isEmpty();
        assertThat(replicas.get(0).keys().version()).isGreaterThanOrEqualTo(6);
    }

    @Test
    void whatAStolenKeyHasSignedIsNotSentAgain() throws Exception {
        Replica replica = replicas.get(0);
        String before =
                replica.session().asserted("portal", "acme:1", NO_GROUPS).toString();
        assertThat(replica.session().asserted("portal", "acme:1", NO_GROUPS).toString())
                .isEqualTo(before);

        kept().replace().block();
        replica.keys().look().block();

        assertThat(SignedJWT.parse(replica.session()
                                .asserted("portal", "acme:1", NO_GROUPS)
                                .toString())
                        .getHeader()
                        .getKeyID())
                .isNotEqualTo(SignedJWT.parse(before).getHeader().getKeyID());
    }

    private Replica replica() {
        AssertionKeys keys = AssertionKeys.kept(kept(), clock);
        Awaitility.await().until(() -> keys.signing().isPresent());
        Assertions assertions = new Assertions(keys, PublicUrl.parse("https://portal.example.com"), clock);
        return new Replica(
                keys,
                assertions.of(new Asserted(
                        OrganizationName.parse("acme").orElseThrow(),
                        "1",
                        "alice",
                        Optional.empty(),
                        false,
                        List.of())));
    }

    private KeptKeys kept() {
        return new KeptKeys(store, secret, Duration.ofDays(30), clock);
    }
}
