package io.gatehouse.login.reach;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whose certificates identity providers may have: the platform's authorities, and beside them the operator's own. */
final class Authorities {

    private Authorities() {}

    /** @throws IllegalArgumentException when the CA file cannot be read */
    static SslContext trusted(Optional<Path> caFile) {
        try {
            SslContextBuilder tls = SslContextBuilder.forClient();
            if (caFile.isPresent()) {
                tls.trustManager(trustManager(withPlatforms(caFile.get())));
            }
            return tls.build();
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new IllegalArgumentException(
                    "egress.ca-file: " + caFile.map(Path::toString).orElse("none") + " (expected: PEM certificates)",
                    unreadable);
        }
    }

    private static KeyStore withPlatforms(Path caFile) throws IOException, GeneralSecurityException {
        List<Certificate> certificates =
                new ArrayList<>(Arrays.asList(trustManager(null).getAcceptedIssuers()));
        try (InputStream pem = Files.newInputStream(caFile)) {
            certificates.addAll(CertificateFactory.getInstance("X.509").generateCertificates(pem));
        }
        KeyStore both = KeyStore.getInstance(KeyStore.getDefaultType());
        both.load(null, null);
        for (int i = 0; i < certificates.size(); i++) {
            both.setCertificateEntry("authority-" + i, certificates.get(i));
        }
        return both;
    }

    private static X509TrustManager trustManager(@Nullable KeyStore authorities) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("no X.509 trust manager"));
    }
}
