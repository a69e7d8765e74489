package io.gatehouse.console;

import io.gatehouse.organization.Organization;
import io.gatehouse.organization.RoleMapping;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.session.Session;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.springframework.web.server.ServerWebExchange;

/** Tells who may be in an organization's settings: its admins, and for half an hour whoever came by a set-up link. */
public final class Guests {

    private final SetupSessions setupSessions;

    public Guests(PublicUrl publicUrl, SecretKeys keys, Clock clock) {
        this.setupSessions = new SetupSessions(publicUrl, keys, clock);
    }

    Optional<Guest> find(ServerWebExchange exchange, Organization organization) {
        return Session.of(exchange)
                .filter(Guests::isAdmin)
                .<Guest>map(Guest.Admin::new)
                .or(() -> setupSessions.find(exchange, organization.name()).map(Guest.ByLink::new));
    }

    void begin(ServerWebExchange exchange, Organization organization, String link) {
        setupSessions.begin(exchange, organization.name(), link);
    }

    void leave(ServerWebExchange exchange, Organization organization) {
        setupSessions.end(exchange, organization.name());
    }

    private static boolean isAdmin(Session session) {
        return session.identity().holdsAny(Set.of(RoleMapping.ADMIN));
    }
}
