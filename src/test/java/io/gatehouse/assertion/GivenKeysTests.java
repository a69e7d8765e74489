package io.gatehouse.assertion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.gatehouse.fixture.TestClock;
import io.gatehouse.secret.Secret;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GivenKeysTests {

    /** {@code openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256}; it has signed nothing. */
    private static final String PEM = """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgEESb/b7GCxdGdPlh
            v2sAHj1vN+coyMs/h2JVWpq0FnGhRANCAAT67SsnlK9ReF3ggiV0L6Fy+Qyint80
            eTtkQOfj5lrDuyd3JxwNzgsDajEedMbuGMnLcCk+I9DqsM1KGQm0nZTL
            -----END PRIVATE KEY-----
            """;

    @Test
    void theFirstSignsAndAllArePublished() throws Exception {
        ECKey jwk = new ECKeyGenerator(Curve.P_256).keyID("mine").generate();
        TestClock clock = new TestClock();

        try (AssertionKeys pemFirst = AssertionKeys.given(given(PEM, jwk.toJSONString()), clock);
                AssertionKeys jwkFirst = AssertionKeys.given(given(jwk.toJSONString(), PEM), clock)) {
            assertThat(jwkFirst.signing().orElseThrow().getKeyID()).isEqualTo("mine");
            assertThat(pemFirst.signing().orElseThrow().getKeyID()).isNotEqualTo("mine");
            assertThat(JWKSet.parse(pemFirst.published()).getKeys()).hasSize(2).noneMatch(key -> key.isPrivate());
        }
    }

    @Test
    void aPemKeyIsNamedByItsThumbprintSoThatEveryReplicaNamesItAlike() {
        ECKey key = given(PEM).ring().keys().get(0);

        assertThat(key.getKeyID()).isEqualTo("mpy8NCQJqbWSfJafJD_kb2UP2fJhVjIP2KyF56a4T4g");
        assertThat(key.getIssueTime()).isNull();
    }

    @Test
    void whatElseAJwkSaysIsNotPublished() throws Exception {
        ECKey jwk = new ECKeyGenerator(Curve.P_256).generate();
        String strange =
                jwk.toJSONString().replaceFirst("\\{", "{\"x5u\":\"https://internal.example/\",\"use\":\"enc\",");

        assertThat(given(strange).ring().published()).doesNotContain("internal").contains("\"use\":\"sig\"");
    }

    @ParameterizedTest
    @CsvSource({"secp384r1, another curve", "secp256r1, a private key without its public part"})
    void aPemKeyThatDoesNotDoIsRefused(String curve, String found) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));

        refuses(pem(generator.generateKeyPair()), found); // Java leaves the public part out
    }

    @Test
    void otherKindsAreRefusedAndNeverRepeated() throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        RSAKey rsaJwk = new RSAKeyGenerator(2048).generate();
        ECKey ec = new ECKeyGenerator(Curve.P_256).generate();
        ECKey other = new ECKeyGenerator(Curve.P_256).generate();

        refuses(pem(rsa.generateKeyPair()), "no EC key");
        refuses(PEM.replace(" PRIVATE", " EC PRIVATE"), "SEC 1, not PKCS #8");
        refuses("hunter2", "no PEM");
        refuses("{hunter2", "a JWK that is no EC key");
        refuses(rsaJwk.toJSONString(), "a JWK that is no EC key");
        refuses(ec.toPublicJWK().toJSONString(), "a public key only");
        refuses(new ECKeyGenerator(Curve.P_384).generate().toJSONString(), "another curve");
        refuses(
                ec.toJSONString().replace(ec.getD().toString(), other.getD().toString()),
                "a public part that is another key's");
    }

    @Test
    void twoKeysOfOneNameAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> given(PEM, PEM)).withMessageContaining("one kid twice");
    }

    private static void refuses(String written, String found) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> given(written))
                .withMessageStartingWith(found + " (expected: an EC key of P-256, ")
                .withMessageNotContaining("hunter2");
    }

    private static GivenKeys given(String... written) {
        return GivenKeys.of(Stream.of(written).map(Secret::of).toList());
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }
}
