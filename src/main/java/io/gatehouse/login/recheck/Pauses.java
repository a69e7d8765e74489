package io.gatehouse.login.recheck;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gatehouse.login.fault.Diagnosed;
import io.gatehouse.login.fault.Diagnosis;
import io.gatehouse.organization.ProviderName;
import io.gatehouse.problem.Refusal;
import io.gatehouse.session.Session;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is not asked again yet, as asking was in vain just now: a session for a minute, an identity provider that is away for 5 s,
 * then 10, up to a minute. One question then finds out for everybody.
 */
public final class Pauses {

    private static final Logger log = LoggerFactory.getLogger(Pauses.class);

    private static final Duration OF_A_SESSION = Duration.ofMinutes(1);
    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int MOST_SESSIONS = 100_000;

    /** @param kind of which the log has a line already */
    private record Away(String kind, Duration pause, Instant until) {

        Away again(Instant now) {
            Duration longer = pause.multipliedBy(2);
            Duration next = longer.compareTo(LONGEST) > 0 ? LONGEST : longer;
            return new Away(kind, next, now.plus(next));
        }
    }

    private final Cache<String, Instant> sessions = Caffeine.newBuilder()
            .maximumSize(MOST_SESSIONS)
            .expireAfterWrite(OF_A_SESSION)
            .build();
    private final Map<ProviderName, Away> away = new ConcurrentHashMap<>();
    private final Clock clock;

    public Pauses(Clock clock) {
        this.clock = clock;
    }

    boolean isPaused(Session session) {
        @Nullable Instant until = sessions.getIfPresent(session.hash());
        return until != null && clock.instant().isBefore(until);
    }

    void pause(Session session) {
        sessions.put(session.hash(), clock.instant().plus(OF_A_SESSION));
    }

    /** Whether asking this provider is no use now; when a pause is over, the first who wants to know finds out. */
    boolean isAway(ProviderName provider) {
        @Nullable Away known = away.get(provider);
        Instant now = clock.instant();
        return known != null && (now.isBefore(known.until()) || !away.replace(provider, known, known.again(now)));
    }

    void away(ProviderName provider, Diagnosis diagnosis) {
        away(provider, diagnosis.fault().name(), diagnosis.step() + ": " + diagnosis.said());
    }

    void away(ProviderName provider, Throwable error) {
        if (error instanceof Refusal refusal) {
            away(provider, refusal.problem().name(), refusal.cause());
        } else if (error instanceof Diagnosed known) {
            away(provider, known.diagnosis());
        } else {
            away(provider, error.getClass().getSimpleName(), error.toString());
        }
    }

    /** Told once for each kind, not at each question. */
    private void away(ProviderName provider, String kind, String found) {
        Away first = new Away(kind, SHORTEST, clock.instant().plus(SHORTEST));
        @Nullable Away before = away.get(provider);
        away.merge(provider, first, (known, unused) -> new Away(kind, known.pause(), known.until()));
        if (before == null || !before.kind().equals(kind)) {
            log.warn("recheck: {}: nobody can be asked, sessions go on: {}", provider, found);
        }
    }

    void answered(ProviderName provider) {
        if (away.remove(provider) != null) {
            log.info("recheck: {}: the identity provider answers again", provider);
        }
    }
}
