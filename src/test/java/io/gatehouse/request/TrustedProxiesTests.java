package io.gatehouse.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.fixture.Proves;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTests {

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "0.0.0.0/0",
                "::/0",
                "0.0.0.0/1",
                "128.0.0.0/1",
                "0/0",
                "::ffff:0:0/1",
                "10.0.0.0/-8",
                "10.0.0.0/33",
                "*",
                "localhost",
                "",
                "10.0.0.0/8/8"
            })
    @Proves({"SEC-03", "SEC-24"})
    void everybodyIsNobodysProxy(String network) {
        assertThatThrownBy(() -> TrustedProxies.of(List.of("10.1.0.0/16", network)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(network + " (expected: a network such as 10.1.0.0/16, not everybody)");
    }

    @Test
    @Proves("SEC-24")
    void nobodyIsTrustedUntilItIsSaid() throws UnknownHostException {
        assertThat(TrustedProxies.nobody().contains(InetAddress.getByName("127.0.0.1")))
                .isFalse();
        assertThat(TrustedProxies.of(List.of("10.1.0.0/16")).contains(InetAddress.getByName("10.1.2.3")))
                .isTrue();
        assertThat(TrustedProxies.of(List.of("10.1.0.0/16")).contains(InetAddress.getByName("10.2.0.1")))
                .isFalse();
    }
}
