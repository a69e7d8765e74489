package io.gatehouse.login.provider;

import io.gatehouse.login.fault.PrivateAddress;
import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Resolves names for what an admin has typed, and refuses addresses that are not the internet's: whoever may enter an issuer
 * must not make the gateway knock at the doors of its own network (SSRF). It checks what is connected to, so neither a
 * redirect, nor an endpoint in the metadata, nor a name that changes its address between two look-ups gets around it.
 */
final class PublicAddresses extends AddressResolverGroup<InetSocketAddress> {

    private final boolean loopbackToo;

    /** @param loopbackToo for a gateway that is itself reached on loopback only */
    PublicAddresses(boolean loopbackToo) {
        this.loopbackToo = loopbackToo;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new Resolver(executor);
    }

    private final class Resolver extends AbstractAddressResolver<InetSocketAddress> {

        Resolver(EventExecutor executor) {
            super(executor, InetSocketAddress.class);
        }

        /** Never: an address that stands in the text is looked at as well. */
        @Override
        protected boolean doIsResolved(InetSocketAddress address) {
            return false;
        }

        @Override
        protected void doResolve(InetSocketAddress wanted, Promise<InetSocketAddress> promise) {
            try {
                promise.setSuccess(resolved(wanted).get(0));
            } catch (IOException refused) {
                promise.setFailure(refused);
            }
        }

        @Override
        protected void doResolveAll(InetSocketAddress wanted, Promise<List<InetSocketAddress>> promise) {
            try {
                promise.setSuccess(resolved(wanted));
            } catch (IOException refused) {
                promise.setFailure(refused);
            }
        }
    }

    /** All or nothing: one private address among several is somebody's attempt. */
    private List<InetSocketAddress> resolved(InetSocketAddress wanted) throws IOException {
        InetAddress[] found = wanted.isUnresolved()
                ? InetAddress.getAllByName(wanted.getHostString())
                : new InetAddress[] {wanted.getAddress()};
        for (InetAddress address : found) {
            if (!isAllowed(address)) {
                throw new PrivateAddress(wanted.getHostString());
            }
        }
        return Arrays.stream(found)
                .map(address -> new InetSocketAddress(address, wanted.getPort()))
                .toList();
    }

    boolean isAllowed(InetAddress address) {
        return address.isLoopbackAddress() ? loopbackToo : isPublic(address);
    }

    /** The IANA special-purpose registries, as far as anything could answer there. */
    private static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        return !address.isAnyLocalAddress()
                && !address.isLinkLocalAddress()
                && !address.isSiteLocalAddress()
                && !address.isMulticastAddress()
                && (bytes.length == 4 ? isPublicV4(bytes) : isPublicV6(bytes));
    }

    private static boolean isPublicV4(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        boolean carrierGrade = first == 100 && second >= 64 && second < 128; // RFC 6598
        boolean benchmark = first == 198 && (second == 18 || second == 19); // RFC 2544
        boolean protocols = first == 192 && second == 0 && (bytes[2] & 0xff) == 0; // RFC 6890
        return first != 0 && first < 240 && !carrierGrade && !benchmark && !protocols;
    }

    private static boolean isPublicV6(byte[] bytes) {
        boolean uniqueLocal = (bytes[0] & 0xfe) == 0xfc; // RFC 4193
        boolean translated = bytes[0] == 0 && bytes[1] == 0x64; // RFC 6052: an IPv4 address of any kind behind it
        boolean embedded = (bytes[0] & 0xff) == 0x20 && bytes[1] == 0x02; // RFC 3056: likewise
        boolean compatible = Arrays.equals(bytes, 0, 12, new byte[12], 0, 12); // RFC 4291 §2.5.5.1
        return !uniqueLocal && !translated && !embedded && !compatible;
    }
}
