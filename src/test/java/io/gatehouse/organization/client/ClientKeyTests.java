package io.gatehouse.organization.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.fixture.TestKeys;
import io.gatehouse.secret.Secret;
import java.security.KeyPair;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientKeyTests {

    private static final KeyPair EC = TestKeys.pair("EC", 256);
    private static final String EC_PRIVATE =
            TestKeys.block("PRIVATE KEY", EC.getPrivate().getEncoded());
    private static final String EC_PUBLIC =
            TestKeys.block("PUBLIC KEY", EC.getPublic().getEncoded());

    @Test
    void anRsaKeyNeedsNothingBehindIt() {
        ClientKey key = ClientKey.parse(Secret.of(TestKeys.rsaPem()));

        assertThat(key.publicKey().getAlgorithm()).isEqualTo("RSA");
        assertThat(key.certificate()).isEmpty();
    }

    @Test
    void anEcKeyComesWithItsPublicKeyInAnyOrder() {
        for (String pem : List.of(EC_PRIVATE + EC_PUBLIC, EC_PUBLIC + "a comment\n" + EC_PRIVATE)) {
            assertThat(ClientKey.parse(Secret.of(pem)).publicKey()).isEqualTo(EC.getPublic());
        }
    }

    @Test
    void refusesWhatCannotSignWithoutRepeatingIt() {
        KeyPair another = TestKeys.pair("EC", 256);
        KeyPair p384 = TestKeys.pair("EC", 384);

        refused("hunter2", "no PRIVATE KEY in it");
        refused(TestKeys.rsaPem().replace("PRIVATE", "RSA PRIVATE"), "no PRIVATE KEY in it");
        refused(TestKeys.rsaPem().replace("PRIVATE", "ENCRYPTED PRIVATE"), "no PRIVATE KEY in it");
        refused(EC_PRIVATE, "no PUBLIC KEY or CERTIFICATE in it");
        refused(EC_PRIVATE + TestKeys.block("PUBLIC KEY", another.getPublic().getEncoded()), "another one's");
        refused(
                TestKeys.block("PRIVATE KEY", p384.getPrivate().getEncoded())
                        + TestKeys.block("PUBLIC KEY", p384.getPublic().getEncoded()),
                "another kind of key, or a short one");
        refused(
                TestKeys.block(
                        "PRIVATE KEY", TestKeys.pair("RSA", 1024).getPrivate().getEncoded()),
                "another kind of key, or a short one");
        refused(TestKeys.block("PRIVATE KEY", new byte[] {1, 2, 3}), "another kind of key, or damaged");
        refused(EC_PRIVATE + TestKeys.block("CERTIFICATE", new byte[] {1, 2, 3}), "another kind of key, or damaged");
    }

    @Test
    void neverPrintsItself() {
        assertThat(ClientKey.parse(Secret.of(TestKeys.rsaPem())).toString())
                .startsWith(ClientKey.class.getName() + "@");
    }

    private static void refused(String pem, String found) {
        assertThatThrownBy(() -> ClientKey.parse(Secret.of(pem)))
                .hasMessageContaining(found)
                .hasMessageEndingWith("(expected: " + ClientKey.EXPECTED + ")")
                .hasMessageNotContaining("MII");
    }
}
