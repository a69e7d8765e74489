package io.gatehouse.request;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** A network as it is written in configuration: {@code 10.1.0.0/16}, or one address. */
public final class Network {

    private final IpSubnetFilterRule rule;
    private final int prefix;
    private final boolean v6;

    private Network(IpSubnetFilterRule rule, int prefix, boolean v6) {
        this.rule = rule;
        this.prefix = prefix;
        this.v6 = v6;
    }

    /** Empty for what is none; a host name is none. */
    public static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        boolean v6 = address.contains(":");
        if (!address.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            return Optional.empty();
        }
        try {
            int prefix = slash < 0 ? (v6 ? 128 : 32) : Integer.parseInt(text.substring(slash + 1));
            IpSubnetFilterRule rule = new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
            return Optional.of(new Network(rule, prefix, v6));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    public boolean contains(InetAddress address) {
        return rule.matches(new InetSocketAddress(address, 0));
    }

    /** How many bits are fixed: the fewer, the wider. */
    public int prefix() {
        return prefix;
    }

    public boolean isV6() {
        return v6;
    }
}
