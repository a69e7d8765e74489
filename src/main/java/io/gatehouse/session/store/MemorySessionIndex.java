package io.gatehouse.session.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The index of {@link MemorySessionStore}. */
public final class MemorySessionIndex implements SessionIndex {

    /** @param sessions when each leaves, by hash */
    private record Name(Map<String, Instant> sessions, Instant closedUntil, Instant rememberedUntil) {

        static final Name EMPTY = new Name(Map.of(), Instant.MIN, Instant.MIN);

        Name living(Instant now) {
            Map<String, Instant> left = new HashMap<>(sessions);
            left.values().removeIf(end -> !now.isBefore(end));
            return new Name(left, now.isBefore(rememberedUntil) ? closedUntil : Instant.MIN, rememberedUntil);
        }

        /** Until nothing of it counts any more. */
        Duration left(Instant now) {
            Instant last = sessions.values().stream().max(Instant::compareTo).orElse(now);
            return Duration.between(now, last.isAfter(rememberedUntil) ? last : rememberedUntil);
        }

        boolean isEmpty() {
            return sessions.isEmpty() && closedUntil.equals(Instant.MIN);
        }
    }

    private static final long MOST_NAMES = 300_000;

    private final Cache<String, Name> names;
    private final Clock clock;

    public MemorySessionIndex(Clock clock) {
        this.clock = clock;
        this.names = Caffeine.newBuilder()
                .maximumSize(MOST_NAMES)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .expireAfter(Expiry.writing((String name, Name kept) -> kept.left(clock.instant())))
                .build();
    }

    @Override
    public Mono<Boolean> enter(String name, String hash, Instant issuedAt, Duration maxAge) {
        return Mono.fromSupplier(() -> names.asMap().compute(name, (unused, before) -> {
                    Name living = (before == null ? Name.EMPTY : before).living(clock.instant());
                    if (issuedAt.isAfter(living.closedUntil())) {
                        living.sessions().put(hash, clock.instant().plus(maxAge));
                    }
                    return living.isEmpty() ? null : living;
                }))
                .map(now -> now.sessions().containsKey(hash));
    }

    @Override
    public Flux<String> find(String name) {
        return Flux.defer(() -> Flux.fromIterable(List.copyOf(names.asMap()
                .getOrDefault(name, Name.EMPTY)
                .living(clock.instant())
                .sessions()
                .keySet())));
    }

    @Override
    public Mono<List<Entry>> latest(String name, Position from, int most) {
        return Mono.fromSupplier(() ->
                names.asMap().getOrDefault(name, Name.EMPTY).living(clock.instant()).sessions().entrySet().stream()
                        .map(entry -> new Entry(entry.getKey(), entry.getValue().truncatedTo(ChronoUnit.MILLIS)))
                        .filter(entry -> !entry.until().isAfter(from.until()))
                        .sorted(Comparator.comparing(Entry::until)
                                .thenComparing(Entry::hash)
                                .reversed())
                        .skip(from.passed())
                        .limit(most)
                        .toList());
    }

    @Override
    public Mono<Void> leave(String name, String hash) {
        return Mono.fromRunnable(() -> names.asMap().computeIfPresent(name, (unused, before) -> {
            Name living = before.living(clock.instant());
            living.sessions().remove(hash);
            return living.isEmpty() ? null : living;
        }));
    }

    @Override
    public Mono<Void> close(String name, Instant until, Duration longest) {
        return Mono.fromRunnable(() -> names.asMap().compute(name, (unused, before) -> {
            Name living = (before == null ? Name.EMPTY : before).living(clock.instant());
            Instant last = living.closedUntil().isAfter(until) ? living.closedUntil() : until;
            return new Name(living.sessions(), last, clock.instant().plus(longest));
        }));
    }
}
