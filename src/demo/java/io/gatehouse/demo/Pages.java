package io.gatehouse.demo;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Draws the demo's pages from {@code resources/demo}, escaping every value. */
final class Pages {

    // No form-action: a browser applies it to redirects too, and these forms lead to other origins by design.
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'self'; base-uri 'self'; object-src 'none'; frame-ancestors 'none'";

    private static final Mustache.Compiler COMPILER =
            Mustache.compiler().withLoader(name -> new StringReader(read(name + ".mustache")));
    private static final Map<String, Template> TEMPLATES = new ConcurrentHashMap<>();

    private Pages() {}

    static Answer page(int status, String name, Map<String, ?> values) {
        return Answer.of(status, "text/html; charset=utf-8", draw(name + ".mustache", values))
                .with("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .with("Referrer-Policy", "same-origin");
    }

    static Answer style(String accent) {
        return Answer.of(200, "text/css; charset=utf-8", draw("style.css", Map.of("accent", accent)));
    }

    static Answer icon(String accent) {
        return Answer.of(200, "image/svg+xml", draw("icon.svg", Map.of("accent", accent)));
    }

    static Answer script() {
        return Answer.of(200, "text/javascript; charset=utf-8", read("portal.js"));
    }

    private static String draw(String file, Map<String, ?> values) {
        return TEMPLATES
                .computeIfAbsent(file, name -> COMPILER.compile(read(name)))
                .execute(values);
    }

    private static String read(String file) {
        try (InputStream in = Pages.class.getResourceAsStream("/demo/" + file)) {
            if (in == null) {
                throw new IllegalStateException("resources/demo/" + file + ": not found");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
