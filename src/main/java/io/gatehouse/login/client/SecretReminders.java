package io.gatehouse.login.client;

import io.gatehouse.organization.Organizations;
import io.gatehouse.organization.ProviderName;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** Reminds in the log of client secrets that are about to expire: once at each {@link Nearness}, not at each look. */
public final class SecretReminders implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SecretReminders.class);

    private final Clock clock;
    private final Disposable looks;
    private Organizations organizations = new Organizations(List.of());
    private volatile Map<ProviderName, ExpiringSecret> reminded = Map.of();

    /** @param scheduler has it look once an hour, as nothing else tells of a new day */
    public SecretReminders(Clock clock, Scheduler scheduler) {
        this.clock = clock;
        this.looks = scheduler.schedulePeriodically(this::look, 1, 1, TimeUnit.HOURS);
    }

    /** Looks at these now, and from now on. */
    public synchronized void follow(Organizations present) {
        organizations = present;
        look();
    }

    private synchronized void look() {
        List<ExpiringSecret> expiring = ExpiringSecret.among(organizations, clock);
        expiring.stream().filter(this::isNew).forEach(reminder -> log.warn("{}", reminder));
        reminded = expiring.stream().collect(Collectors.toMap(ExpiringSecret::provider, Function.identity()));
    }

    private boolean isNew(ExpiringSecret expiring) {
        ExpiringSecret before = reminded.get(expiring.provider());
        return before == null || !expiring.isSaidBy(before);
    }

    /** How many organizations' secrets are as near their end as this, and no nearer, at the last look. */
    public long count(Nearness nearness) {
        return reminded.values().stream()
                .filter(expiring -> expiring.nearness() == nearness)
                .count();
    }

    @Override
    public void close() {
        looks.dispose();
    }
}
