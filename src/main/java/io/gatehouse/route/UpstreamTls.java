package io.gatehouse.route;

import io.netty.handler.ssl.SslContext;

/**
 * Whom a route trusts as its upstream, and who it is there: read and checked with the configuration.
 *
 * <p>A class and not a record: one object is one version of the certificates.
 *
 */
public final class UpstreamTls {

    private final SslContext context;

    public UpstreamTls(SslContext context) {
        this.context = context;
    }

    public SslContext context() {
        return context;
    }
}
