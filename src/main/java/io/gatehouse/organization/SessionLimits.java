package io.gatehouse.organization;

import java.time.Duration;
import java.util.Locale;

/**
 * How long a sign-in lives.
 *
 * @param idleTimeout it ends this long after its last use
 * @param maxAge it ends this long after sign-in, used or not
 * @param recheck how long, in use, it goes on without the identity provider having been asked again; zero: it is never asked
 */
public record SessionLimits(Duration idleTimeout, Duration maxAge, Duration recheck) {

    private static final Duration RECHECK = Duration.ofMinutes(15);
    private static final Duration SHORTEST_RECHECK = Duration.ofSeconds(10);

    public SessionLimits {
        if (idleTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("idle-timeout: " + written(idleTimeout) + " (expected: at least 1s)");
        }
        if (maxAge.compareTo(idleTimeout) < 0) {
            throw new IllegalArgumentException("max-age: " + written(maxAge) + " (expected: at least idle-timeout)");
        }
        if (!recheck.isZero() && recheck.compareTo(SHORTEST_RECHECK) < 0) {
            throw new IllegalArgumentException("recheck: " + written(recheck) + " (expected: off, or at least "
                    + written(SHORTEST_RECHECK) + ": each costs the identity provider a request)");
        }
    }

    /** With the usual recheck. */
    public SessionLimits(Duration idleTimeout, Duration maxAge) {
        this(idleTimeout, maxAge, RECHECK);
    }

    public static SessionLimits standard() {
        return new SessionLimits(Duration.ofHours(1), Duration.ofHours(12));
    }

    public boolean rechecks() {
        return !recheck.isZero();
    }

    /** As in YAML: {@code 1h30m}. */
    public static String written(Duration duration) {
        return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }
}
