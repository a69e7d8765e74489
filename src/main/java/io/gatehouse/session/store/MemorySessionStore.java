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

    private record Entry(byte[] session, byte[] tokens, Duration timeToLive) {}

    private final Cache<String, Entry> entries;
    private final Cache<String, Entry> pages;
    private volatile Consumer<String> removed = hash -> {};

    public MemorySessionStore(Clock clock) {
        this.entries = cache(clock);
        this.pages = cache(clock);
    }

    @Override
    public Mono<Void> put(String hash, byte[] session, Duration idleTimeout, byte[] tokens, Duration maxAge) {
        return Mono.fromRunnable(() -> entries.put(hash, new Entry(session, tokens, idleTimeout)));
    }

    @Override
    public Mono<byte[]> use(String hash, Duration timeToLive) {
        return Mono.fromSupplier(() -> entries.asMap()
                        .computeIfPresent(
                                hash, (unused, entry) -> new Entry(entry.session(), entry.tokens(), timeToLive)))
                .map(Entry::session);
    }

    @Override
    public Mono<byte[]> tokens(String hash) {
        return Mono.fromSupplier(() -> entries.getIfPresent(hash)).map(Entry::tokens);
    }

    @Override
    public Mono<byte[]> page(String hash) {
        return Mono.fromSupplier(() -> pages.getIfPresent(hash)).map(Entry::session);
    }

    @Override
    public Mono<Void> putPage(String hash, byte[] page, Duration timeToLive) {
        return Mono.fromRunnable(() -> pages.put(hash, new Entry(page, page, timeToLive)));
    }

    @Override
    public Mono<Void> remove(String hash) {
        return Mono.fromRunnable(() -> {
            entries.invalidate(hash);
            pages.invalidate(hash);
            removed.accept(hash);
        });
    }

    @Override
    public void onRemoval(Consumer<String> listener) {
        removed = listener;
    }

    /** There is no other replica to hear of. */
    @Override
    public long hearing() {
        return 1;
    }

    private static Cache<String, Entry> cache(Clock clock) {
        return Caffeine.newBuilder()
                .maximumSize(MOST_SESSIONS)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .expireAfter(Expiry.writing((String hash, Entry entry) -> entry.timeToLive()))
                .build();
    }
}
