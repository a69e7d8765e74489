package io.gatehouse.journey;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** An ID token made by hand, so that it may say and be what no library would make. */
final class HostileToken {

    /** Signs the bytes of header and claims. */
    interface Signer {
        byte[] sign(byte[] bytes) throws GeneralSecurityException;
    }

    static final RSAKey KEY = rsa("current");
    static final RSAKey OTHER_KEY = rsa("other");
    static final ECKey EC_KEY = ec("elliptic");

    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, Object> header = new LinkedHashMap<>(Map.of("alg", "RS256", "kid", "current"));
    private final Map<String, Object> claims = new LinkedHashMap<>();
    private Signer signer = rs256(KEY);
    private String rawHeader = "";
    private String rawClaims = "";

    /** @param value null to leave the claim out */
    HostileToken claim(String name, @Nullable Object value) {
        put(claims, name, value);
        return this;
    }

    /** @param value null to leave the parameter out */
    HostileToken header(String name, @Nullable Object value) {
        put(header, name, value);
        return this;
    }

    HostileToken signedWith(Signer another) {
        signer = another;
        return this;
    }

    /** In the place of the first brace of the header. */
    HostileToken headerBeginning(String text) {
        rawHeader = text;
        return this;
    }

    /** In the place of the first brace of the claims. */
    HostileToken claimsBeginning(String text) {
        rawClaims = text;
        return this;
    }

    String serialize() {
        String signed = encoded(beginning(rawHeader, header)) + "." + encoded(beginning(rawClaims, claims));
        try {
            return signed + "." + base64(signer.sign(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static Signer rs256(RSAKey key) {
        return bytes -> signature("SHA256withRSA", privateKey(key), bytes);
    }

    static Signer es256(ECKey key) {
        return bytes -> {
            try {
                return signature("SHA256withECDSAinP1363Format", key.toECPrivateKey(), bytes);
            } catch (JOSEException impossible) {
                throw new IllegalStateException(impossible);
            }
        };
    }

    static Signer hs256(byte[] secret) {
        return bytes -> {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(bytes);
        };
    }

    static Signer nobody() {
        return bytes -> new byte[0];
    }

    /** The signature of RS256 with its last bit turned. */
    static Signer nearly(RSAKey key) {
        return bytes -> {
            byte[] signature = rs256(key).sign(bytes);
            signature[signature.length - 1] ^= 1;
            return signature;
        };
    }

    /** The left half of the SHA-256: {@code at_hash} and {@code c_hash} of the algorithms that end in 256. */
    static String halfHash(String text) {
        byte[] hash = sha256(text);
        return base64(Arrays.copyOf(hash, hash.length / 2));
    }

    static String hash(String text) {
        return base64(sha256(text));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] signature(String algorithm, PrivateKey key, byte[] bytes) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(bytes);
        return signature.sign();
    }

    private static PrivateKey privateKey(RSAKey key) {
        try {
            return key.toPrivateKey();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void put(Map<String, Object> members, String name, @Nullable Object value) {
        if (value == null) {
            members.remove(name);
        } else {
            members.put(name, value);
        }
    }

    private static String beginning(String raw, Map<String, Object> members) {
        String json = JSON.writeValueAsString(members);
        return raw.isEmpty() ? json : raw + json.substring(1);
    }

    private static String encoded(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static ECKey ec(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
