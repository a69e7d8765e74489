package io.gatehouse.settings.store;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.secret.PrivateDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Keeps settings in a directory, a file for each organization: for one replica, and for the commands beside it. */
public final class FileSettingsStore implements SettingsStore {

    private static final Logger log = LoggerFactory.getLogger(FileSettingsStore.class);

    /** No organization's name begins with a dot. */
    private static final String STAMP = ".stamp";

    private final PrivateDirectory directory;
    private final SpentIds spent;
    private final TimesFile linksRevoked;
    private final Set<String> reported = ConcurrentHashMap.newKeySet();

    /** One thread: where another process holds the lock for long, no more than it waits. */
    private final Scheduler writer = Schedulers.single(Schedulers.boundedElastic());

    /**
     * @param data where {@code settings/}, {@code spent} and {@code revoked} are, or will be
     * @throws IOException when nothing can be written there
     */
    public FileSettingsStore(PrivateDirectory data, Clock clock) throws IOException {
        this(data, "settings", clock);
    }

    /** @param name of what is kept, in a directory of that name: not only settings are one sealed value an organization */
    public FileSettingsStore(PrivateDirectory data, String name, Clock clock) throws IOException {
        this.directory = data.open(name);
        this.spent = new SpentIds(data, clock);
        this.linksRevoked = new TimesFile(data, "revoked", "set-up links that were called back open again");
    }

    @Override
    public Mono<Long> stamp() {
        return reading(this::presentStamp);
    }

    @Override
    public Mono<Map<OrganizationName, Long>> versions() {
        return reading(this::presentVersions);
    }

    @Override
    public Mono<Kept> read(OrganizationName organization) {
        return reading(() -> present(organization)).flatMap(Mono::justOrEmpty);
    }

    @Override
    public Mono<Boolean> write(OrganizationName organization, long expected, byte[] value) {
        byte[] written = KeptFormat.write(new Kept(expected + 1, value));
        return change(organization, expected, () -> directory.write(organization.value(), written));
    }

    @Override
    public Mono<Boolean> remove(OrganizationName organization, long expected) {
        return expected == 0
                ? Mono.just(false)
                : change(organization, expected, () -> directory.delete(organization.value()));
    }

    @Override
    public Mono<Boolean> spend(String id, Duration lifetime) {
        return writing(() -> spent.spend(id, lifetime));
    }

    @Override
    public Mono<Boolean> isSpent(String id) {
        return reading(() -> spent.isSpent(id));
    }

    @Override
    public Mono<Void> revokeLinks(OrganizationName organization, Instant madeUntil) {
        return writing(() -> linksRevoked.change(times -> {
                    times.merge(organization.value(), madeUntil.toEpochMilli(), Math::max);
                    return true;
                }))
                .then();
    }

    @Override
    public Mono<Instant> linksRevoked(OrganizationName organization) {
        return reading(() -> linksRevoked.read().get(organization.value())).map(Instant::ofEpochMilli);
    }

    @Override
    public void close() {
        writer.dispose();
    }

    private interface Change {
        void make() throws IOException;
    }

    private Mono<Boolean> change(OrganizationName organization, long expected, Change change) {
        return writing(() -> directory.alone(() -> {
            boolean asExpected = present(organization).map(Kept::version).orElse(0L) == expected;
            if (asExpected) {
                change.make();
                directory.write(STAMP, newStamp());
            }
            return asExpected;
        }));
    }

    private Optional<Kept> present(OrganizationName organization) throws IOException {
        String name = organization.value();
        Optional<byte[]> written = directory.read(name);
        Optional<Kept> kept = written.flatMap(KeptFormat::read);
        if (written.isPresent() == kept.isPresent()) {
            reported.remove(name);
        } else if (reported.add(name)) {
            log.warn("settings: {}: damaged (expected: as the gateway wrote it); skipped", directory.file(name));
        }
        return kept;
    }

    private Map<OrganizationName, Long> presentVersions() throws IOException {
        Map<OrganizationName, Long> versions = new HashMap<>();
        for (String name : directory.names()) {
            Optional<OrganizationName> organization = OrganizationName.parse(name);
            if (organization.isPresent()) {
                present(organization.get()).ifPresent(kept -> versions.put(organization.get(), kept.version()));
            }
        }
        return versions;
    }

    /** With the directory's own time, for a writer that ended between a change and its stamp, and for files put back by hand. */
    private long presentStamp() throws IOException {
        long stamp = directory
                .read(STAMP)
                .filter(written -> written.length == Long.BYTES)
                .map(written -> ByteBuffer.wrap(written).getLong())
                .orElse(0L);
        return stamp + directory.modified().toEpochMilli();
    }

    private static byte[] newStamp() {
        return ByteBuffer.allocate(Long.BYTES)
                .putLong(ThreadLocalRandom.current().nextLong())
                .array();
    }

    private static <T> Mono<T> reading(Callable<T> work) {
        return Mono.fromCallable(work).subscribeOn(Schedulers.boundedElastic());
    }

    /** Goes on when whoever asked for it has left: an interrupted thread would close the file it writes. */
    private <T> Mono<T> writing(Callable<T> work) {
        return Mono.fromFuture(() -> Mono.fromCallable(work).subscribeOn(writer).toFuture(), true);
    }
}
