package io.gatehouse.session.store;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who in this process wants to know of sessions' hashes. */
public final class Listeners implements Consumer<String> {

    private final List<Consumer<String>> told = new CopyOnWriteArrayList<>();

    public void add(Consumer<String> listener) {
        told.add(listener);
    }

    @Override
    public void accept(String hash) {
        told.forEach(listener -> listener.accept(hash));
    }
}
