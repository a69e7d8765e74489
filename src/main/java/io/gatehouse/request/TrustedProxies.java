package io.gatehouse.request;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** The load balancers whose {@code X-Forwarded-For} and {@code X-Forwarded-Host} count; nobody's by default. */
public final class TrustedProxies {

    public static final String EXPECTED = "a network such as 10.1.0.0/16, not everybody";

    private final List<IpSubnetFilterRule> networks;

    private TrustedProxies(List<IpSubnetFilterRule> networks) {
        this.networks = networks;
    }

    public static TrustedProxies nobody() {
        return new TrustedProxies(List.of());
    }

    /** @throws IllegalArgumentException for the first that is no network, or one as wide as everybody (CVE-2026-76835) */
    public static TrustedProxies of(List<String> cidrs) {
        return new TrustedProxies(cidrs.stream().map(TrustedProxies::network).toList());
    }

    public boolean contains(InetAddress address) {
        if (networks.isEmpty()) {
            return false;
        }
        InetSocketAddress socket = new InetSocketAddress(address, 0);
        return networks.stream().anyMatch(network -> network.matches(socket));
    }

    private static IpSubnetFilterRule network(String cidr) {
        int slash = cidr.indexOf('/');
        String address = slash < 0 ? cidr : cidr.substring(0, slash);
        int widest = address.contains(":") ? 128 : 32;
        try {
            int prefix = slash < 0 ? widest : Integer.parseInt(cidr.substring(slash + 1));
            boolean isAddress = address.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
            // Halves and quarters of everybody are everybody: nobody’s load balancers fill more than a /8.
            if (isAddress && prefix >= 8 && prefix <= widest) {
                return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
            }
        } catch (IllegalArgumentException malformed) {
            // said below
        }
        throw new IllegalArgumentException(cidr + " (expected: " + EXPECTED + ")");
    }
}
