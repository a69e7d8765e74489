package io.gatehouse.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The sessions that this replica has read lately, so that most requests need not ask the store. */
final class NearCache {

    private static final long MOST_SESSIONS = 100_000;

    /** One read of the store, shared by all who wait for the same session. */
    private final class Read {

        private final Mono<KnownSession> result;

        Read(String hash, Mono<KnownSession> store) {
            this.result = store.doOnSuccess(found -> keep(hash, this, found))
                    .doFinally(end -> reads.remove(hash, this))
                    .cache();
        }
    }

    private final Cache<String, KnownSession> known;
    private final Map<String, Read> reads = new ConcurrentHashMap<>();

    /** @param longest for which a session is kept without having been read again */
    NearCache(Duration longest) {
        this.known = Caffeine.newBuilder()
                .maximumSize(MOST_SESSIONS)
                .expireAfterWrite(longest)
                .executor(Runnable::run)
                .build();
    }

    /** As it was when it was read; whether that is good enough, it tells itself. */
    @Nullable KnownSession get(String hash) {
        return known.getIfPresent(hash);
    }

    /** Joins the read of the session that is under way, or begins this one. */
    Mono<KnownSession> read(String hash, Mono<KnownSession> store) {
        return reads.computeIfAbsent(hash, unused -> new Read(hash, store)).result;
    }

    /** The same session as the present configuration sees it; one that has been forgotten meanwhile stays forgotten. */
    void replace(String hash, KnownSession seen) {
        known.asMap().replace(hash, seen);
    }

    /** What is known of a session, and what a read that is under way will find. */
    void forget(String hash) {
        reads.remove(hash);
        known.invalidate(hash);
    }

    /** Only where nobody forgot it since the read began, which the map decides: it holds the key while it computes. */
    private void keep(String hash, Read read, @Nullable KnownSession found) {
        reads.computeIfPresent(hash, (unused, present) -> {
            if (present == read && found != null) {
                known.put(hash, found);
            } else if (present == read) {
                known.invalidate(hash);
            }
            return present;
        });
    }
}
