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
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * Resolves names for what an admin has typed, and refuses addresses that are not the internet's: whoever may enter an issuer
 * must not make the gateway knock at the doors of its own network (SSRF). It checks what is connected to, so neither a
 * redirect, nor an endpoint in the metadata, nor a name that changes its address between two look-ups gets around it.
 */
final class PublicAddresses extends AddressResolverGroup<InetSocketAddress> {

    /** Java's look-ups wait; an event loop must not, and an admin's slow name server holds up four at most. */
    private static final Executor LOOKUPS = Executors.newFixedThreadPool(4, PublicAddresses::thread);

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
            LOOKUPS.execute(() -> {
                try {
                    promise.trySuccess(resolved(wanted).get(0));
                } catch (IOException refused) {
                    promise.tryFailure(refused);
                }
            });
        }

        @Override
        protected void doResolveAll(InetSocketAddress wanted, Promise<List<InetSocketAddress>> promise) {
            LOOKUPS.execute(() -> {
                try {
                    promise.trySuccess(resolved(wanted));
                } catch (IOException refused) {
                    promise.tryFailure(refused);
                }
            });
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

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "look-up");
        thread.setDaemon(true);
        return thread;
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
        int third = bytes[2] & 0xff;
        boolean carrierGrade = first == 100 && second >= 64 && second < 128; // RFC 6598
        boolean benchmark = first == 198 && (second == 18 || second == 19); // RFC 2544
        boolean protocols = first == 192 && second == 0 && (third == 0 || third == 2); // RFC 6890, RFC 5737
        boolean examples = first == 198 && second == 51 && third == 100 || first == 203 && second == 0 && third == 113;
        boolean relays = first == 192 && second == 88 && third == 99; // RFC 7526
        boolean azure =
                first == 168 && second == 63 && third == 129 && (bytes[3] & 0xff) == 16; // its virtual machines' host
        return first != 0 && first < 240 && !(carrierGrade || benchmark || protocols || examples || relays || azure);
    }

    private static boolean isPublicV6(byte[] bytes) {
        int first = (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
        int second = (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
        boolean global =
                first >= 0x2000 && first <= 0x3fff; // RFC 4291 §2.4: all else is local, translated or unassigned
        boolean embedded =
                first == 0x2002 || first == 0x2001 && second < 0x200; // RFC 3056, RFC 4380: another address in it
        boolean examples = first == 0x2001 && second == 0xdb8 || first == 0x3fff; // RFC 3849, RFC 9637
        boolean isatap = (bytes[9] & 0xff) == 0 && (bytes[10] & 0xff) == 0x5e && (bytes[11] & 0xff) == 0xfe; // RFC 5214
        return global && !(embedded || examples || isatap);
    }
}
