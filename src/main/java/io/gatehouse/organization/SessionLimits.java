package io.gatehouse.organization;

import java.time.Duration;
import java.util.Locale;

/**
 * How long a sign-in lives.
 *
 * @param idleTimeout it ends this long after its last use
 * @param maxAge it ends this long after sign-in, used or not
 */
public record SessionLimits(Duration idleTimeout, Duration maxAge) {

    public SessionLimits {
        if (idleTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("idle-timeout: " + written(idleTimeout) + " (expected: at least 1s)");
        }
        if (maxAge.compareTo(idleTimeout) < 0) {
            throw new IllegalArgumentException("max-age: " + written(maxAge) + " (expected: at least idle-timeout)");
        }
    }

    public static SessionLimits standard() {
        return new SessionLimits(Duration.ofHours(1), Duration.ofHours(12));
    }

    /** As in YAML: {@code 1h30m}. */
    public static String written(Duration duration) {
        return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }
}
