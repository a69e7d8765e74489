package io.gatehouse.login.recheck;

import io.gatehouse.session.Session;
import java.time.Duration;

/**
 * When a session that is in use is confirmed again, in milliseconds: a little earlier for one than for another, so that people
 * who signed in together are not all rechecked together.
 *
 * @param ahead from then on behind the back of its requests
 * @param latest from then on they wait for it; never after the bound
 * @param over from then on it counts no longer, where the provider can be asked by way of the browser only
 */
record Due(long ahead, long latest, long over) {

    /** Up to a tenth earlier. */
    private static final int STEPS = 1_024;

    static Due of(Session session, Duration recheck) {
        long confirmed = session.confirmedAt().toEpochMilli();
        long bound = recheck.toMillis();
        long earlier = bound / 10 * Math.floorMod(session.hash().hashCode(), STEPS) / STEPS;
        long latest = bound - earlier;
        return new Due(confirmed + latest / 10 * 8, confirmed + latest, confirmed + 2 * bound);
    }
}
