package io.gatehouse.member.store;

import io.gatehouse.organization.OrganizationName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Where an organization's members are kept: a sealed value each, with a version, found by its id or by one of its names. A name
 * belongs to one member at a time; a member's value and its names change together, or not at all.
 *
 * <p>Nothing happens before a subscription. An error means that it is not known whether a change was made.
 */
public interface MemberStore {

    /** So many members an organization can have. */
    int MOST = 100_000;

    /** @param version 1 for the first value, then one more with each */
    record Kept(String id, long version, byte[] value) {}

    /** What became of a change. */
    enum Outcome {
        MADE,
        /** Another version stands there. */
        CHANGED,
        /** Another member has one of the names. */
        TAKEN,
        /** There are {@link #MOST} already. */
        FULL
    }

    /** A number that is another one after every change to the organization's members. */
    Mono<Long> stamp(OrganizationName organization);

    /** Empty when there is none. */
    Mono<Kept> read(OrganizationName organization, String id);

    /** Empty when no member has the name. */
    Mono<Kept> named(OrganizationName organization, String name);

    /** Those of them that there are, in no order. */
    Flux<Kept> read(OrganizationName organization, List<String> ids);

    /** Of all members, by their ids; of changes that are made meanwhile some are seen. */
    Mono<Map<String, Long>> versions(OrganizationName organization);

    /**
     * Compare and set.
     *
     * @param expected the version that stands there, 0 for none; the new one is {@code expected + 1}
     * @param names all that the member has from now on; letters and digits without spaces
     */
    Mono<Outcome> write(OrganizationName organization, String id, long expected, byte[] value, Set<String> names);

    /** @return false when another version than {@code expected} stands there, or none: nothing is changed */
    Mono<Boolean> remove(OrganizationName organization, String id, long expected);
}
