package io.gatehouse.upstream.open;

import io.gatehouse.session.Session;
import io.gatehouse.session.token.Bearer;
import java.util.Optional;

/**
 * On what something open relies: on a session, or on a program's token; on neither where the upstream is told of nobody.
 *
 * @param bearer whose token it is; empty where there is a session
 */
public record Whose(Optional<Session> session, Optional<Bearer> bearer) {

    /** A stranger's: it ends when one of its sides wants it to, or when strangers are let in there no longer. */
    public static final Whose NOBODYS = new Whose(Optional.empty(), Optional.empty());
}
