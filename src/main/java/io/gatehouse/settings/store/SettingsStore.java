package io.gatehouse.settings.store;

import io.gatehouse.organization.OrganizationName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * Where settings that admins enter are kept: one sealed value an organization, each with a version.
 *
 * <p>Nothing happens before a subscription. An error means that it is not known whether a change was made; whoever tries
 * again with the same {@code expected} never makes it twice. After {@link #remove} versions begin at 1 again, so a version
 * says nothing about content that was read before a removal.
 */
public interface SettingsStore extends AutoCloseable {

    /** @param version 1 for the first value, then one more with each */
    record Kept(long version, byte[] value) {}

    /** A number that is another one after every change by anyone; cheap enough for every replica to ask every 2 seconds. */
    Mono<Long> stamp();

    /** Of all organizations that have any settings; those whose value is damaged are missing. */
    Mono<Map<OrganizationName, Long>> versions();

    /** Empty when there is nothing, or when it is damaged. */
    Mono<Kept> read(OrganizationName organization);

    /**
     * Compare and set.
     *
     * @param expected the version that stands there, 0 for none; the new one is {@code expected + 1}
     * @return false when another version stands there: nothing is changed
     */
    Mono<Boolean> write(OrganizationName organization, long expected, byte[] value);

    /** @return false when another version than {@code expected} stands there, or none: nothing is changed */
    Mono<Boolean> remove(OrganizationName organization, long expected);

    /**
     * True for the first who spends this one-time id, on whatever replica.
     *
     * @param lifetime how long the id is remembered, at least a millisecond: as long as what bears it is accepted anywhere
     */
    Mono<Boolean> spend(String id, Duration lifetime);

    /** Whether anybody has spent this one-time id, as long as it is remembered. */
    Mono<Boolean> isSpent(String id);

    /**
     * From now on the set-up links of this organization that were made until then are worthless. An earlier time than was
     * said before changes nothing.
     */
    Mono<Void> revokeLinks(OrganizationName organization, Instant madeUntil);

    /** What {@link #revokeLinks} said last; empty when nothing was ever called back. */
    Mono<Instant> linksRevoked(OrganizationName organization);

    /** The process is about to end. */
    @Override
    default void close() {}
}
