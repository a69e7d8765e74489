package io.gatehouse.route.access;

import io.gatehouse.identity.Identity;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.Organizations;
import io.gatehouse.organization.Sso;
import io.gatehouse.problem.Problem;
import io.gatehouse.problem.Refusal;
import io.gatehouse.text.Text;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Decides who may take a route, or a part of it; everything is refused that no line here lets through. */
public final class AccessRoom {

    /**
     * @param rule of the route, that the request has come to
     * @param organizations all of them, of which this is one
     * @param identity empty for a stranger
     */
    public Decision decide(
            Rule rule, Organization organization, Organizations organizations, Optional<Identity> identity) {
        if (rule.allow() instanceof Access.Nobody) {
            return new Decision.Refuse(nobodys(rule, organization));
        }
        if (rule.allow() instanceof Access.Anyone) {
            return new Decision.LetThrough(identity.filter(person -> isMember(organization, person)));
        }
        if (organization.sso() == Sso.OFF) {
            return refuse(Problem.ORGANIZATION_OFF, organization, "sso: off");
        }
        return identity.map(person -> decide(rule, organization, organizations, person))
                .orElseGet(Decision.SignInFirst::new);
    }

    /** What {@link Access.Nobody} comes to, without a look at who asks. */
    public static Refusal nobodys(Rule rule, Organization organization) {
        return Refusal.of(Problem.UNKNOWN_ADDRESS, where(organization, rule) + ": nobody may take it");
    }

    private static Decision decide(Rule rule, Organization organization, Organizations organizations, Identity person) {
        Decision member = decideMember(organization, person);
        return member instanceof Decision.LetThrough && rule.allow() instanceof Access.MembersWith wanted
                ? decide(rule, wanted, organization, organizations, person)
                : member;
    }

    private static boolean isMember(Organization organization, Identity person) {
        return organization.sso() != Sso.OFF && decideMember(organization, person) instanceof Decision.LetThrough;
    }

    private static Decision decideMember(Organization organization, Identity person) {
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
        return new Decision.LetThrough(Optional.of(person));
    }

    private static Decision decide(
            Rule rule,
            Access.MembersWith wanted,
            Organization organization,
            Organizations organizations,
            Identity person) {
        List<List<Lack>> lacks = wanted.either().stream()
                .map(requirement -> requirement.lacks(person, organizations))
                .toList();
        if (lacks.stream().anyMatch(List::isEmpty)) {
            return new Decision.LetThrough(Optional.of(person));
        }
        if (lacks.stream().anyMatch(lack -> lack.stream().allMatch(Lack::isUnknown))) {
            return new Decision.SignInFirst(); // the rule is younger than their sign-in: another one brings the claim
        }
        return lacking(rule, wanted, organization, person, lacks);
    }

    private static Decision lacking(
            Rule rule, Access.MembersWith wanted, Organization organization, Identity person, List<List<Lack>> lacks) {
        String cause = where(organization, rule) + ": roles: " + person.roles() + " (expected: "
                + wanted.either().stream().map(Requirement::toString).collect(Collectors.joining(", or ")) + ")"
                + (person.claims().groupsWithheld() ? "; the person's groups were too many to come" : "");
        boolean rolesAlone = lacks.stream().flatMap(List::stream).allMatch(Lack.Role.class::isInstance);
        if (rolesAlone) {
            return new Decision.Refuse(Refusal.of(Problem.ROLE_MISSING, cause));
        }
        Text missing = lacks.stream()
                .map(lack -> lack.stream()
                        .map(Lack::words)
                        .distinct()
                        .reduce(Lack::both)
                        .orElseThrow())
                .distinct()
                .reduce(Lack::either)
                .orElseThrow();
        return new Decision.Refuse(
                Refusal.of(Problem.NOT_FOR_THEM, cause).saying(new Text("need", Map.of("what", missing))));
    }

    private static Decision withoutGroups(Organization organization) {
        return new Decision.Refuse(Refusal.of(
                        Problem.NOT_A_MEMBER,
                        "access: " + organization.name() + ": no role granted; "
                                + organization.roles().claim()
                                + ": too many for the token (group-overage: default-role)")
                .saying(Text.of("need.groups-withheld")));
    }

    private static Decision refuse(Problem problem, Organization organization, String cause) {
        return new Decision.Refuse(Refusal.of(problem, "access: " + organization.name() + ": " + cause));
    }

    /** Which rule it was, unless it is the route's only one. */
    private static String where(Organization organization, Rule rule) {
        String all = "access: " + organization.name();
        return rule.isRest() ? all : all + ": " + rule;
    }
}
