package io.gatehouse.journey;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.journey.SimulatedInternet.Call;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;

/**
 * How a token endpoint finds out who asks.
 *
 * @param registered the key by which the client is known beside its secret
 * @param thumbprint of its certificate, which must be named then
 */
record ClientCheck(Optional<PublicKey> registered, Optional<Base64URL> thumbprint) {

    static ClientCheck none() {
        return new ClientCheck(Optional.empty(), Optional.empty());
    }

    static ClientCheck of(PublicKey key) {
        return new ClientCheck(Optional.of(key), Optional.empty());
    }

    /** As Microsoft Entra ID does. */
    static ClientCheck of(Path certificate) {
        try (InputStream pem = Files.newInputStream(certificate)) {
            Certificate read = CertificateFactory.getInstance("X.509").generateCertificate(pem);
            Base64URL thumbprint =
                    Base64URL.encode(MessageDigest.getInstance("SHA-256").digest(read.getEncoded()));
            return new ClientCheck(Optional.of(read.getPublicKey()), Optional.of(thumbprint));
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /** Its name in metadata when the client has proven itself by it; {@code none} otherwise. */
    String method(Call call, String tokenEndpoint, String issuer) {
        String client = DocumentedProvider.CLIENT;
        String secret = DocumentedProvider.SECRET;
        if (call.header("Authorization").equals(Optional.of(DocumentedProvider.basic(client, secret)))) {
            return "client_secret_basic";
        }
        if (call.field("client_id").equals(Optional.of(client))
                && call.field("client_secret").equals(Optional.of(secret))) {
            return "client_secret_post";
        }
        return registered.isEmpty()
                ? "none"
                : call.field("client_assertion")
                        .filter(assertion ->
                                holds(assertion, client, issuer.contains("auth0") ? issuer : tokenEndpoint))
                        .filter(unused -> call.field("client_secret").isEmpty())
                        .map(unused -> "private_key_jwt")
                        .orElse("none");
    }

    private boolean holds(String assertion, String client, String audience) {
        try {
            SignedJWT jwt = SignedJWT.parse(assertion);
            JWSVerifier verifier = registered.orElseThrow() instanceof RSAPublicKey rsa
                    ? new RSASSAVerifier(rsa)
                    : new ECDSAVerifier((ECPublicKey) registered.orElseThrow());
            return jwt.verify(verifier)
                    && thumbprint.equals(Optional.ofNullable(jwt.getHeader().getX509CertSHA256Thumbprint()))
                    && client.equals(jwt.getJWTClaimsSet().getIssuer())
                    && client.equals(jwt.getJWTClaimsSet().getSubject())
                    && List.of(audience).equals(jwt.getJWTClaimsSet().getAudience())
                    && jwt.getJWTClaimsSet().getJWTID() != null;
        } catch (ParseException | JOSEException refused) {
            return false;
        }
    }
}
