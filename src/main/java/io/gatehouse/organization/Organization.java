package io.gatehouse.organization;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One organization: who its people are, how they sign in and what they may become.
 *
 * @param title its name for people
 * @param pilot who gets in while {@code sso: pilot}, beside the admins
 * @param admins who is admin by verified e-mail address
 * @param identityProvider empty until its admin has entered one
 * @param upstreams by route name: where that route leads for this organization
 */
public record Organization(
        OrganizationName name,
        String title,
        Sso sso,
        Set<EmailAddress> pilot,
        Set<EmailAddress> admins,
        Optional<IdentityProvider> identityProvider,
        Membership members,
        RoleMapping roles,
        SessionLimits sessions,
        Map<String, URI> upstreams) {

    public Organization {
        pilot = Set.copyOf(pilot);
        admins = Set.copyOf(admins);
        upstreams = Map.copyOf(upstreams);
    }
}
