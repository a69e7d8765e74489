package io.gatehouse.config;

import io.gatehouse.assertion.GivenKeys;
import io.gatehouse.config.source.Kinds;
import io.gatehouse.config.source.Place;
import io.gatehouse.config.source.Properties;
import io.gatehouse.config.source.Value;
import io.gatehouse.secret.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code gateway.assertion-*}. */
final class AssertionSettings {

    private static final String KEYS = "gateway.assertion-keys";
    private static final String LIFETIME = "gateway.assertion-key-lifetime";

    private final Properties properties;

    AssertionSettings(Properties properties) {
        this.properties = properties;
    }

    /** A key is published for twenty minutes more than it signs. */
    Duration keyLifetime() {
        return properties
                .read(LIFETIME, text -> {
                    Duration lifetime = Kinds.duration(text);
                    if (lifetime.compareTo(Duration.ofHours(1)) < 0) {
                        throw Kinds.refused(text, "at least 1h");
                    }
                    return lifetime;
                })
                .orElse(Duration.ofDays(30));
    }

    /** Empty where the gateway makes its keys itself, and after saying what is wrong with one. */
    Optional<GivenKeys> givenKeys() {
        List<Value> values = properties.values(KEYS);
        List<Secret> keys = new ArrayList<>();
        values.forEach(
                value -> value.secret().filter(secret -> isKey(secret, value)).ifPresent(keys::add));
        if (values.isEmpty() || keys.size() < values.size()) {
            return Optional.empty();
        }
        if (!properties.values(LIFETIME).isEmpty()) {
            properties.place(LIFETIME).problem("beside assertion-keys, which you rotate (expected: one of them)");
        }
        return Place.made(() -> GivenKeys.of(keys), unused -> properties.place(KEYS));
    }

    private static boolean isKey(Secret secret, Value value) {
        return Place.made(() -> GivenKeys.of(List.of(secret)), unused -> value.place())
                .isPresent();
    }
}
