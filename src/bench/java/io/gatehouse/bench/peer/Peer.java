package io.gatehouse.bench.peer;

import io.gatehouse.bench.machine.Folder;
import io.gatehouse.bench.machine.Program;
import java.util.Optional;

/** A gateway that can be measured: what it is called, whether it is there, and how it starts. */
public sealed interface Peer permits Nginx, Gatehouse, OAuth2Proxy, ModAuthOpenidc, PlainSpring, BareGateway {

    /** As {@code --only} takes it. */
    String name();

    /** What it is and how it is set up, in a few words, for the page. */
    String description();

    /** How to get it; empty when it is there. */
    default Optional<String> missing() {
        return Optional.empty();
    }

    /** Whether it knows who asks. */
    default boolean signsIn() {
        return true;
    }

    default boolean storesInRedis() {
        return signsIn();
    }

    /** Whether it compiles itself while it runs, and so takes a while until it is as fast as it gets. */
    default boolean warmsUpSlowly() {
        return false;
    }

    /** The path without its last segment of the {@code number}th of what it serves, round and round. */
    default String prefix(int number) {
        return "/acme/app";
    }

    /** Begins to start: whoever asks later may have to wait. */
    Program start(Surroundings around, Place place);

    /**
     * What one running gateway has to itself.
     *
     * @param database of Redis
     */
    record Place(Folder folder, int port, int database) {

        public String address() {
            return "http://127.0.0.1:" + port;
        }
    }
}
