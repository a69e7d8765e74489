package io.gatehouse.login.reach.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.login.fault.PrivateAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the gateway connects to, and where it does not whoever says so. */
class AddressRuleTests {

    private static final AddressRule TYPED = AddressRule.typed(PrivateHosts.none(), false);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "0.0.0.0",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "100.64.0.1",
                "192.0.0.8",
                "198.18.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fec0::1",
                "fd12:3456::1",
                "ff02::1",
                "64:ff9b::a01:203",
                "2002:a01:203::1",
                "::ffff:10.1.2.3",
                "2001::1",
                "2a00::5efe:a01:203",
                "100::1",
                "5f00::1",
                "2001:db8::1",
                "192.0.2.1",
                "203.0.113.9",
                "192.88.99.1"
            })
    void whatIsTypedLeadsToTheInternetOnlyAndTheOperatorAnywhere(String address) {
        assertThat(refuses(TYPED, "id.example", address)).isTrue();
        assertThat(refuses(AddressRule.operators(), "id.example", address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.170.2",
                "fe80::1",
                "fd00:ec2::254",
                "fd20:ce::254",
                "168.63.129.16",
                "100.100.100.200",
                "::ffff:169.254.169.254",
                "::169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::a9fe:a9fe",
                "2002:a9fe:a9fe::1",
                "2a00::5efe:a9fe:a9fe"
            })
    void nobodyLeadsTheGatewayToWhereCloudsHandOutCredentials(String address) {
        PrivateHosts everything = PrivateHosts.of(List.of("id.example", "10.0.0.0/8", "fc00::/7", "2000::/7"));

        assertThat(refuses(AddressRule.operators(), "id.example", address)).isTrue();
        assertThat(refuses(AddressRule.typed(everything, true), "id.example", address))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "20.190.128.1", "100.63.255.255", "168.63.129.17", "2001:4860:4860::8888"})
    void theInternetIsOpenToAll(String address) {
        assertThat(refuses(TYPED, "id.example", address)).isFalse();
        assertThat(refuses(AddressRule.operators(), "id.example", address)).isFalse();
    }

    @Test
    void theOperatorMayAllowNetworksAndHosts() {
        AddressRule rule = AddressRule.typed(
                PrivateHosts.of(List.of("10.1.0.0/16", "fd12::7", "Keycloak.internal", ".lan")), false);

        assertThat(refuses(rule, "id.example", "10.1.2.3")).isFalse();
        assertThat(refuses(rule, "id.example", "10.2.2.3")).isTrue();
        assertThat(refuses(rule, "id.example", "fd12::7")).isFalse();
        assertThat(refuses(rule, "keycloak.internal", "192.168.0.1")).isFalse();
        assertThat(refuses(rule, "evil.keycloak.internal", "192.168.0.1")).isTrue();
        assertThat(refuses(rule, "a.b.lan", "192.168.0.1")).isFalse();
        assertThat(refuses(rule, "lan", "192.168.0.1")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0/0",
                "10.0.0.0/7",
                "::/0",
                "169.254.0.0/16",
                "169.254.169.254",
                "fe80::/10",
                "a b",
                "10.0.0.0/x",
                ""
            })
    void whatIsTooWideOrNothingIsRefused(String written) {
        assertThatThrownBy(() -> PrivateHosts.of(List.of(written)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(written + " (expected: " + PrivateHosts.EXPECTED + ")");
    }

    @Test
    void aGatewayOnLoopbackMayAskItsOwnMachine() {
        AddressRule rule = AddressRule.typed(PrivateHosts.none(), true);

        assertThat(refuses(rule, "localhost", "127.0.0.1")).isFalse();
        assertThat(refuses(rule, "id.example", "10.0.0.1")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "localhost",
                "LOCALHOST.",
                "a.localhost",
                "[::1]",
                "10.1.2.3",
                "169.254.169.254",
                "[::ffff:10.1.2.3]",
                "012.0.0.1",
                "8.8.8.08",
                "127.1",
                "2130706433",
                ""
            })
    void beforeAProxyAddressesThatStandInTheTextAreLookedAt(String host) {
        assertThatThrownBy(() -> TYPED.checkUnresolved(host)).isInstanceOf(PrivateAddress.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "[2001:4860:4860::8888]", "login.example", "10.example"})
    void beforeAProxyNamesAreTheProxys(String host) {
        assertThatCode(() -> TYPED.checkUnresolved(host)).doesNotThrowAnyException();
    }

    private static boolean refuses(AddressRule rule, String host, String address) {
        try {
            rule.check(host, List.of(InetAddress.getByName("8.8.8.8"), InetAddress.getByName(address)));
            return false;
        } catch (PrivateAddress refused) {
            return true;
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
