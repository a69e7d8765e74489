package io.gatehouse.member;

import io.gatehouse.identity.Claims;
import io.gatehouse.identity.Identity;
import io.gatehouse.organization.Membership;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.RoleMapping;
import io.gatehouse.problem.Problem;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What becomes of somebody who has signed in at the organization's identity provider. */
sealed interface Admission {

    /** Is a member, and known by who they are. */
    record In(Member member) implements Admission {}

    /** Accepts their invitation, and is bound to it for good. */
    record Joins(Member invited) implements Admission {}

    /** Is entered just in time. */
    record Enters() implements Admission {}

    /** Is not let in. */
    record Out(Problem problem) implements Admission {}

    /**
     * Decides. What is found is looked at once more, so that no store's mistake hands somebody another's membership.
     *
     * @param bound the entry that is bound to this person
     * @param invited the entry that has this person's verified address, and is bound to nobody
     * @param isFirst whether the operator's file names their address under {@code admins}, and nobody has come with it before
     */
    static Admission of(
            Organization organization,
            Claims claims,
            Optional<Member> bound,
            Optional<Member> invited,
            boolean isFirst,
            Instant now) {
        Optional<Member> own = bound.filter(
                member -> member.person().filter(claims.person()::equals).isPresent());
        if (own.isPresent()) {
            return own.get().state() == Member.State.BLOCKED ? new Out(Problem.MEMBER_BLOCKED) : new In(own.get());
        }
        Optional<Member> theirs = invited.filter(member -> isFor(member, claims));
        boolean inTime = theirs.flatMap(Member::invitation)
                .filter(open -> !open.isOver(now))
                .isPresent();
        if (inTime) {
            return new Joins(theirs.orElseThrow());
        }
        if (isFirst || comesInAlone(organization, claims)) {
            return new Enters();
        }
        return new Out(theirs.isPresent() ? Problem.INVITATION_OVER : Problem.NOT_A_MEMBER);
    }

    /** By the whole address, as the identity provider vouches for it: whoever can write any address into a claim is nobody's guest. */
    private static boolean isFor(Member member, Claims claims) {
        return member.state() == Member.State.INVITED
                && member.person().isEmpty()
                && member.invitation()
                        .map(Invitation::address)
                        .filter(address ->
                                claims.verifiedEmail().filter(address::equals).isPresent())
                        .isPresent();
    }

    private static boolean comesInAlone(Organization organization, Claims claims) {
        Membership members = organization.members();
        boolean admits =
                switch (members.admit()) {
                    case ANYONE -> true;
                    case DOMAINS ->
                        claims.verifiedEmail()
                                .filter(address -> members.emailDomains().contains(address.domain()))
                                .isPresent();
                    case INVITED -> false;
                };
        // Admins are so by the file or their groups; without them nobody could invite anybody.
        return admits || Identity.of(organization, claims).holdsAny(Set.of(RoleMapping.ADMIN));
    }
}
