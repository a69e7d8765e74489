package io.gatehouse.assertion.store;

import java.util.Optional;
import reactor.core.publisher.Mono;

/** One sealed value that all replicas share, changed by compare and set. Nothing happens before a subscription. */
public interface KeyStore {

    /** Empty when there is none yet. */
    Mono<byte[]> read();

    /**
     * @param expected what stands there, as it was read; empty for nothing
     * @return false when something else stands there: nothing is changed
     */
    Mono<Boolean> replace(Optional<byte[]> expected, byte[] next);
}
