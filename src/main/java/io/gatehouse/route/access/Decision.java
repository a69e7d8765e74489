package io.gatehouse.route.access;

import io.gatehouse.identity.Identity;
import io.gatehouse.problem.Refusal;
import java.util.Optional;

/** What the access room decided about a request. */
public sealed interface Decision {

    /**
     * It may go on; the only way past the access room.
     *
     * @param identity who an upstream is told; empty for a stranger, and on a public route for whoever is not admitted
     */
    record LetThrough(Optional<Identity> identity) implements Decision {}

    /** Nobody has signed in, and somebody must. */
    record SignInFirst() implements Decision {}

    /** It may not go on, and signing in would not help. */
    record Refuse(Refusal refusal) implements Decision {}
}
