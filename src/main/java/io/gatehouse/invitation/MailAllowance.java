package io.gatehouse.invitation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.OrganizationName;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many mails an organization's admins may cause: they write to anybody, in the operator's name. Each replica counts for
 * itself, an hour from the first mail on.
 */
public final class MailAllowance {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int TO_ONE_ADDRESS = 3;

    /** Counts that are kept at a time, of organizations and addresses. */
    private static final int MOST = 200_000;

    private final Cache<String, AtomicInteger> counts;
    private final int perHour;

    public MailAllowance(int perHour, Clock clock) {
        this.perHour = perHour;
        this.counts = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(HOUR)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .build();
    }

    /** Takes one; false when there is none left. */
    boolean take(OrganizationName organization, EmailAddress to) {
        return isWithin(perHour, organization.value()) && isWithin(TO_ONE_ADDRESS, organization + " " + to);
    }

    private boolean isWithin(int most, String whose) {
        return counts.get(whose, unused -> new AtomicInteger()).incrementAndGet() <= most;
    }
}
