package io.gatehouse.login.key;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.math.BigInteger;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Those keys of a JWK set (RFC 7517) that may verify a signature here. What somebody else publishes decides how long that
 * takes: an exponent of 3,000 bits costs some two hundred times what one of 17 does.
 */
public final class SigningKeys {

    /** Of a whole set, of any kind. */
    public static final int MOST = 64;

    /** That fit one token: each is tried. With several keys a token must say by which it was signed (Core §10.1). */
    public static final int MOST_TRIED = 4;

    private static final int SHORTEST_RSA = 2048; // RFC 7518 §3.3
    private static final int LONGEST_RSA = 4096;
    private static final int LONGEST_EXPONENT = 32;

    private static final Set<Curve> CURVES = Set.of(Curve.P_256, Curve.P_384, Curve.P_521);

    /** What verifying reads; certificates and private parts are not even parsed, nor kept. */
    private static final Set<String> READ =
            Set.of("kty", "use", "key_ops", "alg", "kid", "x5t", "x5t#S256", "n", "e", "crv", "x", "y");

    /** In characters: a modulus of 4,096 bits has 683. */
    private static final int LONGEST_MEMBER = 1_024;

    private SigningKeys() {}

    /**
     * A key that is malformed, of another kind, for another use, too short or too long is left out (RFC 7517 §5).
     *
     * @throws ParseException when it is no JWK set, or one of more than {@link #MOST} keys
     */
    public static JWKSet read(Map<String, Object> document) throws ParseException {
        if (!(document.get("keys") instanceof List<?> keys)) {
            throw new ParseException("not a JWK set (expected: RFC 7517)", 0);
        }
        if (keys.size() > MOST) {
            throw new ParseException(keys.size() + " keys (expected: at most " + MOST + ")", 0);
        }
        return new JWKSet(keys.stream().flatMap(key -> key(key).stream()).toList());
    }

    /** Those that may have signed this token, by its header. */
    public static List<JWK> fitting(JWKSet keys, JWSHeader header) {
        return Optional.ofNullable(JWKMatcher.forJWSHeader(header))
                .map(matcher -> new JWKSelector(matcher).select(keys))
                .orElse(List.of());
    }

    private static Optional<JWK> key(Object written) {
        if (!(written instanceof Map<?, ?> members)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JWK.parse(membersRead(members))).filter(SigningKeys::isGood);
        } catch (ParseException | IllegalArgumentException | IllegalStateException malformed) {
            return Optional.empty();
        }
    }

    private static Map<String, Object> membersRead(Map<?, ?> members) {
        Map<String, Object> read = new HashMap<>();
        members.forEach((name, value) -> {
            boolean tooLong = value instanceof String text && text.length() > LONGEST_MEMBER;
            if (name instanceof String known && READ.contains(known) && value != null && !tooLong) {
                read.put(known, value);
            }
        });
        return read;
    }

    private static boolean isGood(JWK key) {
        return !KeyUse.ENCRYPTION.equals(key.getKeyUse())
                && (key instanceof RSAKey rsa && isGood(rsa)
                        || key instanceof ECKey elliptic && CURVES.contains(elliptic.getCurve()));
    }

    private static boolean isGood(RSAKey key) {
        int length = key.getModulus().decodeToBigInteger().bitLength();
        BigInteger exponent = key.getPublicExponent().decodeToBigInteger();
        return length >= SHORTEST_RSA
                && length <= LONGEST_RSA
                && exponent.testBit(0)
                && exponent.bitLength() > 1
                && exponent.bitLength() <= LONGEST_EXPONENT;
    }
}
