package io.gatehouse.problem;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.gatehouse.text.Languages;
import io.gatehouse.text.Words;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** One of the gateway's own HTML pages: escaped by default, no script, never framed, never cached. */
public final class Page {

    /** Where the pages' style sheet is served. */
    public static final String STYLE_PATH = "/organizations/.style.css";

    /** Where the pages' script is served. */
    public static final String SCRIPT_PATH = "/organizations/.script.js";

    private static final String NEVER_FRAMED = "frame-ancestors 'none'";

    private static final String POLICY =
            "default-src 'none'; style-src 'self'; img-src 'self' data:; " + NEVER_FRAMED + "; base-uri 'none'";

    /** Stands for a number that is new in each answer: of this origin's scripts only ours counts, and no upstream's. */
    private static final String NONCE = "{nonce}";

    private static final String OWN_FORMS = "; form-action 'self'";

    private final String name;
    private final Template template;
    private final String policy;
    private final boolean translated;

    private Page(String name, String policy, boolean translated) {
        this.name = name;
        this.template = template(name);
        this.policy = policy;
        this.translated = translated;
    }

    /** @param name of a template under {@code pages/} on the class path, without {@code .mustache} */
    public static Page named(String name) {
        return new Page(name, POLICY + OWN_FORMS, true);
    }

    /** A settings page: its words stand in its template. */
    public static Page inEnglish(String name) {
        return new Page(name, POLICY + OWN_FORMS, false);
    }

    /** A page without a form, and without anything about anybody, that other sites may show inside theirs. */
    static Page inFrames(String name) {
        return new Page(name, POLICY.replace(NEVER_FRAMED, "frame-ancestors *") + OWN_FORMS, true);
    }

    /** A page whose form ends at the identity provider: {@code form-action} would hold for that redirect too. */
    public static Page withForm(String name) {
        return new Page(name, POLICY, true);
    }

    /** The same with the gateway's own script, which the page works without: a settings page, in English for now. */
    public static Page withFormAndScript(String name) {
        return new Page(name, POLICY + "; script-src 'nonce-" + NONCE + "'", false);
    }

    /**
     * Writes the page; the model's texts are escaped.
     *
     * @param model also what the page's texts have placeholders for; {@code title} is the key of one, unless it is
     *     {@code NAME.title}
     */
    public Mono<Void> write(ServerWebExchange exchange, int status, Map<String, ?> model) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatusCode.valueOf(status));
        HttpHeaders headers = response.getHeaders();
        headers.setContentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8));
        secure(headers);
        String nonce = UUID.randomUUID().toString();
        headers.set("Content-Security-Policy", policy.replace(NONCE, nonce));
        if (!policy.contains(NEVER_FRAMED)) {
            headers.remove("X-Frame-Options");
        }
        Words words = words(exchange, headers);
        Optional<Brand> brand = policy.contains(NEVER_FRAMED) ? Brand.of(exchange) : Optional.empty();
        return write(response, html(words, nonce, brand, model).getBytes(StandardCharsets.UTF_8));
    }

    private Words words(ServerWebExchange exchange, HttpHeaders headers) {
        if (!translated) {
            return Languages.english();
        }
        Words words = wanted(exchange);
        headers.set(HttpHeaders.CONTENT_LANGUAGE, words.language());
        headers.set(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE);
        return words;
    }

    /** The language that whoever asks wants to read. */
    public static Words wanted(ServerWebExchange exchange) {
        return Languages.wanted(exchange.getRequest().getHeaders().getFirst(HttpHeaders.ACCEPT_LANGUAGE));
    }

    String html(Words words, String nonce, Optional<Brand> brand, Map<String, ?> model) {
        Map<String, Object> all = new HashMap<>(model);
        all.put("nonce", nonce);
        all.put("language", words.language());
        all.put("direction", words.direction());
        all.put("brand", brand.map(Brand::model).stream().toList());
        brand.flatMap(Brand::support).ifPresent(support -> all.put("administrator", support));
        all.putIfAbsent("title", name + ".title");
        all.put("say", (Mustache.Lambda) (key, out) -> out.write(words.html(key.execute(), value(key.context(), all))));
        return template.execute(all);
    }

    /** What a text's placeholder stands for: of the section around it first, as everywhere in a template. */
    private static Function<String, @Nullable Object> value(Object section, Map<String, Object> page) {
        return name ->
                section instanceof Map<?, ?> nearest && nearest.get(name) != null ? nearest.get(name) : page.get(name);
    }

    /** The headers of every answer that the gateway itself gives, but for redirects. */
    public static void secure(HttpHeaders headers) {
        secureRedirect(headers);
        // Not same-origin: an upstream shares the origin and could send the same, and then drive these pages as their
        // opener.
        headers.set("Cross-Origin-Opener-Policy", "noopener-allow-popups");
    }

    /**
     * The headers of an answer that sends a browser elsewhere. It may stand between a portal's window and the portal, and an
     * opener policy on the way would part them.
     */
    public static void secureRedirect(HttpHeaders headers) {
        headers.set("Content-Security-Policy", POLICY + OWN_FORMS);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.setCacheControl("no-store");
    }

    static Mono<Void> write(ServerHttpResponse response, byte[] body) {
        response.getHeaders().setContentLength(body.length);
        DataBuffer buffer = response.bufferFactory().wrap(body);
        return response.writeWith(Mono.just(buffer));
    }

    private static Template template(String name) {
        String path = "/pages/" + name + ".mustache";
        Mustache.Compiler compiler = Mustache.compiler()
                .escapeHTML(true)
                .emptyStringIsFalse(true)
                .withLoader(part -> reader("/pages/" + part + ".mustache"));
        try (Reader reader = reader(path)) {
            return compiler.compile(reader);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(path, unreadable);
        }
    }

    private static Reader reader(String path) {
        return new InputStreamReader(
                Objects.requireNonNull(Page.class.getResourceAsStream(path), path), StandardCharsets.UTF_8);
    }
}
