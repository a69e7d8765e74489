package io.gatehouse.login.reach.address;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.login.fault.PrivateAddress;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names whose owner is an attacker. */
class CheckedNamesTests {

    private static final InetSocketAddress NAME = InetSocketAddress.createUnresolved("id.example", 443);

    private final Deque<List<String>> answers = new ArrayDeque<>();

    @Test
    void aNameThatChangesItsAddressBetweenTwoLookUpsIsLookedAtEachTime() {
        answers.add(List.of("8.8.8.8"));
        answers.add(List.of("169.254.169.254"));
        AddressResolver<InetSocketAddress> resolver = resolver(AddressRule.operators());

        assertThat(resolver.resolveAll(NAME).getNow())
                .extracting(found -> found.getAddress().getHostAddress())
                .containsExactly("8.8.8.8");
        assertThat(resolver.resolveAll(NAME).cause())
                .isInstanceOf(PrivateAddress.class)
                .hasMessage("id.example: a link-local or metadata address");
    }

    @Test
    void onePrivateAddressAmongSeveralIsAnAttempt() {
        answers.add(List.of("8.8.8.8", "10.0.0.1"));
        answers.add(List.of("8.8.8.8", "10.0.0.1"));
        AddressResolver<InetSocketAddress> resolver = resolver(AddressRule.typed(PrivateHosts.none(), false));

        assertThat(resolver.resolveAll(NAME).cause()).isInstanceOf(PrivateAddress.class);
        assertThat(resolver.resolve(NAME).cause()).isInstanceOf(PrivateAddress.class);
    }

    @Test
    void anAddressThatNeedsNoLookUpIsLookedAtToo() {
        AddressResolver<InetSocketAddress> resolver = resolver(AddressRule.operators());
        InetSocketAddress metadata = new InetSocketAddress("169.254.169.254", 80);

        assertThat(resolver.isResolved(metadata)).isFalse();
        assertThat(resolver.resolve(metadata).cause()).isInstanceOf(PrivateAddress.class);
        assertThat(resolver.resolve(new InetSocketAddress("10.0.0.1", 80)).isSuccess())
                .isTrue();
    }

    private AddressResolver<InetSocketAddress> resolver(AddressRule rule) {
        return new CheckedNames(new Names(), rule).getResolver(ImmediateEventExecutor.INSTANCE);
    }

    /** A name server that says what it is told. */
    private final class Names extends AddressResolverGroup<InetSocketAddress> {

        @Override
        protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
            return new InetSocketAddressResolver(executor, new InetNameResolver(executor) {
                @Override
                protected void doResolve(String name, Promise<InetAddress> promise) {
                    promise.setSuccess(addresses().get(0));
                }

                @Override
                protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
                    promise.setSuccess(addresses());
                }
            });
        }

        private List<InetAddress> addresses() {
            return answers.remove().stream().map(CheckedNamesTests::address).toList();
        }
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
