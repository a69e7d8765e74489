package io.gatehouse.session.store;

import org.springframework.core.NestedExceptionUtils;

/** Says what is behind an error of the store: the libraries' own wrappers only say that there was one. */
public final class Causes {

    private Causes() {}

    /** The kind and the message of the last cause, such as {@code ConnectException: Connection refused: /127.0.0.1:6379}. */
    public static String of(Throwable error) {
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(error);
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
