package io.gatehouse.identity;

import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.RoleMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A person signed in to one organization, as that organization's present configuration sees them.
 *
 * @param standing as a member; empty where nobody has looked
 * @param roles most privileged first; empty: they are known but not let in
 */
public record Identity(OrganizationName organization, Claims claims, Optional<Standing> standing, List<String> roles) {

    public Identity {
        roles = List.copyOf(roles);
    }

    public Identity(OrganizationName organization, Claims claims, List<String> roles) {
        this(organization, claims, Optional.empty(), roles);
    }

    /** Somebody of whom nothing is known but what their identity provider says. */
    public static Identity of(Organization organization, Claims claims) {
        return of(organization, claims, Optional.empty());
    }

    /** Of several identity providers, through the one that said it. */
    public static Identity of(Organization organization, Claims claims, Optional<Standing> standing) {
        Organization way = claims.through(organization);
        Claims believed = claims.believedBy(way);
        return new Identity(way.name(), believed, standing, roles(way, believed, standing));
    }

    /** The organization through the identity provider of this person; as it is for a stranger. */
    public static Organization through(Organization organization, Optional<Identity> person) {
        return person.map(known -> known.claims().through(organization)).orElse(organization);
    }

    public boolean holdsAny(Set<String> wanted) {
        return roles.stream().anyMatch(wanted::contains);
    }

    /** Whether this person gets in while their organization is in this state of {@code sso:}. */
    public boolean isAdmitted(Organization organization) {
        return switch (organization.sso()) {
            case ENFORCED -> true;
            case OFF -> false;
            case PILOT -> roles.contains(RoleMapping.ADMIN) || isNamed(organization.pilot());
        };
    }

    private boolean isNamed(Set<EmailAddress> people) {
        return claims.verifiedEmail().filter(people::contains).isPresent();
    }

    private static List<String> roles(Organization organization, Claims claims, Optional<Standing> standing) {
        Optional<String> given = standing.flatMap(Standing::role);
        List<String> roles = new ArrayList<>(organization.roles().rolesFor(claims.groups(), given));
        boolean namedAdmin = organization.boundAdmins().contains(claims.person())
                || claims.verifiedEmail()
                        .filter(organization.admins()::contains)
                        .isPresent();
        if (namedAdmin && !roles.contains(RoleMapping.ADMIN)) {
            roles.add(0, RoleMapping.ADMIN);
        }
        // Fails closed: where strangers are not admitted, nobody is let in whose membership has not been looked at.
        boolean mayBeStranger = standing.isPresent() || organization.members().admitsStrangers();
        return mayBeStranger || roles.contains(RoleMapping.ADMIN) ? roles : List.of();
    }
}
