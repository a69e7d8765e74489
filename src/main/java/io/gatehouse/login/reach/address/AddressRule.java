package io.gatehouse.login.reach.address;

import io.gatehouse.login.fault.PrivateAddress;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/**
 * To which addresses the gateway connects: whoever may enter an issuer must not make it knock at the doors of its own
 * network (SSRF), and nobody makes it ask where clouds hand out credentials.
 */
public final class AddressRule {

    private final boolean privateToo;
    private final boolean loopbackToo;
    private final PrivateHosts allowed;

    private AddressRule(boolean privateToo, boolean loopbackToo, PrivateHosts allowed) {
        this.privateToo = privateToo;
        this.loopbackToo = loopbackToo;
        this.allowed = allowed;
    }

    /** For what stands in the operator's files. */
    public static AddressRule operators() {
        return new AddressRule(true, true, PrivateHosts.none());
    }

    /** @param loopbackToo for a gateway that is itself reached on loopback only */
    public static AddressRule typed(PrivateHosts allowed, boolean loopbackToo) {
        return new AddressRule(false, loopbackToo, allowed);
    }

    /** All or nothing: one private address among several is somebody's attempt. */
    void check(String host, List<InetAddress> addresses) throws PrivateAddress {
        for (InetAddress address : addresses) {
            check(host, address);
        }
    }

    /**
     * What can be said where a proxy resolves names: addresses that stand in the text, and {@code localhost} (RFC 6761 §6.3).
     * Only in the one spelling that every proxy reads alike: to some {@code 012.0.0.1} is {@code 10.0.0.1}.
     */
    public void checkUnresolved(String host) throws PrivateAddress {
        String name = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            check(host, InetAddress.getLoopbackAddress());
            return;
        }
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(name);
        if (literal != null) {
            check(host, address(literal));
        }
        if (name.isEmpty()
                || name.matches("[0-9.]+")
                        && (literal == null
                                || !NetUtil.bytesToIpAddress(literal).equals(name))) {
            throw new PrivateAddress(host, "an address in an unusual spelling");
        }
    }

    private void check(String host, InetAddress address) throws PrivateAddress {
        AddressKind kind = AddressKind.of(address);
        if (kind == AddressKind.METADATA) {
            throw new PrivateAddress(host, "a link-local or metadata address");
        }
        boolean permitted =
                switch (kind) {
                    case METADATA -> false;
                    case LOOPBACK -> privateToo || loopbackToo || allowed.contains(host, address);
                    case PRIVATE -> privateToo || allowed.contains(host, address);
                    case PUBLIC -> true;
                };
        if (!permitted) {
            throw new PrivateAddress(host, "an address of a private network");
        }
    }

    private static InetAddress address(byte[] literal) {
        try {
            return InetAddress.getByAddress(literal);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible); // it has the length of an address
        }
    }
}
