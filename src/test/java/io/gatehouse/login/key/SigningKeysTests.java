package io.gatehouse.login.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that would take a core for seconds, or that are meant for something else, are as if they were not there. */
class SigningKeysTests {

    private static final BigInteger USUAL = BigInteger.valueOf(65_537);

    @ParameterizedTest
    @CsvSource(textBlock = """
                1024, 17, 0
                2047, 17, 0
                2048, 17, 1
                4096, 17, 1
                4096, 32, 1
                4096, 33, 0
                3072, 3064, 0
                4097, 17, 0
                16384, 17, 0
                2048, 1, 0
                """)
    void rsaKeysCountWhenTheyAreSafeAndCheap(int modulus, int exponent, int counts) throws ParseException {
        assertThat(keys(rsa(number(modulus), number(exponent)).toJSONObject())).hasSize(counts);
    }

    @Test
    void anEvenExponentIsNone() throws ParseException {
        assertThat(keys(rsa(number(2048), BigInteger.valueOf(65_538)).toJSONObject()))
                .isEmpty();
    }

    @Test
    void ellipticKeysCountOnTheCurvesThatSignTokens() throws Exception {
        for (Curve curve : List.of(Curve.P_256, Curve.P_384, Curve.P_521)) {
            ECKey key = new ECKeyGenerator(curve).generate().toPublicJWK();
            assertThat(keys(key.toJSONObject())).as(curve.getName()).containsExactly(key);
        }
        assertThat(keys(Map.of("kty", "EC", "crv", "secp256k1", "x", "AQ", "y", "AQ")))
                .isEmpty();
        assertThat(keys(Map.of("kty", "EC", "crv", "P-256", "x", "A".repeat(400_000), "y", "AQ")))
                .isEmpty();
    }

    @Test
    void otherKindsOtherUsesAndWhatIsNoKeyAreLeftOut() throws ParseException {
        RSAKey good = rsa(number(2048), USUAL);
        assertThat(SigningKeys.read(Map.of(
                                "keys",
                                List.of(
                                        new RSAKey.Builder(good)
                                                .keyUse(KeyUse.ENCRYPTION)
                                                .build()
                                                .toJSONObject(),
                                        Map.of("kty", "oct", "k", "c2VjcmV0"),
                                        Map.of("kty", "OKP", "crv", "Ed25519", "x", "AQ"),
                                        Map.of(),
                                        "text",
                                        good.toJSONObject())))
                        .getKeys())
                .containsExactly(good);
    }

    private static List<JWK> keys(Map<String, Object> key) throws ParseException {
        return SigningKeys.read(Map.of("keys", List.of(key))).getKeys();
    }

    private static RSAKey rsa(BigInteger modulus, BigInteger exponent) {
        return new RSAKey.Builder(Base64URL.encode(modulus), Base64URL.encode(exponent)).build();
    }

    /** Odd, and of exactly so many bits. */
    private static BigInteger number(int bits) {
        return new BigInteger(bits, new Random(bits)).setBit(bits - 1).setBit(0);
    }
}
