package io.gatehouse.login.reach.address;

import io.gatehouse.login.fault.PrivateAddress;
import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Looks names up and refuses addresses by a rule. It checks the very addresses that are connected to, so neither an endpoint
 * in the metadata nor a name that changes its address between two look-ups (DNS rebinding) gets around it.
 */
public final class CheckedNames extends AddressResolverGroup<InetSocketAddress> {

    private final AddressResolverGroup<InetSocketAddress> names;
    private final AddressRule rule;

    /** @param names looks up without blocking; it stays open when this is closed */
    public CheckedNames(AddressResolverGroup<InetSocketAddress> names, AddressRule rule) {
        this.names = names;
        this.rule = rule;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new Checked(executor, names.getResolver(executor));
    }

    private final class Checked extends AbstractAddressResolver<InetSocketAddress> {

        private final AddressResolver<InetSocketAddress> resolver;

        Checked(EventExecutor executor, AddressResolver<InetSocketAddress> resolver) {
            super(executor, InetSocketAddress.class);
            this.resolver = resolver;
        }

        /** Never: an address that stands in the text is looked at as well. */
        @Override
        protected boolean doIsResolved(InetSocketAddress address) {
            return false;
        }

        @Override
        protected void doResolve(InetSocketAddress wanted, Promise<InetSocketAddress> promise) {
            Promise<List<InetSocketAddress>> all = executor().newPromise();
            all.addListener((FutureListener<List<InetSocketAddress>>) found -> {
                if (found.isSuccess()) {
                    promise.trySuccess(found.getNow().get(0));
                } else {
                    promise.tryFailure(found.cause());
                }
            });
            doResolveAll(wanted, all);
        }

        @Override
        protected void doResolveAll(InetSocketAddress wanted, Promise<List<InetSocketAddress>> promise) {
            resolver.resolveAll(wanted)
                    .addListener((FutureListener<List<InetSocketAddress>>) found -> complete(wanted, found, promise));
        }

        private void complete(
                InetSocketAddress wanted,
                Future<List<InetSocketAddress>> found,
                Promise<List<InetSocketAddress>> promise) {
            if (!found.isSuccess()) {
                promise.tryFailure(found.cause());
                return;
            }
            try {
                rule.check(
                        wanted.getHostString(),
                        found.getNow().stream()
                                .map(InetSocketAddress::getAddress)
                                .toList());
                promise.trySuccess(found.getNow());
            } catch (PrivateAddress refused) {
                promise.tryFailure(refused);
            }
        }
    }
}
