package io.gatehouse.assertion;

import io.gatehouse.assertion.store.KeyStore;
import io.gatehouse.secret.Sealer;
import io.gatehouse.secret.SecretKeys;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/** The gateway's own signing keys, sealed in the store that all replicas share; each change is made by one of them. */
public final class KeptKeys {

    private final KeyStore store;
    private final Sealer sealer;
    private final Duration lifetime;
    private final Clock clock;

    /** @param lifetime after which a key is followed by another one */
    public KeptKeys(KeyStore store, SecretKeys keys, Duration lifetime, Clock clock) {
        this.store = store;
        this.sealer = keys.sealer("assertion keys");
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /**
     * Has the next key made before its time: replicas publish it within half a minute.
     *
     * @return when it begins to sign; an {@link IllegalStateException} when another secret-key sealed what is there
     */
    public Mono<Instant> rotate() {
        return signingFrom(present -> present.rotated(clock.instant()));
    }

    /**
     * Has a new key sign at once, and takes all others out of the key set.
     *
     * @return when it begins to sign; an {@link IllegalStateException} when another secret-key sealed what is there
     */
    public Mono<Instant> replace() {
        return signingFrom(unused -> KeyRing.anew(clock.instant()));
    }

    /** What is there, renewed when its time has come. What another secret-key sealed is lost with it: new ones are made. */
    Mono<KeyRing> look() {
        return change(
                kept -> kept.flatMap(this::open).orElseGet(KeyRing::none),
                present -> present.renewed(clock.instant(), lifetime));
    }

    private Mono<Instant> signingFrom(UnaryOperator<KeyRing> to) {
        return change(this::openOrRefuse, to).map(ring -> ring.newestSigns(clock.instant()));
    }

    private Mono<KeyRing> change(Function<Optional<byte[]>, KeyRing> opening, UnaryOperator<KeyRing> to) {
        return store.read()
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(kept -> replace(kept, opening.apply(kept), to))
                .switchIfEmpty(Mono.defer(() -> change(opening, to))); // another replica was faster
    }

    /** Empty when something else stands there by now. */
    private Mono<KeyRing> replace(Optional<byte[]> kept, KeyRing present, UnaryOperator<KeyRing> to) {
        KeyRing next = to.apply(present);
        if (next.equals(present)) {
            return Mono.just(present);
        }
        return store.replace(kept, sealer.seal(next.written().getBytes(StandardCharsets.UTF_8)))
                .filter(done -> done)
                .map(done -> next);
    }

    /** A command with another secret-key must not throw away the keys that a gateway signs with. */
    private KeyRing openOrRefuse(Optional<byte[]> kept) {
        return kept.map(value -> open(value)
                        .orElseThrow(() -> new IllegalStateException("keys that another secret-key has sealed")))
                .orElseGet(KeyRing::none);
    }

    private Optional<KeyRing> open(byte[] kept) {
        return sealer.open(kept).map(KeptKeys::parse);
    }

    private static KeyRing parse(byte[] written) {
        try {
            return KeyRing.parse(new String(written, StandardCharsets.UTF_8));
        } catch (ParseException impossible) {
            throw new IllegalStateException(impossible); // its seal has held
        }
    }
}
