package io.gatehouse.organization.client;

import io.gatehouse.secret.Secret;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The private key of a client, with the public half that the identity provider knows it by; it never prints itself.
 *
 * <p>PEM of our own reading: Nimbus reads PEM with Bouncy Castle only.
 */
public final class ClientKey {

    public static final String EXPECTED =
            "a PKCS#8 key in PEM, not encrypted: RSA of 2048 bits or more, or EC on P-256 with its public key or certificate";

    private static final int FEWEST_RSA_BITS = 2048;
    private static final int P256_BITS = 256;
    private static final byte[] PROBE = "probe".getBytes(StandardCharsets.US_ASCII);

    private final PrivateKey privateKey;
    private final PublicKey publicKey;
    private final Optional<X509Certificate> certificate;

    private ClientKey(PrivateKey privateKey, PublicKey publicKey, Optional<X509Certificate> certificate) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
        this.certificate = certificate;
    }

    /** @throws IllegalArgumentException when it is no key that we can sign with; nothing of it is repeated */
    public static ClientKey parse(Secret pem) {
        byte[] key = block(pem, "PRIVATE KEY").orElseThrow(() -> refused("no PRIVATE KEY in it"));
        try {
            Optional<X509Certificate> certificate = certificate(pem);
            PrivateKey privateKey = privateKey(key);
            PublicKey publicKey = certificate.isPresent()
                    ? certificate.get().getPublicKey()
                    : publicKey(pem, privateKey).orElseThrow(() -> refused("no PUBLIC KEY or CERTIFICATE in it"));
            checkPair(privateKey, publicKey);
            return new ClientKey(privateKey, publicKey, certificate);
        } catch (GeneralSecurityException unreadable) {
            throw refused("another kind of key, or damaged");
        }
    }

    public PrivateKey privateKey() {
        return privateKey;
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    /** Microsoft Entra ID knows a key by its certificate only. */
    public Optional<X509Certificate> certificate() {
        return certificate;
    }

    private static PrivateKey privateKey(byte[] encoded) throws GeneralSecurityException {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(encoded);
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(spec);
        } catch (GeneralSecurityException notRsa) {
            return KeyFactory.getInstance("EC").generatePrivate(spec);
        }
    }

    private static Optional<PublicKey> publicKey(Secret pem, PrivateKey privateKey) throws GeneralSecurityException {
        if (privateKey instanceof RSAPrivateCrtKey rsa) {
            return Optional.of(KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent())));
        }
        Optional<byte[]> encoded = block(pem, "PUBLIC KEY");
        return encoded.isPresent()
                ? Optional.of(KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded.get())))
                : Optional.empty();
    }

    private static Optional<X509Certificate> certificate(Secret pem) throws GeneralSecurityException {
        Optional<byte[]> encoded = block(pem, "CERTIFICATE");
        return encoded.isPresent()
                ? Optional.of((X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(encoded.get())))
                : Optional.empty();
    }

    /** A certificate of another key would be found out at the first sign-in only. */
    private static void checkPair(PrivateKey privateKey, PublicKey publicKey) throws GeneralSecurityException {
        boolean rsa = privateKey instanceof RSAPrivateCrtKey key
                && publicKey instanceof RSAPublicKey
                && key.getModulus().bitLength() >= FEWEST_RSA_BITS;
        boolean ec = privateKey instanceof ECPrivateKey key
                && publicKey instanceof ECPublicKey
                && key.getParams().getOrder().bitLength() == P256_BITS;
        if (!rsa && !ec) {
            throw refused("another kind of key, or a short one");
        }
        Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSA");
        signature.initSign(privateKey);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(PROBE);
        if (!signature.verify(signed)) {
            throw refused("the public key or certificate in it is another one's");
        }
    }

    private static Optional<byte[]> block(Secret pem, String kind) {
        Pattern form = Pattern.compile("-----BEGIN " + kind + "-----([A-Za-z0-9+/=\\s]*)-----END " + kind + "-----");
        Matcher found = form.matcher(pem.reveal());
        try {
            return found.find() ? Optional.of(Base64.getMimeDecoder().decode(found.group(1))) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static IllegalArgumentException refused(String found) {
        return new IllegalArgumentException(found + " (expected: " + EXPECTED + ")");
    }
}
