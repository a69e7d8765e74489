package io.gatehouse.session;

import java.time.Duration;

/**
 * How far a replica may rely on a session that it has read; use moves neither bound.
 *
 * @param near for how long it need not ask the store; zero: it asks at every request
 * @param holdOver for how long the session stands in for a store that does not answer; zero: it never does
 */
public record Nearness(Duration near, Duration holdOver) {

    Duration kept() {
        return near.compareTo(holdOver) > 0 ? near : holdOver;
    }
}
