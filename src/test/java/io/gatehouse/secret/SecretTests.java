package io.gatehouse.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.fixture.Proves;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretTests {

    private final SecretKeys keys = SecretKeys.of(List.of(key(1)));
    private final byte[] plain = "alice@acme.com".getBytes(StandardCharsets.UTF_8);

    @Test
    @Proves("SEC-59")
    void aSecretCannotPrintItself() {
        Secret secret = Secret.of("hunter2");

        assertThat(secret).hasToString("[secret]");
        assertThat(List.of(secret)).hasToString("[[secret]]");
    }

    @Test
    void opensWhatItSealed() {
        Sealer sealer = keys.sealer("session");

        assertThat(sealer.open(sealer.seal(plain, "acme"), "acme")).contains(plain);
    }

    @Test
    @Proves({"SEC-45", "SEC-55"})
    void doesNotOpenForAnotherOrganizationPurposeOrKey() {
        byte[] sealed = keys.sealer("session").seal(plain, "acme", "x");

        assertThat(keys.sealer("session").open(sealed, "globex", "x")).isEmpty();
        assertThat(keys.sealer("session").open(sealed, "acmex")).isEmpty();
        assertThat(keys.sealer("tokens").open(sealed, "acme", "x")).isEmpty();
        assertThat(SecretKeys.of(List.of(key(2))).sealer("session").open(sealed, "acme", "x"))
                .isEmpty();
    }

    @Test
    @Proves("SEC-46")
    void everyFlippedBitIsNoticed() {
        Sealer sealer = keys.sealer("session");
        byte[] sealed = sealer.seal(plain, "acme");

        for (int i = 0; i < sealed.length * 8; i++) {
            byte[] flipped = sealed.clone();
            flipped[i / 8] ^= (byte) (1 << i % 8);
            assertThat(sealer.open(flipped, "acme")).as("bit %d", i).isEmpty();
        }
        assertThat(sealer.open(new byte[0], "acme")).isEmpty();
    }

    @Test
    void theFirstKeyOfARotationSealsAndAllOpen() {
        byte[] before = keys.sealer("session").seal(plain, "acme");
        SecretKeys rotated = SecretKeys.of(List.of(key(2), key(1)));

        assertThat(rotated.sealer("session").open(before, "acme")).contains(plain);
        assertThat(keys.sealer("session").open(rotated.sealer("session").seal(plain, "acme"), "acme"))
                .isEmpty();
        assertThat(rotated.check("cookie").holds(keys.check("cookie").of("acme", "id"), "acme", "id"))
                .isTrue();
    }

    /** CVE-2023-35941: host and expiry were joined without a separator. */
    @Test
    @Proves("SEC-45")
    void movingACharacterFromOnePartToTheNextIsNoticed() {
        KeyedCheck check = keys.check("cookie");

        assertThat(check.holds(check.of("acme", "1x"), "acme1", "x")).isFalse();
        assertThat(check.holds(check.of("acme", "x"), "acme", "x")).isTrue();
    }

    @Test
    void derivesKeysAsRfc5869Says() {
        // RFC 5869 A.1 gives PRK and OKM for another salt; the two HMAC steps are checked against its test case's PRK.
        byte[] inputKey = HexFormat.of().parseHex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b");
        byte[] salt = HexFormat.of().parseHex("000102030405060708090a0b0c");
        byte[] info = HexFormat.of().parseHex("f0f1f2f3f4f5f6f7f8f901");

        byte[] pseudoRandomKey = Hkdf.hmac(salt, inputKey);

        assertThat(HexFormat.of().formatHex(pseudoRandomKey))
                .isEqualTo("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
        assertThat(HexFormat.of().formatHex(Hkdf.hmac(pseudoRandomKey, info)))
                .isEqualTo("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
    }

    @Test
    void saysWhatIsWrongWithAKeyAndNeverTheKey() {
        assertThatThrownBy(() -> SecretKeys.of(List.of(Secret.of("c2hvcnQ="))))
                .hasMessage("5 bytes (expected: 32 random bytes in base64)");
        assertThatThrownBy(() -> SecretKeys.of(List.of(Secret.of("p@ssw0rd"))))
                .hasMessage("not base64 (expected: 32 random bytes in base64)");
    }

    private static Secret key(int fill) {
        byte[] key = new byte[32];
        java.util.Arrays.fill(key, (byte) fill);
        return Secret.of(Base64.getEncoder().encodeToString(key));
    }
}
