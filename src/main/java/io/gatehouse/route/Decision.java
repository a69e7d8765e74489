package io.gatehouse.route;

import io.gatehouse.problem.Refusal;

/** What the access room decided about a request. */
public sealed interface Decision {

    /** It may go on; the only way past the access room. */
    record LetThrough() implements Decision {}

    /** Nobody has signed in, and somebody must. */
    record SignInFirst() implements Decision {}

    /** It may not go on, and signing in would not help. */
    record Refuse(Refusal refusal) implements Decision {}
}
