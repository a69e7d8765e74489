package io.gatehouse.login.reach;

import io.gatehouse.login.reach.address.PrivateHosts;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How identity providers are reached from here ({@code gateway.egress}).
 *
 * @param proxy {@code http://host:port} of an HTTP proxy
 * @param noProxy hosts reached without it; a leading dot means every host below
 * @param caFile PEM certificates trusted beside the platform's own
 * @param allowPrivate where issuers that were typed may lead besides the internet
 */
public record Egress(Optional<URI> proxy, List<String> noProxy, Optional<Path> caFile, PrivateHosts allowPrivate) {

    public Egress {
        noProxy = List.copyOf(noProxy);
    }

    public static Egress direct() {
        return new Egress(Optional.empty(), List.of(), Optional.empty(), PrivateHosts.none());
    }
}
