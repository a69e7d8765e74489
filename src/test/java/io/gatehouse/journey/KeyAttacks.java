package io.gatehouse.journey;

import static io.gatehouse.journey.HostileProviderJourney.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HostileProvider.Answer;
import io.gatehouse.journey.HostileProvider.Endpoint;
import io.gatehouse.journey.HostileWorld.Case;
import io.gatehouse.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Signatures by nobody, by the wrong key, by a key that the token itself brings, and by a key taken for another. */
abstract class KeyAttacks {

    private static final String NOT_BY_THE_PROVIDER = "ID token: its signature is not by a key of the provider's";

    final Case sign = WORLD.next();

    @Test
    @Proves({"oidcc-client-test-idtoken-sig-none", "fapi2-security-profile-final-client-test-null-alg", "SEC-alg-none"})
    void anUnsignedTokenIsRefusedHoweverNoneIsWritten() {
        sign.provider.signedWith("none", HostileToken.nobody());
        sign.isRefused(Problem.SIGN_IN_BAD_SIGNATURE, "ID token: not signed");

        for (String none : List.of("None", "NONE", "nOnE", "")) {
            Case other = WORLD.next();
            other.provider.signedWith(none, HostileToken.nobody());
            assertThat(other.signIn().status()).as(none).isEqualTo(502);
            other.hasNobody();
        }
    }

    @Test
    @Proves("oidcc-client-test-idtoken-sig-none")
    void anUnsignedTokenIsRefusedEvenWhereTheProviderOffersThem() {
        sign.provider
                .metadata("id_token_signing_alg_values_supported", List.of("none"))
                .signedWith("none", HostileToken.nobody());

        sign.isRefused(Problem.SIGN_IN_BAD_SIGNATURE, "ID token: not signed");
    }

    @Test
    @Proves("SEC-signature-stripped")
    void aTokenWhoseSignatureWasTakenAwayIsRefused() {
        sign.provider.signedWith("RS256", HostileToken.nobody());

        assertThat(sign.signIn().status()).isEqualTo(502);
        sign.hasNobody();
    }

    @Test
    @Proves("oidcc-client-test-invalid-sig-rs256")
    void aBrokenSignatureIsRefused() {
        sign.provider.signedWith("RS256", HostileToken.nearly(HostileToken.KEY));

        sign.isRefused(Problem.SIGN_IN_BAD_SIGNATURE, NOT_BY_THE_PROVIDER);
    }

    @Test
    @Proves("oidcc-client-test-invalid-sig-rs256")
    void aSignatureByAnotherKeyOfTheSameNameIsRefused() {
        sign.provider.signedWith("RS256", HostileToken.rs256(HostileToken.OTHER_KEY));

        sign.isRefused(Problem.SIGN_IN_BAD_SIGNATURE, NOT_BY_THE_PROVIDER);
    }

    @Test
    @Proves("oidcc-client-test-invalid-sig-es256")
    void aBrokenEllipticSignatureIsRefused() {
        sign.provider
                .metadata("id_token_signing_alg_values_supported", List.of("ES256"))
                .keys(HostileToken.EC_KEY)
                .header("kid", "elliptic")
                .signedWith("ES256", bytes -> new byte[64]); // CVE-2022-21449

        sign.isRefused(Problem.SIGN_IN_BAD_SIGNATURE, NOT_BY_THE_PROVIDER);
    }

    @Test
    @Proves("oidcc-client-test-idtoken-sig-es256")
    void aGoodEllipticSignatureIsAccepted() {
        sign.provider
                .metadata("id_token_signing_alg_values_supported", List.of("ES256"))
                .keys(HostileToken.EC_KEY)
                .header("kid", "elliptic")
                .signedWith("ES256", HostileToken.es256(HostileToken.EC_KEY));

        sign.isAccepted();
    }

