package io.gatehouse.apikey;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.secret.Sealer;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.settings.store.SettingsStore;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Where the keys lie: one sealed value an organization, in a store of their own, so that a use of a key is no change of settings. */
final class KeptKeys {

    /** As often somebody else may change them in between. */
    private static final int TRIES = 5;

    private static final JsonMapper JSON = JsonMapper.builder()
            // A replica of the version before must be able to read what a newer one has written.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private record Known(long version, KeyRing keys) {
        static final Known NOTHING = new Known(0, KeyRing.EMPTY);
    }

    private final SettingsStore store;
    private final Sealer sealer;

    KeptKeys(SettingsStore store, SecretKeys keys) {
        this.store = store;
        this.sealer = keys.sealer("api keys");
    }

    /** As the store has them now; {@link Refusal} 503 when it is away, or what is there cannot be read. */
    Mono<KeyRing> read(OrganizationName organization) {
        return known(organization).map(Known::keys);
    }

    /**
     * @param change what it throws ends the change
     * @return as they stand afterwards
     */
    Mono<KeyRing> change(OrganizationName organization, Function<KeyRing, KeyRing> change) {
        return known(organization)
                .flatMap(known -> changed(organization, known, change.apply(known.keys())))
                .repeatWhenEmpty(again -> again.take(TRIES))
                .switchIfEmpty(Mono.error(() -> away("changed again and again")));
    }

    private Mono<KeyRing> changed(OrganizationName organization, Known known, KeyRing after) {
        byte[] sealed = sealer.seal(JSON.writeValueAsBytes(after), organization.value());
        return known.keys().equals(after)
                ? Mono.just(after)
                : store.write(organization, known.version(), sealed)
                        .onErrorMap(error -> away(error.toString()))
                        .filter(Boolean::booleanValue)
                        .map(written -> after);
    }

    private Mono<Known> known(OrganizationName organization) {
        return store.read(organization)
                .map(kept -> new Known(kept.version(), open(organization, kept.value())))
                .onErrorMap(error -> away(error.toString()))
                .defaultIfEmpty(Known.NOTHING);
    }

    private KeyRing open(OrganizationName organization, byte[] sealed) {
        byte[] plain = sealer.open(sealed, organization.value())
                .orElseThrow(() -> new IllegalStateException("sealed with another key (expected: gateway.secret-key)"));
        try {
            return JSON.readValue(plain, KeyRing.class);
        } catch (JacksonException unreadable) {
            throw new IllegalStateException("written by a version that this one cannot read", unreadable);
        }
    }

    private static Refusal away(String cause) {
        return Refusal.of(Problem.STORE_AWAY, "api keys: store: " + cause).withHeader("Retry-After", "2");
    }
}
