package io.gatehouse.request;

import io.gatehouse.problem.Refusal;
import io.gatehouse.request.body.BoundedBody;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Reads what is sent in a form. */
public final class FormBody {

    /** The largest form of the settings has some 4 KB, a logout token one or two. */
    static final int MOST_BYTES = 16 * 1024;

    private final BoundedBody body;

    /**
     * @param where for the log, in front of what is wrong
     * @param longest for all of a form to come
     * @param atOnce so many are read at a time, on this replica
     */
    public FormBody(String where, Duration longest, int atOnce) {
        this.body = new BoundedBody(where, MOST_BYTES, longest, atOnce);
    }

    /** Empty for what is no form; {@link Refusal} 400 for one that is too long or too slow, 503 while too many are read. */
    public Mono<MultiValueMap<String, String>> read(ServerWebExchange exchange) {
        return body.isTooLong(exchange) || isForm(exchange.getRequest().getHeaders())
                ? body.read(exchange).map(this::fields)
                : Mono.just(new LinkedMultiValueMap<>());
    }

    /** WHATWG URL §5.1, UTF-8 as all our pages are. */
    private MultiValueMap<String, String> fields(byte[] whole) {
        MultiValueMap<String, String> fields = new LinkedMultiValueMap<>();
        try {
            for (String field : new String(whole, StandardCharsets.UTF_8).split("&")) {
                int equals = field.indexOf('=');
                if (!field.isEmpty()) {
                    fields.add(
                            decoded(equals < 0 ? field : field.substring(0, equals)),
                            equals < 0 ? "" : decoded(field.substring(equals + 1)));
                }
            }
        } catch (IllegalArgumentException brokenEscape) {
            throw body.refused("broken escape");
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
}
