package io.gatehouse.login.provider;

import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.http.codec.CodecConfigurer;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.http.client.HttpClient;
import reactor.netty.transport.ProxyProvider;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.json.JsonMapper;

/** The HTTP client that identity providers are asked with: short time-outs, small answers, redirects never followed. */
public final class Http {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    /** However slowly its bytes come: a limit from one read to the next is none for who sends one at a time. */
    static final Duration WHOLE_ANSWER = Duration.ofSeconds(10);

    private static final int LARGEST_ANSWER = 512 * 1024;

    private Http() {}

    /** @throws IllegalArgumentException when the CA file cannot be read */
    public static WebClient client(Egress egress) {
        return client(egress, HttpClient.create());
    }

    /**
     * The same for addresses that were typed: never to a private network. Behind a proxy it is the proxy that resolves names,
     * and so the proxy that must refuse.
     *
     * @param loopbackToo for a gateway that is itself reached on loopback only
     */
    public static WebClient guarded(Egress egress, boolean loopbackToo) {
        return client(egress, HttpClient.create().resolver(new PublicAddresses(loopbackToo)));
    }

    private static WebClient client(Egress egress, HttpClient plain) {
        HttpClient client = plain.followRedirect(false)
                .responseTimeout(ANSWER)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT.toMillis());
        HttpClient proxied = egress.proxy()
                .map(proxy -> through(client, proxy, egress.noProxy()))
                .orElse(client);
        HttpClient trusting =
                egress.caFile().map(file -> trusting(proxied, file)).orElse(proxied);
        return WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(trusting))
                .codecs(codecs -> strict(codecs.defaultCodecs()))
                .build();
    }

    /** Small answers, whose members stand there once: what two readers could read differently is no answer. */
    private static void strict(CodecConfigurer.DefaultCodecs codecs) {
        JsonMapper json = JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        codecs.maxInMemorySize(LARGEST_ANSWER);
        codecs.jacksonJsonDecoder(new JacksonJsonDecoder(json));
    }

    private static HttpClient through(HttpClient client, URI proxy, List<String> noProxy) {
        String direct = noProxy.stream()
                .map(host -> host.startsWith(".") ? ".*" + Pattern.quote(host) : Pattern.quote(host))
                .collect(Collectors.joining("|"));
        return client.proxy(spec -> {
            ProxyProvider.Builder builder =
                    spec.type(ProxyProvider.Proxy.HTTP).host(proxy.getHost()).port(proxy.getPort());
            if (!direct.isEmpty()) {
                builder.nonProxyHosts(direct);
            }
        });
    }

    /** Beside the platform's own authorities, not instead of them. */
    private static HttpClient trusting(HttpClient client, Path caFile) {
        try {
            X509TrustManager platform = trustManager(null);
            KeyStore both = KeyStore.getInstance(KeyStore.getDefaultType());
            both.load(null, null);
            List<Certificate> certificates = new ArrayList<>(Arrays.asList(platform.getAcceptedIssuers()));
            try (InputStream pem = Files.newInputStream(caFile)) {
                certificates.addAll(CertificateFactory.getInstance("X.509").generateCertificates(pem));
            }
            for (int i = 0; i < certificates.size(); i++) {
                both.setCertificateEntry("authority-" + i, certificates.get(i));
            }
            X509TrustManager trust = trustManager(both);
            return client.secure(tls -> tls.sslContext(context(trust)));
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new IllegalArgumentException(
                    "egress.ca-file: " + caFile + " (expected: PEM certificates)", unreadable);
        }
    }

    private static SslContext context(TrustManager trust) {
        try {
            return SslContextBuilder.forClient().trustManager(trust).build();
        } catch (SSLException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static X509TrustManager trustManager(@Nullable KeyStore authorities) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("no X.509 trust manager");
    }
}
