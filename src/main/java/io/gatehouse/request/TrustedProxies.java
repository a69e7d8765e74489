package io.gatehouse.request;

import java.net.InetAddress;
import java.util.List;

/** The load balancers whose {@code X-Forwarded-For} and {@code X-Forwarded-Host} count; nobody's by default. */
public final class TrustedProxies {

    public static final String EXPECTED = "a network such as 10.1.0.0/16, not everybody";

    /** Halves and quarters of everybody are everybody: nobody’s load balancers fill more. */
    private static final int WIDEST = 8;

    private final List<Network> networks;

    private TrustedProxies(List<Network> networks) {
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
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    private static Network network(String cidr) {
        return Network.parse(cidr)
                .filter(network -> network.prefix() >= WIDEST)
                .orElseThrow(() -> new IllegalArgumentException(cidr + " (expected: " + EXPECTED + ")"));
    }
}
