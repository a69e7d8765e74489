package io.gatehouse.upstream.open;

import io.gatehouse.request.Arrival;
import io.gatehouse.route.Match;
import io.gatehouse.session.store.SessionStore;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ReferenceCounted;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.Connection;

/**
 * All that is open on this replica, found by the session it relies on. Any replica may end a session: what is open here then
 * ends at once.
 */
public final class OpenConnections {

    private final Map<String, Set<Open>> ofSessions = new ConcurrentHashMap<>();
    private final Set<Open> ofBearers = ConcurrentHashMap.newKeySet();
    private final Set<Open> ofStrangers = ConcurrentHashMap.newKeySet();
    private final Reviews reviews;
    private volatile boolean stopping;

    /** @param store told of by every replica; the sessions must have forgotten a session before this is told */
    public OpenConnections(SessionStore store, Reviews reviews) {
        this.reviews = reviews;
        store.onRemoval(hash -> ofSession(hash).forEach(open -> open.end(Ending.ACCESS_OVER)));
        store.onChange(hash -> reviews.review(ofSession(hash)).subscribe());
    }

    /**
     * An answer for as long as its session lets it go on; an event stream ends then as if the upstream had ended it, any
     * other answer with an error.
     *
     * @param whose what the upstream relies on
     * @param contentType null where none is said
     * @param body its parts must arrive on the client's event loop
     * @param send sends what it is given of the body, and ends when that is with the client's system
     */
    public <T> Mono<Void> answer(
            ServerWebExchange exchange,
            Whose whose,
            @Nullable String contentType,
            Publisher<T> body,
            Function<Flux<T>, Mono<Void>> send) {
        Kind kind = Kind.of(contentType);
        return Mono.defer(() -> {
            Sinks.One<Ending> ending = Sinks.one();
            Open open = enter(exchange, whose, kind, ending::tryEmitValue);
            Mono<Ending> end = kind == Kind.EVENT_STREAM
                    ? ending.asMono()
                    : ending.asMono().flatMap(why -> Mono.error(why.refusal()));
            return send.apply(until(end, body)).doFinally(signal -> leave(open));
        });
    }

    /** What is queued on its way when the client leaves belongs to nobody any more: its buffers are given back. */
    private static <T> Flux<T> until(Mono<Ending> end, Publisher<T> body) {
        return Flux.from(body)
                .takeUntilOther(end)
                .doOnDiscard(ReferenceCounted.class, ReferenceCountUtil::safeRelease)
                .doOnDiscard(DataBuffer.class, DataBufferUtils::release);
    }

    /**
     * A WebSocket for as long as its session lets it go on.
     *
     * @param whose what the upstream relies on
     * @param close closes both its sides
     * @param relay what goes on between them, given what to tell of each message that the client sends: it is a use of its
     *     session
     */
    public Mono<Void> webSocket(
            ServerWebExchange exchange,
            Whose whose,
            Function<Ending, Mono<Void>> close,
            Function<Runnable, Mono<Void>> relay) {
        return Mono.defer(() -> {
            Open open = enter(exchange, whose, Kind.WEB_SOCKET, why -> close.apply(why)
                    .onErrorComplete()
                    .subscribe());
            return relay.apply(reviews.uses(open)).doFinally(signal -> leave(open));
        });
    }

    /** This replica stops: WebSockets and event streams end, and none begins any more. Other answers may come to their end. */
    public void stop() {
        stopping = true;
        all().filter(OpenConnections::endsAtAStop).forEach(open -> open.end(Ending.STOPPING));
    }

    public long count() {
        return all().count();
    }

    /** Those whose sessions something is open for. */
    Set<String> sessions() {
        return ofSessions.keySet();
    }

    /** What is open for programs' tokens. */
    Set<Open> ofBearers() {
        return ofBearers;
    }

    /** What is open for nobody. */
    Set<Open> ofStrangers() {
        return ofStrangers;
    }

    /** What is open for a session, as of now. */
    List<Open> ofSession(String hash) {
        Set<Open> open = ofSessions.get(hash);
        if (open == null) {
            return List.of();
        }
        synchronized (open) {
            return List.copyOf(open);
        }
    }

    private Open enter(ServerWebExchange exchange, Whose whose, Kind kind, Consumer<Ending> close) {
        Connection client = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
        Open open = new Open(
                whose, Match.find(exchange).orElseThrow(), Arrival.of(exchange), kind, client.channel(), close);
        if (whose.session().isPresent()) {
            enter(open.session().hash(), open);
        } else if (whose.bearer().isPresent()) {
            ofBearers.add(open);
            reviews.begin(whose.bearer().get(), open);
        } else {
            ofStrangers.add(open);
        }
        if (stopping && endsAtAStop(open)) {
            open.end(Ending.STOPPING);
        }
        return open;
    }

    /** Then looks whether the session has been removed since the request found it: whoever did has not seen this one. */
    private void enter(String hash, Open open) {
        ofSessions.compute(hash, (unused, present) -> {
            Set<Open> some = present == null ? new HashSet<>(2) : present;
            synchronized (some) {
                some.add(open);
            }
            return some;
        });
        reviews.begin(open);
    }

    private void leave(Open open) {
        open.isOver();
        if (open.whose.session().isEmpty()) {
            ofBearers.remove(open);
            ofStrangers.remove(open);
            return;
        }
        ofSessions.computeIfPresent(open.session().hash(), (unused, some) -> {
            synchronized (some) {
                some.remove(open);
                return some.isEmpty() ? null : some;
            }
        });
    }

    private Stream<Open> all() {
        Stream<Open> withoutSession = Stream.concat(ofStrangers.stream(), ofBearers.stream());
        return Stream.concat(withoutSession, sessions().stream().flatMap(hash -> ofSession(hash).stream()));
    }

    private static boolean endsAtAStop(Open open) {
        return open.kind != Kind.ANSWER;
    }
}
