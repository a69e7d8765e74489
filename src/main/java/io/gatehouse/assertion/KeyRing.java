package io.gatehouse.assertion;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;

/**
 * The gateway's signing keys. A new one is published before it signs, so that who remembers the key set has it in time, and an
 * old one for a while after it has signed last.
 *
 * @param keys the oldest first, each with the time when it was made, unless a file gave it
 */
record KeyRing(List<ECKey> keys) {

    /** Twice as long as we let a verifier remember the key set. */
    static final Duration PUBLISHED_BEFORE = Duration.ofMinutes(10);

    private static final Duration PUBLISHED_AFTER = Duration.ofMinutes(10);

    KeyRing {
        keys = List.copyOf(keys);
    }

    /** Never the keys: what a record prints by itself has their private parts. */
    @Override
    public String toString() {
        return "KeyRing[" + keys.size() + "]";
    }

    static KeyRing none() {
        return new KeyRing(List.of());
    }

    /** Those of a file, which have been published for as long as anybody knows. */
    static KeyRing given(List<ECKey> firstSigns) {
        List<ECKey> oldestFirst = new ArrayList<>(firstSigns);
        Collections.reverse(oldestFirst);
        return new KeyRing(oldestFirst);
    }

    /** @throws ParseException when it is not what {@link #written} has written */
    static KeyRing parse(String written) throws ParseException {
        return new KeyRing(
                JWKSet.parse(written).getKeys().stream().map(JWK::toECKey).toList());
    }

    /** Private parts and all: for the store, sealed. */
    String written() {
        return new JWKSet(List.<JWK>copyOf(keys)).toString(false);
    }

    /** As a JWK set (RFC 7517) for everybody. */
    String published() {
        return new JWKSet(List.<JWK>copyOf(keys)).toString(true);
    }

    /** The newest that has been published for long enough; the very first signs at once. */
    ECKey signing(Instant now) {
        ECKey signing = keys.get(0);
        for (ECKey key : keys) {
            if (!now.isBefore(signsFrom(key))) {
                signing = key;
            }
        }
        return signing;
    }

    /** The same ring when there is nothing to do. */
    KeyRing renewed(Instant now, Duration lifetime) {
        boolean old =
                keys.isEmpty() || !now.isBefore(made(keys.get(keys.size() - 1)).plus(lifetime));
        return (old ? rotated(now) : this).withoutRetired(now);
    }

    /** With one more, which signs as soon as it may. */
    KeyRing rotated(Instant now) {
        List<ECKey> more = new ArrayList<>(keys);
        more.add(newKey(laterThanThese(now)));
        return new KeyRing(more);
    }

    /** Whatever clocks say, a ring that came later has a later key: by that it is told from an old one. */
    private Instant laterThanThese(Instant now) {
        Instant least = keys.isEmpty() ? now : newest().plusSeconds(1);
        return now.isBefore(least) ? least : now;
    }

    /** With a new one alone, which signs at once: for when the others are in wrong hands. */
    KeyRing anew(Instant now) {
        return none().rotated(laterThanThese(now));
    }

    /** When its newest key was made. */
    Instant newest() {
        return keys.isEmpty() ? Instant.EPOCH : made(keys.get(keys.size() - 1));
    }

    /** When the newest begins to sign. */
    Instant newestSigns(Instant now) {
        return keys.size() == 1 ? now : signsFrom(keys.get(keys.size() - 1));
    }

    private KeyRing withoutRetired(Instant now) {
        List<ECKey> left = new ArrayList<>(keys);
        while (left.size() > 1 && !now.isBefore(signsFrom(left.get(1)).plus(PUBLISHED_AFTER))) {
            left.remove(0);
        }
        return left.size() == keys.size() ? this : new KeyRing(left);
    }

    private static Instant signsFrom(ECKey key) {
        return made(key).plus(PUBLISHED_BEFORE);
    }

    private static Instant made(ECKey key) {
        return key.getIssueTime() == null ? Instant.EPOCH : key.getIssueTime().toInstant();
    }

    private static ECKey newKey(Instant now) {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyUse(KeyUse.SIGNATURE)
                    .keyIDFromThumbprint(true)
                    .issueTime(Date.from(now.truncatedTo(ChronoUnit.SECONDS)))
                    .generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has P-256
        }
    }
}
