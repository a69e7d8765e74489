package io.gatehouse.command.explain;

import io.gatehouse.organization.Organization;
import io.gatehouse.organization.RoleMapping;
import io.gatehouse.route.access.Access;
import io.gatehouse.route.access.Decision;
import io.gatehouse.route.access.Requirement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a rule asks for, and how people of an organization come by it. */
public final class Asked {

    private Asked() {}

    /** Whom it lets in. */
    public static String words(Access access) {
        if (access instanceof Access.MembersWith wanted) {
            return "members with "
                    + wanted.either().stream().map(Requirement::toString).collect(Collectors.joining(", or "));
        }
        return access instanceof Access.Anyone ? "anyone" : access instanceof Access.Nobody ? "nobody" : "members";
    }

    /** What it comes to. */
    public static String words(Decision decision) {
        if (decision instanceof Decision.Refuse refuse) {
            return "Refused with " + refuse.refusal().problem().status() + " ("
                    + refuse.refusal().problem().code() + "): "
                    + refuse.refusal().cause();
        }
        return decision instanceof Decision.SignInFirst
                ? "They are sent to sign in; scripts get 401 (GH-3001)."
                : "Let through.";
    }

    /** All that somebody of the organization can hold. */
    public static Set<String> roles(Organization organization) {
        Set<String> roles = new TreeSet<>(organization.roles().grants().keySet());
        roles.add(RoleMapping.ADMIN);
        organization.roles().fallback().ifPresent(roles::add);
        return roles;
    }

    /** What somebody would need, a line each; under each role, what gives it at this organization. */
    public static List<String> ways(Access access, Organization organization) {
        Collection<Requirement> either = access instanceof Access.MembersWith wanted ? wanted.either() : List.of();
        if (either.isEmpty()) {
            return List.of("any role: " + anyRole(organization));
        }
        List<String> needs = new ArrayList<>();
        for (Requirement requirement : either) {
            needs.add((needs.isEmpty() ? "" : "or ") + requirement);
            requirement.roles().forEach(role -> needs.add("  " + role + ": " + from(role, organization)));
        }
        return needs;
    }

    private static String anyRole(Organization organization) {
        return organization
                .roles()
                .fallback()
                .map(role -> "whoever signs in is " + role)
                .orElse("one that a group grants: " + organization.roles().grants());
    }

    private static String from(String role, Organization organization) {
        List<String> ways = new ArrayList<>();
        Set<String> groups = organization.roles().grants().getOrDefault(role, Set.of());
        if (!groups.isEmpty()) {
            ways.add(organization.roles().claim() + ": "
                    + groups.stream().sorted().toList());
        }
        if (organization.roles().fallback().filter(role::equals).isPresent()) {
            ways.add("no role by a group");
        }
        if (role.equals(RoleMapping.ADMIN) && !organization.admins().isEmpty()) {
            ways.add("an address under admins");
        }
        return ways.isEmpty() ? "nobody at " + organization.name() + " has it" : String.join(", or ", ways);
    }
}
