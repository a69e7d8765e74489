package io.gatehouse.member.store;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.secret.PrivateDirectory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Keeps members in a directory, a file for each, read once at the start: for one replica, and for nobody beside it. */
public final class FileMemberStore implements MemberStore, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FileMemberStore.class);

    private static final int MARK = 0x47484d31; // GHM1

    private interface Work {
        void perform() throws IOException;
    }

    private final MemoryMemberStore memory = new MemoryMemberStore();
    private final PrivateDirectory directory;

    /** One thread: files are written in the order in which members change. */
    private final Scheduler writer = Schedulers.single(Schedulers.boundedElastic());

    /**
     * @param data where {@code members/} is, or will be
     * @throws IOException when nothing can be read or written there
     */
    public FileMemberStore(PrivateDirectory data) throws IOException {
        this.directory = data.open("members");
        for (String file : directory.names()) {
            int dot = file.indexOf('.');
            Optional<OrganizationName> organization =
                    dot > 0 ? OrganizationName.parse(file.substring(0, dot)) : Optional.empty();
            if (organization.isPresent()) {
                restore(organization.get(), file, file.substring(dot + 1));
            }
        }
    }

    @Override
    public Mono<Long> stamp(OrganizationName organization) {
        return memory.stamp(organization);
    }

    @Override
    public Mono<Kept> read(OrganizationName organization, String id) {
        return memory.read(organization, id);
    }

    @Override
    public Mono<Kept> named(OrganizationName organization, String name) {
        return memory.named(organization, name);
    }

    @Override
    public Flux<Kept> read(OrganizationName organization, List<String> ids) {
        return memory.read(organization, ids);
    }

    @Override
    public Mono<Map<String, Long>> versions(OrganizationName organization) {
        return memory.versions(organization);
    }

    @Override
    public Mono<Outcome> write(
            OrganizationName organization, String id, long expected, byte[] value, Set<String> names) {
        return inTurn(() -> memory.write(organization, id, expected, value, names)
                .delayUntil(outcome -> outcome == Outcome.MADE
                        ? done(() -> directory.write(
                                file(organization, id), written(new Kept(id, expected + 1, value), names)))
                        : Mono.empty()));
    }

    @Override
    public Mono<Boolean> remove(OrganizationName organization, String id, long expected) {
        return inTurn(() -> memory.remove(organization, id, expected)
                .delayUntil(removed -> removed ? done(() -> directory.delete(file(organization, id))) : Mono.empty()));
    }

    @Override
    public void close() {
        writer.dispose();
    }

    /** One that is damaged is left out, and said: to start without it is to let its person be a stranger. */
    private void restore(OrganizationName organization, String file, String id) throws IOException {
        byte[] bytes = directory.read(file).orElseThrow();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readInt() != MARK) {
                throw new IOException("another format");
            }
            long version = in.readLong();
            Set<String> names = new HashSet<>();
            for (int left = in.readInt(); left > 0; left--) {
                names.add(in.readUTF());
            }
            memory.restore(organization, new Kept(id, version, in.readAllBytes()), names);
        } catch (IOException damaged) {
            log.warn("members: {}: damaged (expected: as the gateway wrote it); skipped", directory.file(file));
        }
    }

    private static byte[] written(Kept kept, Set<String> names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MARK);
            out.writeLong(kept.version());
            out.writeInt(names.size());
            for (String name : names) {
                out.writeUTF(name);
            }
            out.write(kept.value());
        }
        return bytes.toByteArray();
    }

    /** No organization's name has a dot in it. */
    private static String file(OrganizationName organization, String id) {
        return organization + "." + id;
    }

    private static Mono<Void> done(Work work) {
        return Mono.fromCallable(() -> {
                    work.perform();
                    return true;
                })
                .then();
    }

    /** Goes on when whoever asked for it has left: an interrupted thread would close the file it writes. */
    private <T> Mono<T> inTurn(Supplier<Mono<T>> work) {
        return Mono.fromFuture(() -> Mono.defer(work).subscribeOn(writer).toFuture(), true);
    }
}
