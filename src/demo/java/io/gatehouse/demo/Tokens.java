package io.gatehouse.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Signs ID tokens, and recognises those it has signed. */
final class Tokens {

    static final List<String> CLAIMS = List.of(
            "iss",
            "sub",
            "aud",
            "exp",
            "iat",
            "nonce",
            "auth_time",
            "sid",
            "at_hash",
            "email",
            "email_verified",
            "name",
            "preferred_username",
            "groups");

    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private final URI issuer;
    private final String clientId;
    /** The one that signs, and behind it the one before. */
    private volatile List<RSAKey> keys = List.of(newKey());

    Tokens(URI issuer, String clientId) {
        this.issuer = issuer;
        this.clientId = clientId;
    }

    /** Signs with another key from now on; the one before stays public until the next change, as its tokens are still about. */
    void changeKey() {
        keys = List.of(newKey(), keys.get(0));
    }

    private static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyIDFromThumbprint(true)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    Map<String, Object> publicKeys() {
        return new JWKSet(List.copyOf(keys)).toJSONObject(true);
    }

    /** An ID token; the nonce belongs only into the one that answers a sign-in, not into refreshed ones. */
    String idToken(Grant grant, String accessToken, Optional<String> nonce) {
        Instant now = Instant.now();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer.toString())
                .audience(clientId)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFETIME)))
                .claim("auth_time", grant.signOn().at().getEpochSecond())
                .claim("sid", grant.signOn().sid())
                .claim("at_hash", leftHalfOfHash(accessToken));
        nonce.ifPresent(value -> claims.claim("nonce", value));
        grant.user().claims(grant.request().scopes()).forEach(claims::claim);
        return sign(claims.build());
    }

    /** The claims of an ID token that was issued here to this client, however long ago. */
    Optional<JWTClaimsSet> recognise(String idToken) {
        try {
            SignedJWT jwt = SignedJWT.parse(idToken);
            boolean ours = false;
            for (RSAKey key : keys) {
                ours |= jwt.verify(new RSASSAVerifier(key.toRSAPublicKey()));
            }
            return ours ? Optional.of(jwt.getJWTClaimsSet()) : Optional.empty();
        } catch (ParseException | JOSEException e) {
            return Optional.empty();
        }
    }

    private String sign(JWTClaimsSet claims) {
        RSAKey signing = keys.get(0);
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(JOSEObjectType.JWT)
                .keyID(signing.getKeyID())
                .build();
        SignedJWT jwt = new SignedJWT(header, claims);
        try {
            jwt.sign(new RSASSASigner(signing));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return jwt.serialize();
    }

    private static String leftHalfOfHash(String accessToken) {
        byte[] hash = Digests.sha256(accessToken.getBytes(StandardCharsets.US_ASCII));
        return Base64URL.encode(Arrays.copyOf(hash, hash.length / 2)).toString();
    }
}
