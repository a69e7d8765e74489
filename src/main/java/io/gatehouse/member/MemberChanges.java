package io.gatehouse.member;

import io.gatehouse.audit.Audit;
import io.gatehouse.audit.Happening;
import io.gatehouse.member.Member.State;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.PersonId;
import io.gatehouse.organization.RoleMapping;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.session.Confirmations;
import io.gatehouse.session.Revocation;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * What an admin makes of a member, and what becomes of that member's sessions. Empty answers say that there is no such member;
 * errors are {@link Refusal}, 503 when the store is away: to do it once more is harmless.
 */
public final class MemberChanges {

    /** What else of a person's does what only an admin may, and would outlive them. */
    public interface Powers {

        /** Errors as of the changes themselves; to be ended once more is harmless. */
        Mono<Void> end(OrganizationName organization, PersonId person, String by);
    }

    private final SealedMembers members;
    private final Directory directory;
    private final Revocation revocation;
    private final Confirmations confirmations;
    private final Powers powers;
    private final Audit audit;
    private final Clock clock;

    public MemberChanges(
            SealedMembers members,
            Directory directory,
            Revocation revocation,
            Confirmations confirmations,
            Powers powers,
            Audit audit,
            Clock clock) {
        this.members = members;
        this.directory = directory;
        this.revocation = revocation;
        this.confirmations = confirmations;
        this.powers = powers;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Another role from their next request on, wherever they are signed in. With one that is not admin their API keys end, and
     * again whenever it is given: no key is left over by a change that stopped half way.
     *
     * @param role empty: only what the mapping of claims gives
     */
    public Mono<Member> setRole(Organization organization, String id, Optional<String> role, String by) {
        return somebodyStaysAdmin(organization, id, role)
                .then(members.change(organization.name(), id, member -> member.withRole(role)))
                .doOnNext(member -> written(Happening.MEMBER_ROLE, organization, member, by))
                .delayUntil(member -> Mono.justOrEmpty(member.person())
                        .flatMap(person -> confirmations.stand(
                                organization, person, clientId(organization, person), member.standing())))
                .delayUntil(member -> isAdmins(role) ? Mono.empty() : powerless(organization, member, by));
    }

    /** They sign in no more, and are out everywhere within a second. An invitation cannot be blocked, but revoked. */
    public Mono<Member> block(Organization organization, String id, String by) {
        return somebodyStaysAdmin(organization, id, Optional.empty())
                .then(blocked(organization, id, by))
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
        return somebodyStaysAdmin(organization, id, Optional.empty())
                .then(blocked(organization, id, by))
                .delayUntil(member -> members.removeIf(organization.name(), id, State.BLOCKED))
                .doOnNext(member -> written(Happening.MEMBER_REMOVED, organization, member, by));
    }

    /**
     * {@link Refusal} 409 where nobody is admin but by a role that an admin has given, and this is the last of those: nobody
     * could undo it. Blocking one who is admin otherwise, too, is for whoever said so in that other place.
     */
    private Mono<Void> somebodyStaysAdmin(Organization organization, String id, Optional<String> role) {
        boolean stays = isAdmins(role)
                || !organization.admins().isEmpty()
                || !organization.boundAdmins().isEmpty()
                || !organization
                        .roles()
                        .grants()
                        .getOrDefault(RoleMapping.ADMIN, Set.of())
                        .isEmpty();
        return stays
                ? Mono.empty()
                : isLastAdmin(organization.name(), id)
                        .filter(last -> last)
                        .flatMap(last -> Mono.error(Refusal.of(
                                Problem.LAST_ADMIN,
                                "members: " + organization.name() + ": " + id + ": the last admin")));
    }

    private Mono<Boolean> isLastAdmin(OrganizationName organization, String id) {
        return directory
                .all(organization)
                .filter(member -> member.state() == State.ACTIVE && isAdmins(member.role()))
                .map(Member::id)
                .take(2)
                .collectList()
                .map(List.of(id)::equals);
    }

    private static boolean isAdmins(Optional<String> role) {
        return role.filter(RoleMapping.ADMIN::equals).isPresent();
    }

    private Mono<Member> blocked(Organization organization, String id, String by) {
        return members.change(
                        organization.name(),
                        id,
                        member -> member.person().isPresent() ? member.in(State.BLOCKED) : member)
                .filter(member -> member.state() == State.BLOCKED)
                .delayUntil(member -> out(organization, member.person().orElseThrow()))
                .delayUntil(member -> powerless(organization, member, by));
    }

    private Mono<Void> powerless(Organization organization, Member member, String by) {
        return Mono.justOrEmpty(member.person()).flatMap(person -> powers.end(organization.name(), person, by));
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
