package io.gatehouse.assertion;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A private key as OpenSSL writes it: PKCS #8 (RFC 5958) in PEM, with the public part in it (RFC 5915 §3). */
final class PemKey {

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([\\sA-Za-z0-9+/=]+)-----END PRIVATE KEY-----");

    /** How the public part begins, which stands at the end: [1] BIT STRING, an uncompressed point. */
    private static final byte[] POINT = {(byte) 0xa1, 0x44, 0x03, 0x42, 0x00, 0x04};

    private static final int COORDINATE = 32;

    private PemKey() {}

    /** @throws IllegalArgumentException naming what was found, never the key */
    static ECKey parse(String text) {
        Matcher pem = PEM.matcher(text);
        if (!pem.find()) {
            throw new IllegalArgumentException(text.startsWith("-----BEGIN EC ") ? "SEC 1, not PKCS #8" : "no PEM");
        }
        byte[] der = decode(pem.group(1));
        ECPrivateKey key = privateKey(der);
        int point = der.length - 2 * COORDINATE;
        if (!curveOf(key).equals(Curve.P_256)) {
            throw new IllegalArgumentException("another curve");
        }
        if (point < POINT.length || !Arrays.equals(der, point - POINT.length, point, POINT, 0, POINT.length)) {
            throw new IllegalArgumentException("a private key without its public part");
        }
        try {
            return new ECKey.Builder(Curve.P_256, coordinate(der, point), coordinate(der, point + COORDINATE))
                    .privateKey(key)
                    .build();
        } catch (IllegalStateException offTheCurve) {
            throw new IllegalArgumentException("a public part that is none of this curve");
        }
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("malformed base64");
        }
    }

    private static ECPrivateKey privateKey(byte[] der) {
        try {
            return (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException noKey) {
            throw new IllegalArgumentException("no EC key");
        }
    }

    private static Curve curveOf(ECPrivateKey key) {
        Curve curve = Curve.forECParameterSpec(key.getParams());
        return curve == null ? new Curve("another") : curve;
    }

    private static Base64URL coordinate(byte[] der, int at) {
        return ECKey.encodeCoordinate(COORDINATE * 8, new BigInteger(1, der, at, COORDINATE));
    }
}
