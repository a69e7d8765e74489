package io.gatehouse.assertion.store;

import io.gatehouse.secret.PrivateDirectory;
import java.util.Arrays;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** In a file of the data directory, for one machine. */
public final class FileKeyStore implements KeyStore {

    private static final String NAME = "assertion-keys";

    private final PrivateDirectory directory;

    public FileKeyStore(PrivateDirectory directory) {
        this.directory = directory;
    }

    @Override
    public Mono<byte[]> read() {
        return Mono.fromCallable(() -> directory.read(NAME))
                .flatMap(Mono::justOrEmpty)
                .subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public Mono<Boolean> replace(Optional<byte[]> expected, byte[] next) {
        return Mono.fromCallable(() -> directory.alone(() -> {
                    boolean same = Arrays.equals(directory.read(NAME).orElse(null), expected.orElse(null));
                    if (same) {
                        directory.write(NAME, next);
                    }
                    return same;
                }))
                .subscribeOn(Schedulers.boundedElastic());
    }
}
