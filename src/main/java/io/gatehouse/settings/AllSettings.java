package io.gatehouse.settings;

import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.Organizations;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.settings.store.SettingsStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * What the admins of all organizations have entered, as this replica knows it; what another replica has changed, it knows
 * two seconds later.
 */
public final class AllSettings implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AllSettings.class);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    /** Settings with the version that they stand at. */
    public record Known(long version, Settings settings) {

        static final Known NOTHING = new Known(0, Settings.none());
    }

    /** Organizations are told apart by the very object: the same as long as neither file nor settings change. */
    private record LaidOver(Organization file, Settings settings, Organization result) {}

    private final Map<OrganizationName, Known> known = new ConcurrentHashMap<>();
    private final Map<OrganizationName, LaidOver> laidOver = new ConcurrentHashMap<>();
    private final SettingsStore store;
    private final SettingsSeal seal;
    private final Disposable looks;
    private final CountDownLatch firstLook = new CountDownLatch(1);
    private volatile Runnable listener = () -> {};
    private volatile long stamp = -1;
    private volatile boolean away;

    public AllSettings(SettingsStore store, SecretKeys keys) {
        this.store = store;
        this.seal = new SettingsSeal(keys);
        this.looks = Flux.interval(Duration.ZERO, BETWEEN_LOOKS)
                .onBackpressureDrop()
                .concatMap(unused -> look(), 1)
                .subscribe();
    }

    /**
     * Waits for the first look at the store, for a start that does not tell people that nothing is set up.
     *
     * @return whether there was one in time; without, what is kept is known as soon as the store answers
     */
    public boolean awaitFirstLook(Duration longest) {
        try {
            return firstLook.await(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** @param change called after every change, from any thread */
    public void onChange(Runnable change) {
        listener = change;
    }

    /** As they stand in the store; {@link Refusal} 503 when it is away. */
    public Mono<Known> read(OrganizationName organization) {
        return store.read(organization)
                .onErrorMap(AllSettings::storeIsAway)
                .map(kept -> new Known(kept.version(), seal.open(organization, kept.value())))
                .defaultIfEmpty(Known.NOTHING)
                .doOnNext(found -> learn(organization, found));
    }

    /**
     * Changes them if nobody else has since; {@link SettingsChanged} if somebody has, {@link Refusal} 503 when the store is
     * away.
     *
     * @param version that the change was made from
     */
    public Mono<Known> change(OrganizationName organization, long version, UnaryOperator<Settings> change) {
        return read(organization)
                .filter(found -> found.version() == version)
                .map(found -> new Known(version + 1, change.apply(found.settings())))
                .filterWhen(changed -> store.write(organization, version, seal.close(organization, changed.settings()))
                        .onErrorMap(AllSettings::storeIsAway))
                .switchIfEmpty(Mono.error(SettingsChanged::new))
                .doOnNext(changed -> learn(organization, changed));
    }

    /** Whatever the version is: for facts that do not depend on what else stands there. */
    public Mono<Known> change(OrganizationName organization, UnaryOperator<Settings> change) {
        return read(organization)
                .flatMap(found -> change(organization, found.version(), change))
                .retryWhen(Retry.max(5).filter(SettingsChanged.class::isInstance));
    }

    /** The operator's organizations with what their admins have entered; one that stands in no file is none. */
    public Organizations laidOver(Organizations files) {
        return new Organizations(files.all().stream().map(this::laidOver).toList());
    }

    /**
     * What the operator's file says of an organization that {@link #laidOver} has made; of one from before the last change, what
     * was made of it.
     */
    @SuppressWarnings("ReferenceEquality") // the very one, as above
    public Organization file(Organization present) {
        LaidOver known = laidOver.get(present.name());
        return known != null && known.result() == present ? known.file() : present;
    }

    /** For what else the store is asked: it does not answer. */
    public static Refusal storeIsAway(Throwable cause) {
        return Refusal.of(Problem.STORE_AWAY, "settings: store: " + cause).withHeader("Retry-After", "2");
    }

    @Override
    public void close() {
        looks.dispose();
    }

    @SuppressWarnings("ReferenceEquality") // files that are read anew make new objects, and so must this
    private Organization laidOver(Organization file) {
        Known found = known.get(file.name());
        if (found == null) {
            return file;
        }
        LaidOver before = laidOver.get(file.name());
        if (before == null || before.file() != file || !before.settings().equals(found.settings())) {
            before = new LaidOver(file, found.settings(), found.settings().laidOver(file));
            laidOver.put(file.name(), before);
        }
        return before.result();
    }

    private Mono<Void> look() {
        return store.stamp()
                .filter(now -> now != stamp)
                .flatMap(now -> store.versions().flatMap(this::catchUp).doOnSuccess(unused -> stamp = now))
                .doOnSuccess(unused -> isThere())
                .onErrorResume(this::isAway);
    }

    private Mono<Void> catchUp(Map<OrganizationName, Long> versions) {
        boolean gone = known.keySet().retainAll(versions.keySet());
        // Lower than what is known: the store has been put back to an earlier day, and has the last word.
        versions.forEach((organization, version) ->
                known.computeIfPresent(organization, (name, now) -> now.version() > version ? null : now));
        return Flux.fromIterable(versions.entrySet())
                .filter(entry ->
                        known.getOrDefault(entry.getKey(), Known.NOTHING).version() != entry.getValue())
                .concatMap(entry -> read(entry.getKey()).onErrorResume(IllegalStateException.class, unreadable -> {
                    log.warn("settings: {}: {}", entry.getKey(), unreadable.getMessage());
                    return Mono.empty();
                }))
                .then(Mono.fromRunnable(() -> {
                    if (gone) {
                        listener.run();
                    }
                }));
    }

    private void learn(OrganizationName organization, Known found) {
        if (found.version() == 0) {
            if (known.remove(organization) != null) {
                listener.run();
            }
            return;
        }
        Known before = known.getOrDefault(organization, Known.NOTHING);
        known.merge(organization, found, (old, read) -> read.version() > old.version() ? read : old);
        if (found.version() > before.version()) {
            listener.run();
        }
    }

    private void isThere() {
        firstLook.countDown();
        if (away) {
            away = false;
            log.info("settings: the store answers again");
        }
    }

    private Mono<Void> isAway(Throwable error) {
        if (!away) {
            away = true;
            log.warn("settings: the store does not answer: {} (going on with what is known)", error.toString());
        }
        return Mono.empty();
    }
}
