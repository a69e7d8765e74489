package io.gatehouse.upstream.open;

import io.gatehouse.request.Arrival;
import io.gatehouse.request.RequestPath;
import io.gatehouse.route.Match;
import io.gatehouse.session.Session;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;

/** One WebSocket, or one answer whose end is not known. */
final class Open {

    /** How long a client may take to hear of the end; one that does not read is cut off then. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    final Whose whose;
    final Match match;
    final RequestPath path;
    final HttpMethod method;
    final Kind kind;

    /** When the store has confirmed the session last, in milliseconds. */
    volatile long confirmedAt;

    private final Channel client;
    private final Consumer<Ending> close;
    private volatile boolean over;
    private @Nullable Future<?> deadline;

    /**
     * @param arrival what of the route was asked for: who may take it may differ
     * @param client whose connection it is
     * @param close told at most once, on the client's event loop
     */
    Open(Whose whose, Match match, Arrival arrival, Kind kind, Channel client, Consumer<Ending> close) {
        this.whose = whose;
        this.match = match;
        this.path = arrival.path();
        this.method = arrival.method();
        this.kind = kind;
        this.client = client;
        this.close = close;
    }

    Channel client() {
        return client;
    }

    /** From any thread. */
    void end(Ending why) {
        client.eventLoop().execute(() -> endHere(why));
    }

    /** Its session; there is one. */
    Session session() {
        return whose.session().orElseThrow();
    }

    /** On the client's event loop: however it goes on, it has ended by then. */
    void endIn(Duration left) {
        deadline =
                client.eventLoop().schedule(() -> endHere(Ending.ACCESS_OVER), left.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** It has ended, whatever ended it. */
    void isOver() {
        over = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    private void endHere(Ending why) {
        if (!over) {
            close.accept(why);
            cutOffLater();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // by then it has ended, or the connection does
    private void cutOffLater() {
        client.eventLoop().schedule(this::cutOff, GRACE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // closed is closed
    private void cutOff() {
        if (!over) {
            client.close();
        }
    }
}
