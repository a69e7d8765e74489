package io.gatehouse.config.route;

import io.gatehouse.config.source.ConfigFiles;
import io.gatehouse.config.source.Kinds;
import io.gatehouse.config.source.Section;
import io.gatehouse.route.UpstreamTls;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Reads a route's {@code tls:}, and its files at once: what is wrong with a certificate is said before anything runs. */
public final class TlsReader {

    private static final String CERTIFICATES = "a file of PEM certificates that can be read";
    private static final String KEY = "a file with the certificate's private key in PEM (PKCS #8), without a password";

    private final ConfigFiles files;

    public TlsReader(ConfigFiles files) {
        this.files = files;
    }

    /** Empty when the section says nothing, or after saying what is wrong with it. */
    public Optional<UpstreamTls> read(Section tls) {
        Optional<String> authorities = tls.read("ca-file", file -> certificates(file));
        Optional<String> certificate = tls.read("cert-file", file -> certificates(file));
        Optional<String> key = tls.read("key-file", file -> text(file, KEY));
        tls.end();
        if (tls.has("cert-file") != tls.has("key-file")) {
            tls.place().problem("one of cert-file and key-file (expected: both, or neither)");
            return Optional.empty();
        }
        try {
            SslContextBuilder context = SslContextBuilder.forClient();
            authorities.ifPresent(pem -> context.trustManager(stream(pem)));
            if (certificate.isPresent() && key.isPresent()) {
                context.keyManager(stream(certificate.get()), stream(key.get()));
            }
            return authorities.isPresent() || key.isPresent()
                    ? Optional.of(new UpstreamTls(context.build()))
                    : Optional.empty();
        } catch (IllegalArgumentException | SSLException unusable) {
            tls.place("key-file").problem("not a key of that certificate (expected: " + KEY + ")");
            return Optional.empty();
        }
    }

    private String certificates(String file) {
        String pem = text(file, CERTIFICATES);
        try {
            SslContextBuilder.forClient().trustManager(stream(pem));
            return pem;
        } catch (IllegalArgumentException none) {
            throw Kinds.refused(file, CERTIFICATES);
        }
    }

    private String text(String file, String expected) {
        try {
            return files.read(files.resolve(file));
        } catch (IOException unreadable) {
            throw Kinds.refused(file, expected);
        }
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
