package io.gatehouse.config.source;

import io.gatehouse.secret.Secret;
import java.util.Optional;
import java.util.function.Function;

/** A single value as it is written and where, so that what is wrong with it can be said there. */
public record Value(String written, Place place, Variables variables) {

    /**
     * Empty after saying what is wrong.
     *
     * @param kind reads the text; what it refuses it says in an {@link IllegalArgumentException}
     */
    public <T> Optional<T> as(Function<String, T> kind) {
        try {
            String expanded = variables.expand(written);
            return Optional.of(expanded.equals(written) ? kind.apply(written) : fromVariable(expanded, kind));
        } catch (IllegalArgumentException refused) {
            place.problem(String.valueOf(refused.getMessage()));
            return Optional.empty();
        }
    }

    /** Empty after saying what is wrong, without the value. */
    public Optional<Secret> secret() {
        try {
            return Optional.of(variables.secret(written));
        } catch (IllegalArgumentException refused) {
            place.problem(String.valueOf(refused.getMessage()));
            return Optional.empty();
        }
    }

    /** What came out of a variable is not repeated: it may be a secret in the wrong place. */
    private <T> T fromVariable(String expanded, Function<String, T> kind) {
        try {
            return kind.apply(expanded);
        } catch (IllegalArgumentException refused) {
            String message = String.valueOf(refused.getMessage());
            int expected = message.indexOf(" (expected");
            throw new IllegalArgumentException(written + (expected < 0 ? "" : message.substring(expected)));
        }
    }
}
