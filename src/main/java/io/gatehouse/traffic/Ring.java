package io.gatehouse.traffic;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** A bounded queue into which many threads put and from which one takes; neither waits for the other, nor wakes it. */
final class Ring<T> {

    private final AtomicReferenceArray<@Nullable T> slots;
    private final AtomicLong put = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();

    /** @param size a power of two */
    Ring(int size) {
        slots = new AtomicReferenceArray<>(size);
    }

    /** False when there is no room. */
    boolean offer(T thing) {
        long at;
        do {
            at = put.get();
            if (at - taken.get() >= slots.length()) {
                return false;
            }
        } while (!put.compareAndSet(at, at + 1));
        slots.lazySet(slot(at), thing);
        return true;
    }

    /** Null when there is nothing, or when whoever is about to put the next has only reserved its place. */
    @Nullable T poll() {
        long at = taken.get();
        T thing = slots.get(slot(at));
        if (thing != null) {
            slots.lazySet(slot(at), null);
            taken.lazySet(at + 1);
        }
        return thing;
    }

    private int slot(long at) {
        return (int) at & (slots.length() - 1);
    }
}
