package io.gatehouse.login.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.login.fault.Fault;
import io.gatehouse.login.fault.PrivateAddress;
import io.gatehouse.organization.Issuer;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

/** Where the gateway does not go because somebody typed an address into the console. */
class PublicAddressesTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "0.0.0.0",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "192.0.0.8",
                "198.18.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fd00:ec2::254",
                "ff02::1",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::1",
                "::ffff:169.254.169.254",
                "::169.254.169.254",
                "2001::1",
                "2a00::5efe:a9fe:a9fe",
                "100::1",
                "5f00::1",
                "2001:db8::1",
                "192.0.2.1",
                "203.0.113.9",
                "192.88.99.1",
                "168.63.129.16"
            })
    void refusesWhatIsNotTheInternets(String address) throws UnknownHostException {
        assertThat(new PublicAddresses(false).isAllowed(InetAddress.getByName(address)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "20.190.128.1", "100.63.255.255", "2001:4860:4860::8888"})
    void letsTheInternetThrough(String address) throws UnknownHostException {
        assertThat(new PublicAddresses(false).isAllowed(InetAddress.getByName(address)))
                .isTrue();
    }

    @Test
    void looksAtAddressesThatStandInTheTextToo() {
        var resolver = new PublicAddresses(false).getResolver(ImmediateEventExecutor.INSTANCE);

        var literal = resolver.resolve(new InetSocketAddress("169.254.169.254", 80));
        var name = resolver.resolve(InetSocketAddress.createUnresolved("localhost", 80));

        assertThat(literal.awaitUninterruptibly().cause())
                .isInstanceOf(PrivateAddress.class)
                .hasMessageContaining("private network");
        assertThat(name.awaitUninterruptibly().cause()).isInstanceOf(PrivateAddress.class);
    }

    @Test
    void aGatewayOnLoopbackMayAskItsOwnMachine() {
        var resolver = new PublicAddresses(true).getResolver(ImmediateEventExecutor.INSTANCE);

        assertThat(resolver.resolve(InetSocketAddress.createUnresolved("localhost", 80))
                        .awaitUninterruptibly()
                        .isSuccess())
                .isTrue();
        assertThat(resolver.resolve(InetSocketAddress.createUnresolved("10.0.0.1", 80))
                        .awaitUninterruptibly()
                        .isSuccess())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1:1/",
                "https://localhost:1/",
                "https://[::1]:1/",
                "https://169.254.169.254/latest/"
            })
    void whatIsTypedDoesNotMakeTheGatewayKnockAtItsOwnNetwork(String issuer) {
        StepVerifier.create(new Discovery(Http.guarded(Egress.direct(), false)).discover(Issuer.parse(issuer)))
                .expectErrorSatisfies(error -> assertThat(
                                ((DiscoveryFailed) error).diagnosis().fault())
                        .isEqualTo(Fault.PRIVATE_ADDRESS))
                .verify();
    }
}
