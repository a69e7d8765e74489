package io.gatehouse.assertion.store;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** For a gateway that keeps nothing: its keys end with the process. */
public final class MemoryKeyStore implements KeyStore {

    private byte @Nullable [] kept;

    @Override
    public Mono<byte[]> read() {
        return Mono.fromSupplier(this::kept);
    }

    @Override
    public Mono<Boolean> replace(Optional<byte[]> expected, byte[] next) {
        return Mono.fromSupplier(() -> swap(expected.orElse(null), next));
    }

    private synchronized byte @Nullable [] kept() {
        return kept;
    }

    private synchronized boolean swap(byte @Nullable [] expected, byte[] next) {
        boolean same = Arrays.equals(kept, expected);
        if (same) {
            kept = next;
        }
        return same;
    }
}
