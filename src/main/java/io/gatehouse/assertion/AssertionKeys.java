package io.gatehouse.assertion;

import com.nimbusds.jose.jwk.ECKey;
import io.gatehouse.assertion.store.KeyStore;
import io.gatehouse.secret.Sealer;
import io.gatehouse.secret.SecretKeys;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** The signing keys as this replica knows them: read from the store again and again, and renewed there when their time has come. */
public final class AssertionKeys implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AssertionKeys.class);

    /** Well within the time for which a new key is published before it signs. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(30);

    private static final Retry UNTIL_THE_STORE_ANSWERS = Retry.fixedDelay(Long.MAX_VALUE, Duration.ofSeconds(1));

    private final KeyStore store;
    private final Sealer sealer;
    private final Duration lifetime;
    private final Clock clock;
    private final Disposable looking;
    private volatile KeyRing ring = KeyRing.none();

    /** @param lifetime after which a key is followed by another one */
    public AssertionKeys(KeyStore store, SecretKeys keys, Duration lifetime, Clock clock) {
        this.store = store;
        this.sealer = keys.sealer("assertion keys");
        this.lifetime = lifetime;
        this.clock = clock;
        this.looking = Flux.interval(Duration.ZERO, BETWEEN_LOOKS)
                .onBackpressureDrop()
                .concatMap(unused -> look().retryWhen(UNTIL_THE_STORE_ANSWERS), 0)
                .subscribe();
    }

    /** Empty until the store has answered for the first time. */
    Optional<ECKey> signing() {
        KeyRing present = ring;
        return present.keys().isEmpty() ? Optional.empty() : Optional.of(present.signing(clock.instant()));
    }

    /** All public keys, as a JWK set (RFC 7517). */
    public String published() {
        return ring.published();
    }

    /** Has the next key made before its time: it is published at once, and signs ten minutes later. */
    public Mono<Void> rotate() {
        return change(present -> present.rotated(clock.instant()));
    }

    @Override
    public void close() {
        looking.dispose();
    }

    Mono<Void> look() {
        return change(present -> present.renewed(clock.instant(), lifetime));
    }

    private Mono<Void> change(UnaryOperator<KeyRing> to) {
        return store.read()
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(kept -> replace(kept, open(kept), to));
    }

    private Mono<Void> replace(Optional<byte[]> kept, KeyRing present, UnaryOperator<KeyRing> to) {
        KeyRing next = to.apply(present);
        if (next.equals(present)) {
            ring = present;
            return Mono.empty();
        }
        return store.replace(kept, sealer.seal(next.written().getBytes(StandardCharsets.UTF_8)))
                .flatMap(done -> done ? keep(next) : look()); // another replica was faster
    }

    private Mono<Void> keep(KeyRing next) {
        log.info("assertion: a new key, {} in all", next.keys().size());
        ring = next;
        return Mono.empty();
    }

    /** Those that another secret-key sealed are lost with it, and new ones are made. */
    private KeyRing open(Optional<byte[]> kept) {
        return kept.flatMap(value -> sealer.open(value))
                .map(AssertionKeys::parse)
                .orElseGet(KeyRing::none);
    }

    private static KeyRing parse(byte[] written) {
        try {
            return KeyRing.parse(new String(written, StandardCharsets.UTF_8));
        } catch (ParseException impossible) {
            throw new IllegalStateException(impossible); // its seal has held
        }
    }
}
