package io.gatehouse.login.reach.address;

import io.gatehouse.request.Network;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The private networks and hosts to which the operator lets typed issuers lead ({@code gateway.egress.allow-private}). */
public final class PrivateHosts {

    public static final String EXPECTED =
            "a host, or a network no wider than 10.0.0.0/8 or fc00::/7; never a link-local or metadata address";

    private static final int WIDEST_V4 = 8;
    private static final int WIDEST_V6 = 7;

    private final List<Network> networks;
    private final Hosts hosts;

    private PrivateHosts(List<Network> networks, Hosts hosts) {
        this.networks = networks;
        this.hosts = hosts;
    }

    public static PrivateHosts none() {
        return of(List.of());
    }

    /**
     * @param written networks, addresses and hosts; a leading dot means every host below
     * @throws IllegalArgumentException for the first that is none of them, or too wide
     */
    public static PrivateHosts of(List<String> written) {
        written.forEach(PrivateHosts::check);
        List<String> hosts = written.stream().filter(Hosts::isHost).toList();
        return new PrivateHosts(
                written.stream().map(Network::parse).flatMap(Optional::stream).toList(), new Hosts(hosts));
    }

    /** By the name that was asked for, or by the address it has now. */
    boolean contains(String host, InetAddress address) {
        return hosts.contains(host) || networks.stream().anyMatch(network -> network.contains(address));
    }

    private static void check(String text) {
        boolean network = Network.parse(text)
                .filter(found -> found.prefix() >= (found.isV6() ? WIDEST_V6 : WIDEST_V4))
                .isPresent();
        String lower = text.toLowerCase(Locale.ROOT);
        boolean never = lower.startsWith("169.254.") || lower.startsWith("fe80:");
        if (never || !network && !Hosts.isHost(text)) {
            throw new IllegalArgumentException(text + " (expected: " + EXPECTED + ")");
        }
    }
}
