package io.gatehouse.assertion;

import com.nimbusds.jose.jwk.ECKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** The signing keys as this replica knows them: those that files give, or those of the store, looked at again and again. */
public final class AssertionKeys implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AssertionKeys.class);

    /** Well within the time for which a new key is published before it signs. */
    static final Duration BETWEEN_LOOKS = Duration.ofSeconds(30);

    private static final Retry UNTIL_THE_STORE_ANSWERS = Retry.fixedDelay(Long.MAX_VALUE, Duration.ofSeconds(1));

    /** @param version another one for each ring */
    private record Known(KeyRing ring, int version) {}

    private final Mono<KeyRing> source;
    private final Clock clock;
    private final Disposable looking;
    private volatile Known known;

    private AssertionKeys(KeyRing first, Mono<KeyRing> source, Flux<Long> looks, Clock clock) {
        this.known = new Known(first, 0);
        this.source = source;
        this.clock = clock;
        this.looking = looks.onBackpressureDrop()
                .concatMap(unused -> look().retryWhen(UNTIL_THE_STORE_ANSWERS), 0)
                .subscribe();
    }

    /** They come and go as the store says. */
    public static AssertionKeys kept(KeptKeys keys, Clock clock) {
        return new AssertionKeys(KeyRing.none(), keys.look(), Flux.interval(Duration.ZERO, BETWEEN_LOOKS), clock);
    }

    /** They stay until the process ends. */
    public static AssertionKeys given(GivenKeys keys, Clock clock) {
        return new AssertionKeys(keys.ring(), Mono.empty(), Flux.empty(), clock);
    }

    /** Empty until the store has answered for the first time. */
    Optional<ECKey> signing() {
        KeyRing present = known.ring();
        return present.keys().isEmpty() ? Optional.empty() : Optional.of(present.signing(clock.instant()));
    }

    /** Another one whenever a key has come or gone. */
    int version() {
        return known.version();
    }

    /** All public keys, as a JWK set (RFC 7517). */
    public String published() {
        return known.ring().published();
    }

    @Override
    public void close() {
        looking.dispose();
    }

    Mono<Void> look() {
        return source.doOnNext(this::know).then();
    }

    private void know(KeyRing read) {
        Known before = known;
        if (!read.equals(before.ring())) {
            log.info("assertion: other keys than before, {} in all", read.keys().size());
            known = new Known(read, before.version() + 1);
        }
    }
}
