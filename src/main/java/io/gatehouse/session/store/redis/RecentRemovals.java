package io.gatehouse.session.store.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gatehouse.session.store.Removed;
import java.util.List;

/** The sessions that were removed lately, as this replica knows: what a failover of Redis may have forgotten. */
final class RecentRemovals {

    /** Of each kind; beyond it the oldest are left to Redis. */
    private static final int MOST = 50_000;

    private final Cache<String, Boolean> own = cache();
    private final Cache<String, Boolean> heard = cache();

    void removedHere(String hash) {
        own.put(hash, true);
    }

    /** A message that comes again, from a replica that plays its removals again, prolongs nothing. */
    void heard(String hash) {
        heard.asMap().putIfAbsent(hash, true);
    }

    boolean contain(String hash) {
        return heard.getIfPresent(hash) != null || own.getIfPresent(hash) != null;
    }

    List<String> removedHere() {
        return List.copyOf(own.asMap().keySet());
    }

    private static Cache<String, Boolean> cache() {
        return Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(Removed.REMEMBERED)
                .executor(Runnable::run)
                .build();
    }
}
