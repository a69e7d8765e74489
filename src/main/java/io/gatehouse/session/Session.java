package io.gatehouse.session;

import io.gatehouse.identity.Identity;
import io.gatehouse.organization.Organization;
import io.gatehouse.session.device.Device;
import java.time.Instant;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;

/**
 * A sign-in that is alive, found for this request's organization.
 *
 * @param hash of its id, and where the store keeps it; the id itself is the browser's alone
 * @param confirmedAt when the identity provider has vouched for it last
 * @param refreshable whether the provider can be asked without the browser
 * @param device from where the person signed in
 */
public record Session(
        String hash, Identity identity, Instant signedInAt, Instant confirmedAt, boolean refreshable, Device device) {

    /** One of which it is not known from where. */
    public Session(String hash, Identity identity, Instant signedInAt, Instant confirmedAt, boolean refreshable) {
        this(hash, identity, signedInAt, confirmedAt, refreshable, Device.UNKNOWN);
    }

    /** The session of a request that has been through the session room; empty for a stranger. */
    public static Optional<Session> of(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getAttribute(Session.class.getName()));
    }

    /** The organization through the identity provider at which the session began; as it is for a stranger. */
    public static Organization through(Organization organization, Optional<Session> session) {
        return Identity.through(organization, session.map(Session::identity));
    }

    public void keepIn(ServerWebExchange exchange) {
        exchange.getAttributes().put(Session.class.getName(), this);
    }
}
