package io.gatehouse.apikey;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.gatehouse.audit.Audit;
import io.gatehouse.audit.Happening;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.PersonId;
import io.gatehouse.problem.Refusal;
import io.gatehouse.secret.Secret;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.settings.store.SettingsStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;

/**
 * Makes, finds and revokes the keys of organizations. The store is asked each time, so that a key that is revoked is worthless
 * at once, on every replica. Errors are {@link Refusal}: 503 when the store is away.
 */
public final class ApiKeys implements AutoCloseable {

    /** What the store of keys is called. */
    public static final String STORE = "api-keys";

    /** Of one organization at a time; those that are over for a month do not count. */
    public static final int MOST = 20;

    private static final Duration LATELY = Duration.ofSeconds(5);
    private static final long MOST_LATELY = 1_000;
    private static final Duration BETWEEN_NOTES = Duration.ofHours(1);

    /** Compared where there is no such key, so that it takes as long as where there is one. */
    private static final KeyText NOBODYS = KeyText.random();

    /**
     * A key that has just been made.
     *
     * @param text the key itself, which nobody can show again
     */
    public record Made(ApiKey key, Secret text) {}

    /**
     * What somebody wants.
     *
     * @param valid how long it counts, more than nothing and at most {@link ApiKey#LONGEST}
     */
    public record Wanted(String name, Scope scope, Duration valid) {

        /** @throws IllegalArgumentException {@code key: found (expected: …)} */
        public Wanted {
            if (!ApiKey.isName(name)) {
                throw new IllegalArgumentException("name: not a name (expected: " + ApiKey.EXPECTED_NAME + ")");
            }
            if (valid.isNegative() || valid.isZero() || valid.compareTo(ApiKey.LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "valid: " + valid.toDays() + " days (expected: at most " + ApiKey.LONGEST.toDays() + ")");
            }
        }
    }

    private final LoadingCache<OrganizationName, Mono<KeyRing>> lately;
    private final SettingsStore store;
    private final KeptKeys kept;
    private final Audit audit;
    private final Clock clock;

    /** @param store of keys alone; another one than that of the settings */
    public ApiKeys(SettingsStore store, SecretKeys keys, Audit audit, Clock clock) {
        this.store = store;
        this.kept = new KeptKeys(store, keys);
        this.audit = audit;
        this.clock = clock;
        this.lately = Caffeine.newBuilder()
                .maximumSize(MOST_LATELY)
                .expireAfterWrite(LATELY)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .build(this::readOnce);
    }

    @Override
    public void close() {
        store.close();
    }

    /** Newest first. */
    public Mono<List<ApiKey>> all(OrganizationName organization) {
        return kept.read(organization).map(ring -> ring.keys().stream()
                .sorted(Comparator.comparing(ApiKey::made).reversed())
                .toList());
    }

    /**
     * {@link IllegalArgumentException} when there is one of that name, or as many as there may be.
     *
     * @param by who makes it, for people
     * @param maker who it ends with ({@link #revokeOf}); empty for the operator, whose keys stand by themselves
     */
    public Mono<Made> make(OrganizationName organization, Wanted wanted, String by, Optional<PersonId> maker) {
        return Mono.defer(() -> {
            KeyText text = KeyText.random();
            Instant now = clock.instant();
            ApiKey key = new ApiKey(
                    text.id(),
                    wanted.name(),
                    wanted.scope(),
                    text.digest(organization),
                    by,
                    now,
                    now.plus(wanted.valid()),
                    Optional.empty(),
                    maker);
            return kept.change(organization, ring -> added(ring.withoutOld(now), key))
                    .doOnNext(unused -> written(Happening.API_KEY_MADE, organization, key, by))
                    .map(unused -> new Made(key, text.whole()));
        });
    }

    private static KeyRing added(KeyRing ring, ApiKey key) {
        if (ring.hasNamed(key.name())) {
            throw new IllegalArgumentException("name: " + key.name() + " (expected: a name that no other key has)");
        }
        if (ring.keys().size() >= MOST) {
            throw new IllegalArgumentException(
                    "name: " + MOST + " keys are there already (expected: one that is not needed to be revoked first)");
        }
        return ring.with(key);
    }

    /** Empty when there is no such key. */
    public Mono<ApiKey> revoke(OrganizationName organization, String id, String by) {
        return kept.read(organization)
                .flatMap(ring -> Mono.justOrEmpty(ring.find(id)))
                .delayUntil(key -> kept.change(organization, ring -> ring.without(id)))
                .doOnNext(key -> written(Happening.API_KEY_REVOKED, organization, key, by));
    }

    /** All that this person has made: whoever may do nothing any more does nothing by a key either. */
    public Mono<Void> revokeOf(OrganizationName organization, PersonId maker, String by) {
        return kept.read(organization)
                .flatMapIterable(KeyRing::keys)
                .filter(key -> key.maker().filter(maker::equals).isPresent())
                .concatMap(key -> revoke(organization, key.id(), by))
                .then();
    }

    /** Whose this text is; empty when it is nobody's here, or its time is over. */
    public Mono<ApiKey> find(OrganizationName organization, String text) {
        KeyText brought = KeyText.parse(text).orElse(NOBODYS);
        return kept.read(organization)
                .flatMap(ring -> Mono.justOrEmpty(matching(ring, brought, organization)))
                .delayUntil(key -> noted(organization, key));
    }

    /**
     * Whether this text was somebody's here a few seconds ago: the store is asked for all guesses of that time together. Whether it
     * is now, {@link #find} says.
     */
    public Mono<Boolean> wasThere(OrganizationName organization, String text) {
        KeyText brought = KeyText.parse(text).orElse(NOBODYS);
        return lately.get(organization)
                .map(ring -> matching(ring, brought, organization).isPresent());
    }

    private Mono<KeyRing> readOnce(OrganizationName organization) {
        return kept.read(organization)
                .doOnError(unread -> lately.invalidate(organization))
                .cache();
    }

    private Optional<ApiKey> matching(KeyRing ring, KeyText brought, OrganizationName organization) {
        Optional<ApiKey> named = ring.find(brought.id());
        boolean holds = brought.isOf(named.orElseGet(ApiKeys::nobodys), organization);
        return named.filter(key -> holds && !key.isOver(clock.instant()));
    }

    private static ApiKey nobodys() {
        return new ApiKey(
                NOBODYS.id(),
                "-",
                Scope.READ,
                "0".repeat(64),
                "-",
                Instant.EPOCH,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty());
    }

    /** For people to read; whether or not it can be written, the key counts. One that is revoked meanwhile stays so. */
    private Mono<KeyRing> noted(OrganizationName organization, ApiKey key) {
        Instant now = clock.instant();
        boolean isNew = key.lastUse()
                .filter(last -> now.isBefore(last.plus(BETWEEN_NOTES)))
                .isEmpty();
        return isNew
                ? kept.change(organization, ring -> ring.find(key.id())
                                .map(present -> ring.with(present.used(now)))
                                .orElse(ring))
                        .onErrorResume(Refusal.class, unwritten -> Mono.empty())
                : Mono.empty();
    }

    private void written(Happening event, OrganizationName organization, ApiKey key, String by) {
        audit.event(event, organization)
                .with("key", key.name())
                .with("id", key.id())
                .with("scope", key.scope())
                .with("until", key.until())
                .with("by", by)
                .write();
    }
}
