package io.gatehouse.bench.peer;

import io.gatehouse.bench.machine.Folder;
import io.gatehouse.bench.machine.Ports;
import io.gatehouse.bench.machine.Program;
import io.gatehouse.bench.peer.Peer.Place;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A gateway that has been started. */
public record Running(Peer peer, Program program, URI base, int database) implements AutoCloseable {

    private static final AtomicInteger STARTED = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Starts without waiting. */
    public static Running start(Peer peer, Surroundings around) {
        int database = STARTED.incrementAndGet();
        Place place = new Place(folder(peer, database, around), Ports.free(), database);
        Program program = peer.start(around, place);
        return new Running(peer, program, URI.create(place.address()), database);
    }

    /** Waits for the first answer. */
    public Duration awaitAnswer() {
        return program.awaitAnswer(base.resolve("/"), PATIENCE);
    }

    public String name() {
        return peer.name();
    }

    public boolean signsIn() {
        return peer.signsIn();
    }

    public URI address(String path) {
        return base.resolve(path);
    }

    /** With the files it was started on, and its log. */
    public Folder folder(Surroundings around) {
        return folder(peer, database, around);
    }

    private static Folder folder(Peer peer, int database, Surroundings around) {
        return around.folder().below(database + "-" + peer.name());
    }

    @Override
    public void close() {
        program.close();
    }
}