    @Test
    @Proves({"oidcc-client-test-invalid-sig-hs256", "SEC-alg-confusion"})
    void aPublicKeyIsNeverASecret() throws Exception {
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(HostileToken.KEY.toPublicKey().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        for (byte[] secret : List.of(
                HostileToken.KEY.toPublicKey().getEncoded(),
                pem.getBytes(StandardCharsets.US_ASCII),
                HostileToken.KEY.getModulus().decode(),
                HostileToken.KEY.toPublicJWK().toJSONString().getBytes(StandardCharsets.US_ASCII))) {
            Case other = WORLD.next();
            other.provider
                    .metadata("id_token_signing_alg_values_supported", List.of("RS256", "HS256"))
                    .signedWith("HS256", HostileToken.hs256(secret));
            other.isRefused(Problem.SIGN_IN_BAD_SIGNATURE, NOT_BY_THE_PROVIDER);
        }
    }

    @Test
    @Proves({"oidcc-client-test-invalid-sig-hs256", "SEC-alg-confusion"})
    void theClientSecretSignsNothingHere() {
        byte[] secret = HostileScript.SECRET.getBytes(StandardCharsets.UTF_8);
        OctetSequenceKey published =
                new OctetSequenceKey.Builder(secret).keyID("current").build();
        sign.provider
                .metadata("id_token_signing_alg_values_supported", List.of("HS256"))
                .keys(published)
                .signedWith("HS256", HostileToken.hs256(secret));

        sign.isRefused(Problem.SIGN_IN_BAD_SIGNATURE, NOT_BY_THE_PROVIDER);
    }

    @Test
    @Proves({"fapi2-security-profile-final-client-test-alternate-alg", "SEC-alg-confusion"})
    void anAlgorithmThatTheProviderDoesNotOfferIsRefused() {
        sign.provider
                .metadata("id_token_signing_alg_values_supported", List.of("RS256"))
                .keys(HostileToken.KEY, HostileToken.EC_KEY)
                .header("kid", "elliptic")
                .signedWith("ES256", HostileToken.es256(HostileToken.EC_KEY));

        sign.isRefused(Problem.SIGN_IN_BAD_SIGNATURE, NOT_BY_THE_PROVIDER);
    }

    @Test
    @Proves("SEC-alg-confusion")
    void aKeyOfAnotherKindIsNotTriedWithTheAlgorithm() {
        sign.provider
                .metadata("id_token_signing_alg_values_supported", List.of("RS256", "ES256"))
                .signedWith("ES256", bytes -> new byte[64]);

        sign.isRefused(Problem.SIGN_IN_BAD_SIGNATURE, NOT_BY_THE_PROVIDER);
    }

    @Test
    @Proves({"SEC-jwk-injection", "SEC-jku-injection", "SEC-x5u-injection"})
    void aKeyThatTheTokenBringsOrPointsAtIsNotUsed() {
        RSAKey attackers = HostileToken.OTHER_KEY;
        String elsewhere = sign.provider.at(Endpoint.ELSEWHERE);
        sign.provider.answers(
                Endpoint.ELSEWHERE,
                Answer.json(Map.of("keys", List.of(attackers.toPublicJWK().toJSONObject()))));
        Map<String, Object> headers = Map.of(
                "jwk",
                attackers.toPublicJWK().toJSONObject(),
                "jku",
                elsewhere,
                "x5u",
                elsewhere,
                "x5c",
                List.of(Base64.getEncoder().encodeToString(new byte[300])));
        headers.forEach((name, value) -> {
            for (String kid : List.of("current", "other")) {
                Case other = WORLD.next();
                other.provider
                        .header(name, value)
                        .header("kid", kid)
                        .signedWith("RS256", HostileToken.rs256(attackers));
                assertThat(other.signIn().status()).as(name).isEqualTo(502);
                other.hasNobody();
            }
        });
        assertThat(sign.asked(Endpoint.ELSEWHERE)).isZero();
    }

    @Test
    @Proves("SEC-crit")
    void aHeaderThatMustBeUnderstoodAndIsNotIsRefused() {
        for (Map<String, Object> critical : List.<Map<String, Object>>of(
                Map.of("crit", List.of("exp"), "exp", 1),
                Map.of("crit", List.of("http://evil.example/x"), "http://evil.example/x", true),
                Map.of("crit", List.of("b64"), "b64", false),
                Map.of("crit", List.of()),
                Map.of("crit", "b64"))) {
            Case other = WORLD.next();
            critical.forEach(other.provider::header);
            assertThat(other.signIn().status()).as(critical.toString()).isEqualTo(502);
            other.hasNobody();
        }
    }

    @Test
    @Proves("SEC-kid-injection")
    void aKeyNameIsOnlyAName() {
        for (String kid : List.of("../../../../etc/passwd", "' OR '1'='1", "current\u0000", "", "x".repeat(100_000))) {
            Case other = WORLD.next();
            other.provider.header("kid", kid).signedWith("RS256", HostileToken.rs256(HostileToken.OTHER_KEY));
            assertThat(other.signIn().status()).isEqualTo(502);
            other.hasNobody();
        }
    }

    @Test
    @Proves("oidcc-client-test-kid-absent-single-jwks")
    void aTokenWithoutAKeysNameIsAcceptedWhereThereIsOneKey() {
        sign.provider.header("kid", null);

        sign.isAccepted();
    }

    @Test
    @Proves("oidcc-client-test-kid-absent-multiple-jwks")
    void aTokenWithoutAKeysNameIsAcceptedWhereOneOfSeveralKeysFits() {
        sign.provider.keys(HostileToken.OTHER_KEY, HostileToken.KEY).header("kid", null);

        sign.isAccepted();
    }

    @Test
    @Proves("SEC-use-enc")
    void aKeyForEncryptionVerifiesNothing() {
        sign.provider.keys(
                new RSAKey.Builder(HostileToken.KEY).keyUse(KeyUse.ENCRYPTION).build());

        sign.isRefused(Problem.SIGN_IN_BAD_SIGNATURE, NOT_BY_THE_PROVIDER);
    }

    @Test
    @Proves({"oidcc-client-test-signing-key-rotation", "oidcc-client-test-signing-key-rotation-just-before-signing"})
    void aNewKeyIsFetchedOnceAndManyUnknownOnesNotAgain() {
        sign.isAccepted();
        assertThat(sign.asked(Endpoint.KEYS)).isEqualTo(1);
        for (int i = 0; i < 5; i++) {
            HttpBrowser stranger = new HttpBrowser();
            sign.provider.header("kid", "unknown-" + i).signedWith("RS256", HostileToken.rs256(HostileToken.OTHER_KEY));
            assertThat(stranger.open(sign.url("/portal/")).status()).isEqualTo(502);
        }

        assertThat(sign.asked(Endpoint.KEYS)).as("SEC-75: a fetch in 30 s").isLessThanOrEqualTo(2);
    }

    @Test
    @Proves("SEC-55")
    void anotherOrganizationsTokenIsRefusedThoughItsKeyHasTheSameName() {
        Case other = WORLD.next();
        other.provider.keys(HostileToken.OTHER_KEY);
        other.provider
                .keys(new RSAKey.Builder(HostileToken.OTHER_KEY)
                        .keyID("current")
                        .build())
                .signedWith("RS256", HostileToken.rs256(HostileToken.OTHER_KEY));
        other.isAccepted();

        sign.provider.signedWith("RS256", HostileToken.rs256(HostileToken.OTHER_KEY));

        sign.isRefused(Problem.SIGN_IN_BAD_SIGNATURE, NOT_BY_THE_PROVIDER);
    }

    @Test
    @Proves("SEC-encrypted")
    void anEncryptedTokenThatNobodySignedIsRefused() {
        sign.provider.tokenAnswer("id_token", "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAAAAAAAAAAAAAA.AAAA.AAAA");

        assertThat(sign.signIn().status()).isEqualTo(502);
        sign.hasNobody();
    }

    @Test
    @Proves("SEC-keys-malformed")
    void keysThatAreNoneEndInAPage() {
        for (String keys : List.of(
                "[]",
                "{}",
                "null",
                "{\"keys\":null}",
                "{\"keys\":[{}]}",
                "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"current\",\"n\":\"\",\"e\":\"\"}]}",
                "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"current\",\"n\":\"AQ\",\"e\":\"AQ\"}]}",
                "<html>")) {
            Case other = WORLD.next();
            other.provider.answers(Endpoint.KEYS, Answer.text(200, "application/json", keys));
            assertThat(other.signIn().body()).as(keys).contains("Signing in did not work");
            other.hasNobody();
        }
    }
}
