package io.gatehouse.session.store;

import java.time.Duration;

/** What is kept of a session that has been removed. */
public final class Removed {

    /** Longer than any sign-in or recheck that could still write it is under way. */
    public static final Duration REMEMBERED = Duration.ofMinutes(10);

    private Removed() {}
}
