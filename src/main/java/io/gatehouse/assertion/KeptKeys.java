package io.gatehouse.assertion;

import io.gatehouse.assertion.store.KeyStore;
import io.gatehouse.secret.Sealer;
import io.gatehouse.secret.SecretKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** The gateway's own signing keys, sealed in the store that all replicas share; each change is made by one of them. */
public final class KeptKeys {

    private static final Logger log = LoggerFactory.getLogger(KeptKeys.class);

    private final KeyStore store;
    private final Sealer sealer;
    private final Duration lifetime;
    private final Clock clock;
    private volatile KeyRing last = KeyRing.none();

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
        return signingFrom(present -> present.anew(clock.instant()));
    }

    /**
     * What is there, renewed when its time has come, and sealed with the key that seals now. Where the store has lost it, or
     * goes back to what was there before (a failover, a backup, somebody who can write), it gets again what was known last.
     */
    Mono<KeyRing> look() {
        return change(this::newestKnown, present -> present.renewed(clock.instant(), lifetime))
                .doOnNext(ring -> last = ring);
    }

    private KeyRing newestKnown(SealedRings kept) {
        KeyRing found = kept.ours().orElseGet(KeyRing::none);
        if (kept.ours().isEmpty() && !kept.others().isEmpty() && last.keys().isEmpty()) {
            log.warn("assertion: keys that another secret-key has sealed: signing with others"
                    + " (expected: the same gateway.secret-key on all replicas)");
        }
        return found.newest().isBefore(last.newest()) ? last : found;
    }

    private Mono<Instant> signingFrom(UnaryOperator<KeyRing> to) {
        return change(KeptKeys::openOrRefuse, to).map(ring -> ring.newestSigns(clock.instant()));
    }

    private Mono<KeyRing> change(Function<SealedRings, KeyRing> opening, UnaryOperator<KeyRing> to) {
        return store.read()
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(kept -> replace(kept, opening, to))
                .switchIfEmpty(Mono.defer(() -> change(opening, to))); // another replica was faster
    }

    /** Empty when something else stands there by now. */
    private Mono<KeyRing> replace(
            Optional<byte[]> kept, Function<SealedRings, KeyRing> opening, UnaryOperator<KeyRing> to) {
        SealedRings present = kept.map(value -> SealedRings.read(value, sealer)).orElseGet(SealedRings::none);
        KeyRing next = to.apply(opening.apply(present));
        if (present.current() && present.ours().filter(next::equals).isPresent()) {
            return Mono.just(next);
        }
        return store.replace(kept, present.with(next, sealer))
                .filter(done -> done)
                .map(done -> next);
    }

    /** A command with another secret-key must not make keys that no gateway signs with. */
    private static KeyRing openOrRefuse(SealedRings kept) {
        if (kept.ours().isEmpty() && !kept.others().isEmpty()) {
            throw new IllegalStateException("keys that another secret-key has sealed");
        }
        return kept.ours().orElseGet(KeyRing::none);
    }
}
