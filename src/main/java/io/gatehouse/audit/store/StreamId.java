package io.gatehouse.audit.store;

import java.util.Comparator;

/**
 * Where an entry stands in its stream, as Redis numbers them.
 *
 * @param millis since 1970, by the store's clock
 * @param sequence among those of the same millisecond
 */
public record StreamId(long millis, long sequence) implements Comparable<StreamId> {

    /** Behind every other. */
    static final StreamId END = new StreamId(999_999_999_999_999L, 0);

    private static final long LAST = 999_999_999_999_999_999L;

    private static final Comparator<StreamId> ORDER =
            Comparator.comparingLong(StreamId::millis).thenComparingLong(StreamId::sequence);

    /** @throws IllegalArgumentException when it is none */
    static StreamId parse(String text) {
        if (!text.matches("\\d{1,18}-\\d{1,18}")) {
            throw new IllegalArgumentException("stream id: not of the form 1764140000000-0");
        }
        int dash = text.indexOf('-');
        return new StreamId(Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
    }

    static StreamId firstOf(long millis) {
        return new StreamId(millis, 0);
    }

    /** The last that can be before a time. */
    static StreamId lastBefore(long millis) {
        return firstOf(millis).previous();
    }

    StreamId previous() {
        return sequence > 0 ? new StreamId(millis, sequence - 1) : new StreamId(Math.max(millis - 1, 0), LAST);
    }

    @Override
    public int compareTo(StreamId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return millis + "-" + sequence;
    }
}
