package io.gatehouse.login.client;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import io.gatehouse.organization.client.ClientKey;
import io.gatehouse.secret.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Objects;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.oauth2.client.endpoint.AbstractOAuth2AuthorizationGrantRequest;
import org.springframework.security.oauth2.client.endpoint.NimbusJwtClientAuthenticationParametersConverter;
import org.springframework.util.MultiValueMap;

/** Signs a client's assertion with its private key, RS256 or ES256 (RFC 7523, OpenID Connect Core 1.0 §9): Spring Security's own, with our key. */
public final class ClientAssertion {

    private ClientAssertion() {}

    /**
     * @param pem of which it is known that {@link ClientKey#parse} reads it
     * @param audience whom the assertion is for: nobody else could use it
     */
    public static <R extends AbstractOAuth2AuthorizationGrantRequest>
            Converter<R, MultiValueMap<String, String>> signedBy(Secret pem, String audience) {
        JWK key = key(ClientKey.parse(pem));
        var converter = new NimbusJwtClientAuthenticationParametersConverter<R>(registration -> key);
        converter.setJwtClientAssertionCustomizer(
                assertion -> assertion.getClaims().audience(List.of(audience)));
        // Null is what it answers to a client that authenticates otherwise.
        return request -> Objects.requireNonNull(converter.convert(request));
    }

    private static JWK key(ClientKey key) {
        Base64URL thumbprint =
                key.certificate().map(ClientAssertion::thumbprint).orElse(null);
        return key.publicKey() instanceof RSAPublicKey rsa
                ? new RSAKey.Builder(rsa)
                        .privateKey(key.privateKey())
                        .x509CertSHA256Thumbprint(thumbprint)
                        .build()
                : new ECKey.Builder(Curve.P_256, (ECPublicKey) key.publicKey())
                        .privateKey(key.privateKey())
                        .x509CertSHA256Thumbprint(thumbprint)
                        .build();
    }

    /** RFC 7515 §4.1.8: by which Microsoft Entra ID finds the certificate. */
    private static Base64URL thumbprint(X509Certificate certificate) {
        try {
            return Base64URL.encode(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible); // it was read from its encoding
        }
    }
}
