package io.gatehouse.settings;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.settings.store.SettingsStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import reactor.core.publisher.Mono;

/**
 * Which set-up links still open anything, and which visits by them go on. The store is asked each time, so that a link that
 * is called back is worthless at once, on every replica; {@link io.gatehouse.problem.Refusal} 503 when it is away.
 */
public final class SetupLinks {

    /** How long a visit lasts at most. */
    public static final Duration VISIT = Duration.ofMinutes(30);

    /** Beyond its end: the clock of another replica may be behind, and would take the link again. */
    private static final Duration REMEMBERED_LONGER = Duration.ofMinutes(10);

    private static final String ENDED = "visit-ended:";

    private final SettingsStore store;
    private final Clock clock;

    public SetupLinks(SettingsStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** False when the organization's links that were made until then have been called back. */
    public Mono<Boolean> stands(OrganizationName organization, Instant made) {
        return store.linksRevoked(organization)
                .map(made::isAfter)
                .defaultIfEmpty(true)
                .onErrorMap(AllSettings::storeIsAway);
    }

    /** True for the first who uses this link. */
    public Mono<Boolean> spend(SetupLink link) {
        return store.spend(
                        link.id(),
                        Duration.between(clock.instant(), link.until()).plus(REMEMBERED_LONGER))
                .onErrorMap(AllSettings::storeIsAway);
    }

    /** A link is used once, so its id names the visit too. */
    public Mono<Boolean> visitGoesOn(OrganizationName organization, String link, Instant made) {
        return store.isSpent(ENDED + link)
                .onErrorMap(AllSettings::storeIsAway)
                .flatMap(ended -> ended ? Mono.just(false) : stands(organization, made));
    }

    /** For every copy of the visit's cookie. */
    public Mono<Void> endVisit(String link) {
        return store.spend(ENDED + link, VISIT)
                .onErrorMap(AllSettings::storeIsAway)
                .then();
    }
}
