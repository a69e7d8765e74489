package io.gatehouse.request;

import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Reads what is sent in a form: little, soon, and of few at once, so that whoever keeps many forms open holds neither
 * memory nor anybody else up.
 */
public final class FormBody {

    /** The largest form of the settings has some 4 KB, a logout token one or two. */
    static final int MOST_BYTES = 16 * 1024;

    private final String where;
    private final Duration longest;
    private final Semaphore places;

    /**
     * @param where for the log, in front of what is wrong
     * @param longest for all of a form to come
     * @param atOnce so many are read at a time, on this replica
     */
    public FormBody(String where, Duration longest, int atOnce) {
        this.where = where;
        this.longest = longest;
        this.places = new Semaphore(atOnce);
    }

    /** Empty for what is no form; {@link Refusal} 400 for one that is too long or too slow, 503 while too many are read. */
    public Mono<MultiValueMap<String, String>> read(ServerWebExchange exchange) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        if (headers.getContentLength() > MOST_BYTES) {
            return Mono.error(tooLong());
        }
        return isForm(headers) ? Mono.defer(() -> admitted(exchange)) : Mono.just(new LinkedMultiValueMap<>());
    }

    private Mono<MultiValueMap<String, String>> admitted(ServerWebExchange exchange) {
        if (!places.tryAcquire()) {
            return Mono.error(closing(Refusal.of(Problem.STORE_AWAY, where + ": form: too many are being read"))
                    .withHeader("Retry-After", "2"));
        }
        return exchange.getRequest()
                .getBody()
                .collect(ByteArrayOutputStream::new, this::append)
                .timeout(longest)
                .onErrorMap(TimeoutException.class, slow -> refused("not whole after " + longest.toSeconds() + " s"))
                .map(this::fields)
                .doFinally(end -> places.release());
    }

    /** Copied at once: a few bytes in a network buffer would keep all of it. */
    private void append(ByteArrayOutputStream body, DataBuffer buffer) {
        try {
            if (body.size() + buffer.readableByteCount() > MOST_BYTES) {
                throw tooLong();
            }
            byte[] bytes = new byte[buffer.readableByteCount()];
            buffer.read(bytes);
            body.writeBytes(bytes);
        } finally {
            DataBufferUtils.release(buffer);
        }
    }

    /** WHATWG URL §5.1, UTF-8 as all our pages are. */
    private MultiValueMap<String, String> fields(ByteArrayOutputStream body) {
        MultiValueMap<String, String> fields = new LinkedMultiValueMap<>();
        try {
            for (String field : body.toString(StandardCharsets.UTF_8).split("&")) {
                int equals = field.indexOf('=');
                if (!field.isEmpty()) {
                    fields.add(
                            decoded(equals < 0 ? field : field.substring(0, equals)),
                            equals < 0 ? "" : decoded(field.substring(equals + 1)));
                }
            }
        } catch (IllegalArgumentException brokenEscape) {
            throw refused("broken escape");
        }
        return fields;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static boolean isForm(HttpHeaders headers) {
        try {
            MediaType type = headers.getContentType();
            return type != null && type.isCompatibleWith(MediaType.APPLICATION_FORM_URLENCODED);
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    private Refusal tooLong() {
        return refused("longer than " + MOST_BYTES + " bytes");
    }

    private Refusal refused(String found) {
        return closing(Refusal.of(Problem.MALFORMED_REQUEST, where + ": form: " + found));
    }

    /** What of the form is still under way is not read either. */
    private static Refusal closing(Refusal refusal) {
        return refusal.withHeader(HttpHeaders.CONNECTION, "close");
    }
}
