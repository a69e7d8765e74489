package io.gatehouse.config;

import io.gatehouse.config.GatewaySettings.Store;
import io.gatehouse.config.source.Kinds;
import io.gatehouse.config.source.Place;
import io.gatehouse.config.source.Properties;
import io.gatehouse.organization.SessionLimits;
import io.gatehouse.session.Nearness;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Reads {@code gateway.sessions.*}. */
final class SessionSettings {

    private static final String OFF = "off";
    private static final Duration NEAR_CACHE = Duration.ofSeconds(30);
    private static final Duration HOLD_OVER = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Properties properties;

    SessionSettings(Properties properties) {
        this.properties = properties;
    }

    Store store() {
        return properties
                .read("gateway.sessions.store", Kinds.oneOf(Store.class))
                .orElse(Store.MEMORY);
    }

    Nearness nearness() {
        return new Nearness(
                read("near-cache", text -> bounded(text, "a removal that no replica told of takes effect as late"))
                        .orElse(NEAR_CACHE),
                read(
                                "hold-over",
                                text -> bounded(text, "while Redis is away, so long does a removal count for nothing"))
                        .orElse(HOLD_OVER));
    }

    /** What counts for organizations that say nothing of sessions. */
    SessionLimits limits() {
        SessionLimits standard = SessionLimits.standard();
        Duration idleTimeout = read("idle-timeout", Kinds::duration).orElse(standard.idleTimeout());
        Duration maxAge = read("max-age", Kinds::duration).orElse(standard.maxAge());
        Duration recheck = read("recheck", SessionSettings::recheck).orElse(standard.recheck());
        return Place.made(
                        () -> new SessionLimits(idleTimeout, maxAge, recheck),
                        key -> properties.place("gateway.sessions." + key))
                .orElse(standard);
    }

    /** A duration, or {@code off}: zero. */
    static Duration recheck(String text) {
        return text.equals(OFF) ? Duration.ZERO : Kinds.duration(text);
    }

    private <T> Optional<T> read(String key, Function<String, T> kind) {
        return properties.read("gateway.sessions." + key, kind);
    }

    private static Duration bounded(String text, String why) {
        Duration duration = Kinds.duration(text);
        if (duration.compareTo(LONGEST) > 0) {
            throw Kinds.refused(text, "at most 5m: " + why);
        }
        return duration;
    }
}
