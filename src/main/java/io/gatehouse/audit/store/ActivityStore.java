package io.gatehouse.audit.store;

import io.gatehouse.audit.Happening.Drawer;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Sealed entries of each organization, drawer by drawer, the oldest of which leave. */
public interface ActivityStore {

    /** Nothing is kept for longer. */
    Duration LONGEST = Duration.ofDays(400);

    /** An entry as it lies there. */
    record Kept(StreamId id, byte[] sealed) {}

    /** In their order, all or none. An error means that it is not known which. */
    Mono<Void> append(String organization, Drawer drawer, List<byte[]> sealed);

    /**
     * Newest first.
     *
     * @param newest the first that may be among them
     * @param oldest the last that may
     * @param most of them
     */
    Flux<Kept> read(String organization, Drawer drawer, StreamId newest, StreamId oldest, int most);
}
