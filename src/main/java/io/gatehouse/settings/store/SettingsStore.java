package io.gatehouse.settings.store;

import io.gatehouse.organization.OrganizationName;
import java.time.Duration;
import java.util.Map;
import reactor.core.publisher.Mono;

/** Where settings that admins enter are kept: one sealed value an organization, each with a version. */
public interface SettingsStore extends AutoCloseable {

    /** One value as it was at one version. */
    record Kept(long version, byte[] value) {}

    /** Changes with every write by anyone; cheap, for every replica asks every two seconds. */
    Mono<Long> stamp();

    /** Of all organizations that have any. */
    Mono<Map<OrganizationName, Long>> versions();

    /** Empty when there is nothing. */
    Mono<Kept> read(OrganizationName organization);

    /**
     * False when another version than the expected one stands there.
     *
     * @param expected 0 for none yet; the new version is one more
     */
    Mono<Boolean> write(OrganizationName organization, long expected, byte[] value);

    /** False when another version than the expected one stands there. */
    Mono<Boolean> remove(OrganizationName organization, long expected);

    /** True for the first who spends this id; it is remembered for its lifetime. */
    Mono<Boolean> spend(String id, Duration lifetime);

    @Override
    void close();
}
