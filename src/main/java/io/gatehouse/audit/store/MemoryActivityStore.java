package io.gatehouse.audit.store;

import io.gatehouse.audit.Happening.Drawer;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Keeps what happened in this process, and no longer than it. */
public final class MemoryActivityStore implements ActivityStore {

    private record Place(String organization, Drawer drawer) {}

    private final Map<Place, TreeMap<StreamId, byte[]>> streams = new HashMap<>();
    private final int keep;
    private final Clock clock;

    /** @param keep how many entries of each drawer of each organization */
    public MemoryActivityStore(int keep, Clock clock) {
        this.keep = keep;
        this.clock = clock;
    }

    @Override
    public Mono<Void> append(String organization, Drawer drawer, List<byte[]> sealed) {
        return Mono.fromRunnable(() -> appendNow(new Place(organization, drawer), sealed));
    }

    private synchronized void appendNow(Place place, List<byte[]> sealed) {
        TreeMap<StreamId, byte[]> stream = streams.computeIfAbsent(place, unused -> new TreeMap<>());
        for (byte[] entry : sealed) {
            stream.put(next(stream), entry);
            if (stream.size() > keep) {
                stream.pollFirstEntry();
            }
        }
        stream.headMap(StreamId.firstOf(clock.millis() - LONGEST.toMillis())).clear();
    }

    /** Behind the last one, also when the clock has gone back. */
    private StreamId next(TreeMap<StreamId, byte[]> stream) {
        StreamId now = StreamId.firstOf(clock.millis());
        if (stream.isEmpty() || stream.lastKey().compareTo(now) < 0) {
            return now;
        }
        StreamId last = stream.lastKey();
        return new StreamId(last.millis(), last.sequence() + 1);
    }

    @Override
    public Flux<Kept> read(String organization, Drawer drawer, StreamId newest, StreamId oldest, int most) {
        return Flux.defer(() -> Flux.fromIterable(readNow(new Place(organization, drawer), newest, oldest, most)));
    }

    private synchronized List<Kept> readNow(Place place, StreamId newest, StreamId oldest, int most) {
        TreeMap<StreamId, byte[]> stream = streams.getOrDefault(place, new TreeMap<>());
        if (oldest.compareTo(newest) > 0) {
            return List.of();
        }
        return stream.subMap(oldest, true, newest, true).descendingMap().entrySet().stream()
                .limit(most)
                .map(entry -> new Kept(entry.getKey(), entry.getValue()))
                .toList();
    }
}
