package io.gatehouse.member;

import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Standing;
import io.gatehouse.organization.Organization;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.session.Revocation;
import io.gatehouse.session.Session;
import io.gatehouse.session.Sessions;
import io.gatehouse.session.Vouched;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Begins the sessions of members, and of nobody else. */
public final class MemberSignIn {

    private final Members members;
    private final Sessions sessions;
    private final Revocation revocation;

    public MemberSignIn(Members members, Sessions sessions, Revocation revocation) {
        this.members = members;
        this.sessions = sessions;
        this.revocation = revocation;
    }

    /** {@link Refusal} 403 for whoever is not let in; nothing is begun then. */
    public Mono<Session> begin(ServerWebExchange exchange, Organization organization, Vouched vouched) {
        return members.admit(organization, vouched.claims())
                .flatMap(standing -> sessions.begin(exchange, organization, vouched, Optional.of(standing))
                        .delayUntil(session -> confirmed(session, organization, vouched.claims(), standing)));
    }

    /** Whether somebody for whom the identity provider has vouched again still may be in. */
    public Mono<Boolean> mayStay(Organization organization, Claims claims) {
        return members.mayStay(organization, claims);
    }

    /**
     * A removal, a block or another role that came between the look-up and the session must not be outlived by it; nor must
     * an error, which says nothing about whether one came.
     */
    private Mono<Void> confirmed(Session session, Organization organization, Claims claims, Standing standing) {
        return members.standing(organization.name(), claims)
                .filter(standing::equals)
                .switchIfEmpty(Mono.error(() -> Refusal.of(
                        Problem.SIGN_IN_STALE,
                        "members: " + organization.name() + ": changed while the session began")))
                .onErrorResume(error -> revocation.session(session.hash()).then(Mono.error(error)))
                .then();
    }
}
