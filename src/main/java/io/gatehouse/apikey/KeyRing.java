package io.gatehouse.apikey;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The keys of one organization, as they stand at one version. */
record KeyRing(List<ApiKey> keys) {

    static final KeyRing EMPTY = new KeyRing(List.of());

    /** Whoever wonders why a pipeline stopped still finds the key that is over. */
    private static final Duration SHOWN_LONGER = Duration.ofDays(30);

    KeyRing {
        keys = List.copyOf(keys);
    }

    Optional<ApiKey> find(String id) {
        return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    boolean hasNamed(String name) {
        return keys.stream().anyMatch(key -> key.name().equals(name));
    }

    KeyRing with(ApiKey key) {
        List<ApiKey> more = new ArrayList<>(without(key.id()).keys);
        more.add(key);
        return new KeyRing(more);
    }

    KeyRing without(String id) {
        return new KeyRing(keys.stream().filter(key -> !key.id().equals(id)).toList());
    }

    KeyRing withoutOld(Instant now) {
        return new KeyRing(keys.stream()
                .filter(key -> !key.isOver(now.minus(SHOWN_LONGER)))
                .toList());
    }
}
