package io.gatehouse.login.attempt;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.secret.Sealer;
import io.gatehouse.secret.SecretKeys;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * The right to begin to count {@link Rounds} anew, behind the buttons of the page that stopped a circle: for ten minutes, at
 * one organization, and in the browser that was stopped. Whoever else sends people to sign in cannot switch the stop off.
 */
public final class Afresh {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Sealer sealer;
    private final Clock clock;

    public Afresh(SecretKeys keys, Clock clock) {
        this.sealer = keys.sealer("rounds afresh");
        this.clock = clock;
    }

    /** @param browser as {@link PendingLogins#browser} knows it */
    public String pass(OrganizationName organization, String browser) {
        byte[] until = ByteBuffer.allocate(Long.BYTES)
                .putLong(clock.instant().plus(LONGEST).toEpochMilli())
                .array();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(sealer.seal(until, organization.value(), browser));
    }

    /** Whether this is one that this browser was given here, and not long ago. */
    public boolean holds(String pass, OrganizationName organization, String browser) {
        return PendingLogins.decoded(pass)
                .flatMap(bytes -> sealer.open(bytes, organization.value(), browser))
                .map(until -> Instant.ofEpochMilli(ByteBuffer.wrap(until).getLong()))
                .filter(until -> clock.instant().isBefore(until))
                .isPresent();
    }
}
