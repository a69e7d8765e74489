package io.gatehouse.login.reach.address;

import io.gatehouse.request.Network;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What an address is to a gateway that is told to connect to it, by the IANA special-purpose registries. */
enum AddressKind {
    /** Where clouds and containers hand out credentials to whoever asks from inside; no identity provider is there. */
    METADATA,
    LOOPBACK,
    /** Somebody's own network, or no address that anything should answer at. */
    PRIVATE,
    /** The internet. */
    PUBLIC;

    /** Link-local as a whole, and the metadata services outside of it: Amazon's, Google's, Azure's and Alibaba's. */
    private static final List<Network> METADATA_SERVICES = networks(
            "169.254.0.0/16", "fe80::/10", "fd00:ec2::/32", "fd20:ce::/32", "168.63.129.16", "100.100.100.200");

    /**
     * RFC 6890's table and its successors, as far as an IPv4 packet could go there: this network, private use (RFC 1918),
     * carriers (RFC 6598), protocols, examples (RFC 5737), relays (RFC 7526), benchmarks (RFC 2544), multicast, reserved.
     */
    private static final List<Network> PRIVATE_V4 = networks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3");

    /** RFC 4291 §2.4: all else is local, translated or unassigned. */
    private static final Network GLOBAL_V6 = network("2000::/3");

    /** Within that: addresses that hold another one (RFC 4380, RFC 3056), and examples (RFC 3849, RFC 9637). */
    private static final List<Network> PRIVATE_V6 = networks("2001::/23", "2002::/16", "2001:db8::/32", "3fff::/20");

    static AddressKind of(InetAddress address) {
        if (isIn(METADATA_SERVICES, address)
                || embedded(address).filter(inner -> of(inner) == METADATA).isPresent()) {
            return METADATA;
        }
        if (address.isLoopbackAddress()) {
            return LOOPBACK;
        }
        boolean v4 = address.getAddress().length == 4;
        boolean internet = v4
                ? !isIn(PRIVATE_V4, address)
                : GLOBAL_V6.contains(address)
                        && !isIn(PRIVATE_V6, address)
                        && embedded(address).isEmpty();
        return internet ? PUBLIC : PRIVATE;
    }

    /** The IPv4 address that a translator or tunnel would make of an IPv6 one. */
    private static Optional<InetAddress> embedded(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return Optional.empty();
        }
        boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02; // RFC 3056
        boolean isatap =
                (bytes[8] & 0xfd) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == (byte) 0xfe; // RFC 5214
        boolean translated = bytes[0] == 0
                && bytes[1] == 0x64
                && bytes[2] == (byte) 0xff
                && bytes[3] == (byte) 0x9b; // RFC 6052, RFC 8215
        boolean compatible = Arrays.equals(bytes, 0, 12, new byte[12], 0, 12); // RFC 4291 §2.5.5.1
        if (sixToFour) {
            return Optional.of(v4(bytes, 2));
        }
        return isatap || translated || compatible ? Optional.of(v4(bytes, 12)) : Optional.empty();
    }

    private static InetAddress v4(byte[] bytes, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible); // four bytes are an address
        }
    }

    private static boolean isIn(List<Network> networks, InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    private static List<Network> networks(String... cidrs) {
        return Arrays.stream(cidrs).map(AddressKind::network).toList();
    }

    private static Network network(String cidr) {
        return Network.parse(cidr).orElseThrow(() -> new IllegalStateException(cidr));
    }
}
