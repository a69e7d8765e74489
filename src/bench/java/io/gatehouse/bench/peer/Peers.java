package io.gatehouse.bench.peer;

import java.util.List;

/** All that can be measured. */
public final class Peers {

    /** In the order of every table. */
    public static final List<Peer> ALL = List.of(
            new Nginx(),
            new Gatehouse(1, 1),
            new Gatehouse(1, 1, true),
            new BareGateway(),
            new OAuth2Proxy(OAuth2Proxy.Store.COOKIE),
            new OAuth2Proxy(OAuth2Proxy.Store.REDIS),
            new ModAuthOpenidc(ModAuthOpenidc.Cache.OPEN),
            new ModAuthOpenidc(ModAuthOpenidc.Cache.ENCRYPTED),
            new PlainSpring());

    private Peers() {}
}
