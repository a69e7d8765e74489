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

    /** As they would be if nobody before them had come with their address: for what is tried out or explained, and lets nobody in. */
    public static Identity ofFirst(Organization organization, Claims claims) {
        Organization way = claims.through(organization);
        Claims believed = claims.believedBy(way);
        boolean isFirst =
                believed.verifiedEmail().filter(way.admins()::contains).isPresent();
        List<String> roles = roles(way, believed, Optional.empty());
        return new Identity(
                way.name(),
                believed,
                Optional.empty(),
                isFirst ? withAdmin(rolesOf(way, believed, Optional.empty())) : roles);
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
        List<String> mapped = rolesOf(organization, claims, standing);
        List<String> roles = isNamedAdmin(organization, claims, standing) ? withAdmin(mapped) : mapped;
        // Fails closed: where strangers are not admitted, nobody is let in whose membership has not been looked at.
        boolean mayBeStranger = standing.isPresent() || organization.members().admitsStrangers();
        return mayBeStranger || roles.contains(RoleMapping.ADMIN) ? roles : List.of();
    }

    /** By the address that they claimed, whatever theirs is now; one that its provider may not vouch for any more is none. */
    private static boolean isNamedAdmin(Organization organization, Claims claims, Optional<Standing> standing) {
        return organization.boundAdmins().contains(claims.person())
                || standing.flatMap(Standing::claimed)
                        .filter(organization.admins()::contains)
                        .filter(organization.identityProviders()::believes)
                        .isPresent();
    }

    private static List<String> rolesOf(Organization organization, Claims claims, Optional<Standing> standing) {
        return organization.roles().rolesFor(claims.groups(), standing.flatMap(Standing::role));
    }

    private static List<String> withAdmin(List<String> roles) {
        if (roles.contains(RoleMapping.ADMIN)) {
            return roles;
        }
        List<String> more = new ArrayList<>(roles);
        more.add(0, RoleMapping.ADMIN);
        return more;
    }
}
