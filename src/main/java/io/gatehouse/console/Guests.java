package io.gatehouse.console;

import io.gatehouse.organization.Organization;
import io.gatehouse.organization.RoleMapping;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.session.Session;
import io.gatehouse.session.Sessions;
import io.gatehouse.settings.SetupLink;
import io.gatehouse.settings.SetupLinks;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Tells who may be in an organization's settings: its admins, and for half an hour whoever came by a set-up link. */
public final class Guests {

    private final SetupSessions setupSessions;
    private final Sessions sessions;
    private final SetupLinks links;

    public Guests(PublicUrl publicUrl, SecretKeys keys, Sessions sessions, SetupLinks links, Clock clock) {
        this.sessions = sessions;
        this.links = links;
        this.setupSessions = new SetupSessions(publicUrl, keys, clock);
    }

    /** Empty for everybody else. */
    Mono<Guest> find(ServerWebExchange exchange, Organization organization) {
        return guest(Session.of(exchange), exchange, organization);
    }

    /** The same, when time has passed since the request came: its session may have ended. */
    Mono<Guest> findAgain(ServerWebExchange exchange, Organization organization) {
        return sessions.find(exchange, organization).flatMap(session -> guest(session, exchange, organization));
    }

    private Mono<Guest> guest(Optional<Session> session, ServerWebExchange exchange, Organization organization) {
        return Mono.justOrEmpty(session.filter(Guests::isAdmin))
                .<Guest>map(Guest.Admin::new)
                .switchIfEmpty(Mono.defer(() -> visitor(exchange, organization)));
    }

    private Mono<Guest> visitor(ServerWebExchange exchange, Organization organization) {
        return Mono.justOrEmpty(setupSessions.find(exchange, organization.name()))
                .filterWhen(visitor -> links.visitGoesOn(organization.name(), visitor.link(), visitor.made()))
                .cast(Guest.class);
    }

    void begin(ServerWebExchange exchange, SetupLink link) {
        setupSessions.begin(exchange, link);
    }

    /** The visit itself, and not only this browser's cookie, of which there may be copies. */
    Mono<Void> leave(ServerWebExchange exchange, Organization organization) {
        return Mono.justOrEmpty(setupSessions.find(exchange, organization.name()))
                .flatMap(visitor -> links.endVisit(visitor.link()))
                .doOnSuccess(unused -> setupSessions.end(exchange, organization.name()));
    }

    private static boolean isAdmin(Session session) {
        return session.identity().holdsAny(Set.of(RoleMapping.ADMIN));
    }
}
