package io.gatehouse.request.body;

import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.request.Arrival;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Reads what is sent to a page of ours: little, soon, and of few at once, so that whoever keeps many requests open holds
 * neither memory nor anybody else up.
 */
public final class BoundedBody {

    private final String where;
    private final int mostBytes;
    private final Duration longest;
    private final int atOnce;
    private final Semaphore places;
    private final Map<String, Integer> taken = new ConcurrentHashMap<>();
    private final Problem tooLong;

    /**
     * @param where for the log, in front of what is wrong
     * @param longest for all of it to come
     * @param atOnce so many are read at a time, on this replica; a quarter of them for one organization
     */
    public BoundedBody(String where, int mostBytes, Duration longest, int atOnce) {
        this(where, mostBytes, longest, atOnce, Problem.MALFORMED_REQUEST);
    }

    /** @param tooLong what is said then, in place of 400 */
    public BoundedBody(String where, int mostBytes, Duration longest, int atOnce, Problem tooLong) {
        this.tooLong = tooLong;
        this.where = where;
        this.mostBytes = mostBytes;
        this.longest = longest;
        this.atOnce = atOnce;
        this.places = new Semaphore(atOnce);
    }

    /** Empty when nothing came; {@link Refusal} 400 for what is too long or too slow, 503 while too many are read. */
    public Mono<byte[]> read(ServerWebExchange exchange) {
        return isTooLong(exchange) ? Mono.error(tooLong()) : Mono.defer(() -> admitted(exchange, whole(exchange)));
    }

    /** Whether it says so itself. */
    public boolean isTooLong(ServerWebExchange exchange) {
        return exchange.getRequest().getHeaders().getContentLength() > mostBytes;
    }

    /** Lets all of it come and keeps nothing: a browser reads no answer before it has sent everything. */
    Mono<Void> discard(ServerWebExchange exchange) {
        return Mono.defer(() -> admitted(
                exchange,
                exchange.getRequest()
                        .getBody()
                        .doOnNext(DataBufferUtils::release)
                        .then()));
    }

    private <T> Mono<T> admitted(ServerWebExchange exchange, Mono<T> reading) {
        String whose = whose(exchange);
        if (!enter(whose)) {
            return Mono.error(closing(Refusal.of(Problem.STORE_AWAY, where + ": form: too many are being read"))
                    .withHeader("Retry-After", "2"));
        }
        return reading.timeout(longest)
                .onErrorMap(TimeoutException.class, slow -> refused("not whole after " + longest.toSeconds() + " s"))
                .doFinally(end -> {
                    places.release();
                    leave(whose);
                });
    }

    /** A quarter of the places at most: who sends slowly to one organization is not to keep all others waiting. */
    private boolean enter(String whose) {
        int share = whose.isEmpty() ? atOnce : Math.max(1, atOnce / 4);
        boolean within = taken.merge(whose, 1, Integer::sum) <= share;
        if (within && places.tryAcquire()) {
            return true;
        }
        leave(whose);
        return false;
    }

    private void leave(String whose) {
        taken.computeIfPresent(whose, (organization, count) -> count == 1 ? null : count - 1);
    }

    /** The organization of {@code /organizations/…}; empty for what is no organization's. */
    private static String whose(ServerWebExchange exchange) {
        return Arrival.find(exchange)
                .map(arrival -> arrival.path().segments())
                .filter(segments -> segments.size() > 1 && segments.get(0).equals("organizations"))
                .map(segments -> segments.get(1))
                .orElse("");
    }

    private Mono<byte[]> whole(ServerWebExchange exchange) {
        return exchange.getRequest()
                .getBody()
                .collect(ByteArrayOutputStream::new, this::append)
                .map(ByteArrayOutputStream::toByteArray);
    }

    /** Copied at once: a few bytes in a network buffer would keep all of it. */
    private void append(ByteArrayOutputStream body, DataBuffer buffer) {
        try {
            if (body.size() + buffer.readableByteCount() > mostBytes) {
                throw tooLong();
            }
            byte[] bytes = new byte[buffer.readableByteCount()];
            buffer.read(bytes);
            body.writeBytes(bytes);
        } finally {
            DataBufferUtils.release(buffer);
        }
    }

    private Refusal tooLong() {
        return closing(Refusal.of(tooLong, where + ": form: longer than " + mostBytes + " bytes"));
    }

    /** 400, and the connection ends: what of the body is still under way is not read either. */
    public Refusal refused(String found) {
        return closing(Refusal.of(Problem.MALFORMED_REQUEST, where + ": form: " + found));
    }

    private static Refusal closing(Refusal refusal) {
        return refusal.withHeader(HttpHeaders.CONNECTION, "close");
    }
}
