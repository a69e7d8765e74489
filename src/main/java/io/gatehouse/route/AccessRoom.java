package io.gatehouse.route;

import io.gatehouse.identity.Identity;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.Sso;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import java.util.Optional;

/** Decides who may take a route; everything is refused that no line here lets through. */
public final class AccessRoom {

    /** @param identity empty for a stranger */
    public Decision decide(Route route, Organization organization, Optional<Identity> identity) {
        if (route.access() instanceof Access.Anyone) {
            return new Decision.LetThrough(identity.filter(person -> isMember(organization, person)));
        }
        return decideMembers(route.access(), organization, identity);
    }

    private static boolean isMember(Organization organization, Identity person) {
        return decideMembers(new Access.Members(), organization, Optional.of(person)) instanceof Decision.LetThrough;
    }

    private static Decision decideMembers(Access access, Organization organization, Optional<Identity> identity) {
        if (organization.sso() == Sso.OFF) {
            return refuse(Problem.ORGANIZATION_OFF, organization, "sso: off");
        }
        return identity.map(person -> decide(access, organization, person)).orElseGet(Decision.SignInFirst::new);
    }

    private static Decision decide(Access access, Organization organization, Identity person) {
        if (!person.organization().equals(organization.name())) {
            return new Decision.SignInFirst(); // the session room has refused it already; this is the second lock
        }
        if (person.roles().isEmpty()) {
            return person.claims().groupsWithheld()
                    ? withoutGroups(organization)
                    : refuse(Problem.NOT_A_MEMBER, organization, "no role granted");
        }
        if (!person.isAdmitted(organization)) {
            return refuse(Problem.PILOT_ONLY, organization, "sso: pilot, not named");
        }
        if (access instanceof Access.Roles wanted && !person.holdsAny(wanted.roles())) {
            return refuse(
                    Problem.ROLE_MISSING,
                    organization,
                    "roles: " + person.roles() + " (expected: " + wanted.roles() + ")"
                            + (person.claims().groupsWithheld() ? "; the person's groups were too many to come" : ""));
        }
        return new Decision.LetThrough(Optional.of(person));
    }

    private static Decision withoutGroups(Organization organization) {
        return new Decision.Refuse(Refusal.of(
                        Problem.NOT_A_MEMBER,
                        "access: " + organization.name() + ": no role granted; "
                                + organization.roles().claim()
                                + ": too many for the token (group-overage: default-role)")
                .saying("You are in more groups than your company’s sign-in can tell us."));
    }

    private static Decision refuse(Problem problem, Organization organization, String cause) {
        return new Decision.Refuse(Refusal.of(problem, "access: " + organization.name() + ": " + cause));
    }
}
