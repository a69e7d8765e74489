package io.gatehouse.organization;

import java.util.Set;

/**
 * Who is admitted.
 *
 * @param invitedOnly whether signing in at the identity provider is not enough
 * @param emailDomains domains that are this organization's alone, in lower case
 */
public record Membership(boolean invitedOnly, Set<String> emailDomains) {

    public Membership {
        emailDomains = Set.copyOf(emailDomains);
    }

    public static Membership anyone() {
        return new Membership(false, Set.of());
    }
}
