package io.gatehouse.settings.store;

import io.gatehouse.organization.OrganizationName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import reactor.core.publisher.Mono;

/** Keeps settings in this process, where no directory can be written. They end with it. */
public final class MemorySettingsStore implements SettingsStore {

    private final Clock clock;
    private final Map<OrganizationName, Kept> kept = new HashMap<>();
    private final Map<String, Long> spent = new HashMap<>();
    private final Map<OrganizationName, Instant> linksRevoked = new HashMap<>();
    private long stamp;

    public MemorySettingsStore(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Mono<Long> stamp() {
        return alone(() -> stamp);
    }

    @Override
    public Mono<Map<OrganizationName, Long>> versions() {
        return alone(() -> {
            Map<OrganizationName, Long> versions = new HashMap<>();
            kept.forEach((organization, present) -> versions.put(organization, present.version()));
            return versions;
        });
    }

    @Override
    public Mono<Kept> read(OrganizationName organization) {
        return alone(() -> kept.get(organization));
    }

    @Override
    public Mono<Boolean> write(OrganizationName organization, long expected, byte[] value) {
        return change(organization, expected, () -> kept.put(organization, new Kept(expected + 1, value)));
    }

    @Override
    public Mono<Boolean> remove(OrganizationName organization, long expected) {
        return expected == 0 ? Mono.just(false) : change(organization, expected, () -> kept.remove(organization));
    }

    @Override
    public Mono<Boolean> spend(String id, Duration lifetime) {
        return alone(() -> {
            long now = clock.millis();
            spent.values().removeIf(until -> until <= now);
            return spent.putIfAbsent(id, now + lifetime.toMillis()) == null;
        });
    }

    @Override
    public Mono<Boolean> isSpent(String id) {
        return alone(() -> spent.getOrDefault(id, 0L) > clock.millis());
    }

    @Override
    public Mono<Void> revokeLinks(OrganizationName organization, Instant madeUntil) {
        return alone(() -> linksRevoked.merge(organization, madeUntil, (a, b) -> a.isAfter(b) ? a : b))
                .then();
    }

    @Override
    public Mono<Instant> linksRevoked(OrganizationName organization) {
        return alone(() -> linksRevoked.get(organization));
    }

    private Mono<Boolean> change(OrganizationName organization, long expected, Runnable change) {
        return alone(() -> {
            Kept present = kept.get(organization);
            boolean asExpected = (present == null ? 0 : present.version()) == expected;
            if (asExpected) {
                change.run();
                stamp++;
            }
            return asExpected;
        });
    }

    private <T> Mono<T> alone(Callable<T> work) {
        return Mono.fromCallable(() -> {
            synchronized (this) {
                return work.call();
            }
        });
    }
}
