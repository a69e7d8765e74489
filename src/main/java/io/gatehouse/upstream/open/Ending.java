package io.gatehouse.upstream.open;

import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;

/** Why the gateway ends what both its sides would go on with. */
public enum Ending {
    /** The session is over, or no longer lets its person in there. */
    ACCESS_OVER(1008, "access has ended"),
    /** The store has not confirmed the session for longer than may be. */
    STORE_AWAY(1013, "try again later"),
    /** This replica stops; another one goes on. */
    STOPPING(1001, "going away");

    private final int code;
    private final String reason;

    Ending(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    /** What a WebSocket is closed with (RFC 6455 §7.4.1). */
    public int code() {
        return code;
    }

    /** What both ends of a WebSocket read beside the code. */
    public String reason() {
        return reason;
    }

    /** For an answer that breaks off; whoever waits for its head reads it. */
    Refusal refusal() {
        return Refusal.of(
                this == ACCESS_OVER ? Problem.SIGN_IN_NEEDED : Problem.STORE_AWAY,
                "session: its answer was still open: " + reason);
    }
}
