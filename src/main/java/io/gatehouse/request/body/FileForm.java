package io.gatehouse.request.body;

import io.gatehouse.problem.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.codec.multipart.DefaultPartHttpMessageReader;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.http.codec.multipart.FormFieldPart;
import org.springframework.http.codec.multipart.Part;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** Reads a form with one file in it (RFC 7578), in memory: no disk is ever written to. */
public final class FileForm {

    /** What came. */
    public record Filled(MultiValueMap<String, String> fields, byte[] file) {}

    /** The file is longer than any that is taken; all of it has been let come, so that the browser reads the answer. */
    public static final class TooLong extends RuntimeException {

        private static final long serialVersionUID = 1;

        TooLong() {
            super("file: too long", null, false, false);
        }
    }

    /** The fields around the file: a few, short ones. */
    private static final int MOST_BESIDE_THE_FILE = 8 * 1024;

    /** A photo as it comes from a camera: its sender is told so, instead of finding the connection broken. */
    private static final long MOST_DISCARDED = 32L * 1024 * 1024;

    private static final int MOST_PARTS = 4;

    private static final MediaType TYPE = MediaType.MULTIPART_FORM_DATA;

    private static final byte[] NOTHING = {};

    /** Spring's parser says twice what is wrong with a form; Reactor would log the second time with a stack, as an error of ours. */
    private static final Context ONCE = Context.of("reactor.onErrorDropped.local", (Consumer<Throwable>) again -> {});

    private final BoundedBody body;
    private final DefaultPartHttpMessageReader reader = new DefaultPartHttpMessageReader();

    /**
     * @param where for the log, in front of what is wrong
     * @param mostBytes of the file
     * @param longest for all of the form to come
     * @param atOnce so many are read at a time, on this replica
     */
    public FileForm(String where, int mostBytes, Duration longest, int atOnce) {
        int most = mostBytes + MOST_BESIDE_THE_FILE;
        this.body = new BoundedBody(where, most, longest, atOnce);
        reader.setMaxParts(MOST_PARTS);
        reader.setMaxHeadersSize(MOST_BESIDE_THE_FILE);
        reader.setMaxInMemorySize(most);
    }

    /** Without fields for what is no such form; {@link TooLong}, or {@link Refusal} as {@link BoundedBody} and for what is none. */
    public Mono<Filled> read(ServerWebExchange exchange) {
        if (!isForm(exchange.getRequest().getHeaders())) {
            return Mono.just(new Filled(new LinkedMultiValueMap<>(), NOTHING));
        }
        boolean discarded =
                body.isTooLong(exchange) && exchange.getRequest().getHeaders().getContentLength() <= MOST_DISCARDED;
        return discarded
                ? body.discard(exchange).then(Mono.error(TooLong::new))
                : body.read(exchange).flatMap(whole -> filled(exchange.getRequest(), whole));
    }

    private Mono<Filled> filled(ServerHttpRequest request, byte[] whole) {
        return reader.read(ResolvableType.forClass(Part.class), new Whole(request, whole), Map.of())
                .concatMap(FileForm::entry)
                .collectList()
                .contextWrite(ONCE)
                .map(FileForm::filled)
                .onErrorMap(broken -> body.refused(broken.getClass().getSimpleName()));
    }

    private record Entry(String name, Optional<String> value, byte[] file) {}

    private static Mono<Entry> entry(Part part) {
        if (part instanceof FormFieldPart field) {
            return Mono.just(new Entry(part.name(), Optional.of(field.value()), NOTHING));
        }
        return part instanceof FilePart
                ? DataBufferUtils.join(part.content())
                        .map(FileForm::bytes)
                        .defaultIfEmpty(NOTHING)
                        .map(file -> new Entry(part.name(), Optional.empty(), file))
                : Mono.empty();
    }

    private static Filled filled(List<Entry> entries) {
        MultiValueMap<String, String> fields = new LinkedMultiValueMap<>();
        byte[] file = NOTHING;
        for (Entry entry : entries) {
            entry.value().ifPresent(value -> fields.add(entry.name(), value));
            file = entry.value().isPresent() ? file : entry.file();
        }
        return new Filled(fields, file);
    }

    private static byte[] bytes(DataBuffer buffer) {
        try {
            byte[] bytes = new byte[buffer.readableByteCount()];
            buffer.read(bytes);
            return bytes;
        } finally {
            DataBufferUtils.release(buffer);
        }
    }

    private static boolean isForm(HttpHeaders headers) {
        try {
            MediaType type = headers.getContentType();
            return type != null && type.isCompatibleWith(TYPE);
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    /** The same request, of which everything is there. */
    private static final class Whole extends ServerHttpRequestDecorator {

        private final byte[] content;

        Whole(ServerHttpRequest request, byte[] content) {
            super(request);
            this.content = content;
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(content));
        }
    }
}
