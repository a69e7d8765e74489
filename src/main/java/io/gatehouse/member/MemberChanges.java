package io.gatehouse.member;

import io.gatehouse.audit.Audit;
import io.gatehouse.audit.Happening;
import io.gatehouse.member.Member.State;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.PersonId;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.problem.Refusal;
import io.gatehouse.session.Confirmations;
import io.gatehouse.session.Revocation;
import java.time.Clock;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * What an admin makes of a member, and what becomes of that member's sessions. Empty answers say that there is no such member;
 * errors are {@link Refusal}, 503 when the store is away: to do it once more is harmless.
 */
public final class MemberChanges {

    private final SealedMembers members;
    private final Revocation revocation;
    private final Confirmations confirmations;
    private final Audit audit;
    private final Clock clock;

    public MemberChanges(
            SealedMembers members, Revocation revocation, Confirmations confirmations, Audit audit, Clock clock) {
        this.members = members;
        this.revocation = revocation;
        this.confirmations = confirmations;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Another role from their next request on, wherever they are signed in.
     *
     * @param role empty: only what the mapping of claims gives
     */
    public Mono<Member> setRole(Organization organization, String id, Optional<String> role, String by) {
        return members.change(organization.name(), id, member -> member.withRole(role))
                .doOnNext(member -> written(Happening.MEMBER_ROLE, organization, member, by))
                .delayUntil(member -> Mono.justOrEmpty(member.person())
                        .flatMap(person -> confirmations.stand(
                                organization, person, clientId(organization, person), member.standing())));
    }

    /** They sign in no more, and are out everywhere within a second. An invitation cannot be blocked, but revoked. */
    public Mono<Member> block(Organization organization, String id, String by) {
        return blocked(organization, id)
                .doOnNext(member -> written(Happening.MEMBER_BLOCKED, organization, member, by));
    }

    public Mono<Member> unblock(Organization organization, String id, String by) {
        return members.change(
                        organization.name(),
                        id,
                        member -> member.state() == State.BLOCKED ? member.in(State.ACTIVE) : member)
                .doOnNext(member -> written(Happening.MEMBER_UNBLOCKED, organization, member, by));
    }

    /**
     * Blocked first, so that nobody signs in while their sessions end: if that does not succeed, they stay blocked, and it can be
     * asked for again.
     */
    public Mono<Member> remove(Organization organization, String id, String by) {
        return blocked(organization, id)
                .delayUntil(member -> members.removeIf(organization.name(), id, State.BLOCKED))
                .doOnNext(member -> written(Happening.MEMBER_REMOVED, organization, member, by));
    }

    private Mono<Member> blocked(Organization organization, String id) {
        return members.change(
                        organization.name(),
                        id,
                        member -> member.person().isPresent() ? member.in(State.BLOCKED) : member)
                .filter(member -> member.state() == State.BLOCKED)
                .delayUntil(member -> out(organization, member.person().orElseThrow()));
    }

    /** Sign-ins under way whose look-up came before look once more. */
    private Mono<Long> out(Organization organization, PersonId person) {
        return revocation.everywhere(organization.name(), person, clientId(organization, person), clock.instant());
    }

    private static String clientId(Organization organization, PersonId person) {
        return organization
                .throughIssuer(person.issuer())
                .identityProvider()
                .map(IdentityProvider::clientId)
                .orElse("");
    }

    private void written(Happening event, Organization organization, Member member, String by) {
        audit.event(event, organization.name())
                .with("member", member.id())
                .with("subject", member.person().map(PersonId::subject).orElse("-"))
                .with("username", member.title())
                .with("role", member.role().orElse("-"))
                .with("by", by)
                .write();
    }
}
