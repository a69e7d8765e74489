package io.gatehouse.login.provider;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Something a provider says, fetched once for however many ask and remembered: nobody waits for a renewal that is merely due,
 * and nobody believes it longer than its bound.
 */
final class Remembered<T> {

    /**
     * @param due when it is renewed, behind the back of whoever asks then
     * @param longest when it is no longer believed, if no renewal has succeeded by then
     */
    record Freshness(Duration due, Duration longest) {}

    /** Between two attempts that nobody waits for, and between two that somebody's unknown key caused. */
    static final Duration BETWEEN = Duration.ofSeconds(30);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

    private record Known<T>(T value, Instant since) {}

    private record Failure(Throwable error, Instant at) {}

    private final Function<Optional<T>, Mono<T>> fetch;
    private final Freshness freshness;
    private final Clock clock;

    // All guarded by this, for a few instructions at a time.
    private @Nullable Known<T> known;
    private @Nullable Failure failure;
    private @Nullable Mono<T> flight;
    private Instant inVain = Instant.MIN;

    /** @param fetch given what was known last; the very same again means that nothing has changed */
    Remembered(Function<Optional<T>, Mono<T>> fetch, Freshness freshness, Clock clock) {
        this.fetch = fetch;
        this.freshness = freshness;
        this.clock = clock;
    }

    /** What is known; waits only where nothing is, or nothing that may still be believed. */
    Mono<T> value() {
        return Mono.defer(this::present);
    }

    /**
     * For whom {@code tried} did not do: what has come since, or what the provider says when it is asked again. Empty when
     * that is the same, or when asking was in vain less than {@link #BETWEEN} ago, whoever asked (mod_auth_openidc 08/2026).
     */
    Mono<T> otherThan(T tried) {
        // A fetch that is under way may have begun before what is looked for was there: it alone does not decide.
        return underWay().onErrorComplete().then(Mono.defer(() -> again(tried))).filter(found -> !found.equals(tried));
    }

    private synchronized Mono<T> present() {
        Instant now = clock.instant();
        if (known == null || !now.isBefore(known.since().plus(freshness.longest()))) {
            return failure != null && now.isBefore(failure.at().plus(AFTER_FAILURE))
                    ? Mono.error(failure.error())
                    : fetched();
        }
        boolean due = !now.isBefore(known.since().plus(freshness.due()));
        boolean failedLately = failure != null && now.isBefore(failure.at().plus(BETWEEN));
        Mono<T> present = Mono.just(known.value());
        return due && !failedLately && flight == null ? ahead(present, fetched()) : present;
    }

    private static <T> Mono<T> ahead(Mono<T> present, Mono<T> renewal) {
        return present.doOnSubscribe(asked -> renewal.subscribe(renewed -> {}, failed -> {}));
    }

    private synchronized Mono<T> underWay() {
        return flight != null ? flight : Mono.empty();
    }

    private synchronized Mono<T> again(T tried) {
        if (known != null && !known.value().equals(tried)) {
            return Mono.just(known.value());
        }
        if (flight == null) {
            Instant now = clock.instant();
            if (now.isBefore(inVain)) {
                return Mono.empty();
            }
            inVain = now.plus(BETWEEN); // until it turns out not to be
        }
        return fetched();
    }

    /** One request for however many ask. */
    private Mono<T> fetched() {
        if (flight == null) {
            flight = fetch.apply(Optional.ofNullable(known).map(Known::value))
                    .doOnNext(this::arrived)
                    .doOnError(this::failed)
                    .cache();
        }
        return flight;
    }

    private synchronized void arrived(T value) {
        if (known != null && !known.value().equals(value)) {
            inVain = Instant.MIN; // asking was worth it
        }
        known = new Known<>(value, clock.instant());
        failure = null;
        flight = null;
    }

    private synchronized void failed(Throwable error) {
        failure = new Failure(error, clock.instant());
        flight = null;
    }
}
