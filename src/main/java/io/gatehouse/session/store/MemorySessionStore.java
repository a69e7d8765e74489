package io.gatehouse.session.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/** Keeps sessions in this process: for one replica, and for the demo. They end with it. */
public final class MemorySessionStore implements SessionStore {

    /** Enough for one replica; beyond it the least used session ends, rather than the process. */
    private static final long MOST_SESSIONS = 100_000;

    /** @param endsAt when it leaves, in milliseconds; use moves that, replacing it does not */
    private record Entry(byte[] session, byte[] tokens, long endsAt) {}

    private final Clock clock;
    private final Cache<String, Entry> entries;
    private final Cache<String, Entry> pages;
    private final Cache<String, Entry> removals;
    private final Cache<String, String> locks;
    private final Listeners removed = new Listeners();
    private final Listeners changed = new Listeners();

    public MemorySessionStore(Clock clock) {
        this.clock = clock;
        this.entries = cache();
        this.pages = cache();
        this.removals = cache();
        this.locks = Caffeine.newBuilder().maximumSize(MOST_SESSIONS).build();
    }

    @Override
    public Mono<Boolean> put(String hash, byte[] session, Duration idleTimeout, byte[] tokens, Duration maxAge) {
        return Mono.fromSupplier(() -> {
            entries.put(hash, new Entry(session, tokens, end(idleTimeout)));
            boolean late = removals.getIfPresent(hash) != null;
            if (late) {
                entries.invalidate(hash);
            }
            return !late;
        });
    }

    @Override
    public Mono<byte[]> use(String hash, Duration timeToLive) {
        return Mono.fromSupplier(() -> entries.asMap()
                        .computeIfPresent(
                                hash, (unused, entry) -> new Entry(entry.session(), entry.tokens(), end(timeToLive))))
                .map(Entry::session);
    }

    @Override
    public Mono<byte[]> look(String hash) {
        return Mono.fromSupplier(() -> entries.getIfPresent(hash)).map(Entry::session);
    }

    @Override
    public Mono<Duration> timeToLive(String hash) {
        return Mono.fromSupplier(() -> entries.getIfPresent(hash))
                .map(entry -> Duration.ofMillis(Math.max(0, entry.endsAt() - clock.millis())));
    }

    @Override
    public Mono<byte[]> tokens(String hash) {
        return Mono.fromSupplier(() -> entries.getIfPresent(hash)).map(Entry::tokens);
    }

    @Override
    public Mono<Boolean> replace(String hash, byte[] session, byte[] tokens, String owner) {
        return Mono.fromSupplier(() -> owner.equals(locks.getIfPresent(hash))
                        && entries.asMap()
                                        .computeIfPresent(
                                                hash, (unused, entry) -> new Entry(session, tokens, entry.endsAt()))
                                != null)
                .doOnNext(written -> changed.accept(hash));
    }

    /** An owner in this process comes to grief with it. */
    @Override
    public Mono<Boolean> lock(String hash, String owner, Duration longest) {
        return Mono.fromSupplier(() -> owner.equals(locks.get(hash, unused -> owner)));
    }

    @Override
    public Mono<Void> unlock(String hash, String owner) {
        return Mono.fromRunnable(() -> locks.asMap().remove(hash, owner));
    }

    @Override
    public Mono<byte[]> page(String hash) {
        return Mono.fromSupplier(() -> pages.getIfPresent(hash)).map(Entry::session);
    }

    @Override
    public Mono<Void> putPage(String hash, byte[] page, Duration timeToLive) {
        return Mono.fromRunnable(() -> pages.put(hash, new Entry(page, page, end(timeToLive))));
    }

    @Override
    public Mono<Void> remove(String hash) {
        return Mono.fromRunnable(() -> {
            removals.put(hash, new Entry(new byte[0], new byte[0], end(Removed.REMEMBERED)));
            entries.invalidate(hash);
            pages.invalidate(hash);
            removed.accept(hash);
        });
    }

    @Override
    public void onRemoval(Consumer<String> listener) {
        removed.add(listener);
    }

    @Override
    public void onChange(Consumer<String> listener) {
        changed.add(listener);
    }

    /** There is no other replica to hear of. */
    @Override
    public long hearing() {
        return 1;
    }

    private long end(Duration timeToLive) {
        return clock.millis() + timeToLive.toMillis();
    }

    private Cache<String, Entry> cache() {
        return Caffeine.newBuilder()
                .maximumSize(MOST_SESSIONS)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .expireAfter(Expiry.writing(
                        (String hash, Entry entry) -> Duration.ofMillis(Math.max(0, entry.endsAt() - clock.millis()))))
                .build();
    }
}
