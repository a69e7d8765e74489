package io.gatehouse.organization;

import java.util.Set;

/**
 * Who is admitted.
 *
 * @param emailDomains domains that are this organization's alone, in lower case
 */
public record Membership(Admit admit, Set<String> emailDomains) {

    /** Whom the organization lets in who is not a member yet. */
    public enum Admit {
        /** Everybody who signs in at its identity provider. */
        ANYONE,
        /** Those whose e-mail address, vouched for, is in one of its domains, and whoever is invited. */
        DOMAINS,
        /** Whoever is invited. */
        INVITED
    }

    public Membership {
        emailDomains = Set.copyOf(emailDomains);
        if (admit == Admit.DOMAINS && emailDomains.isEmpty()) {
            throw new IllegalArgumentException("admit: domains (expected: email-domains beside it)");
        }
    }

    public static Membership anyone() {
        return new Membership(Admit.ANYONE, Set.of());
    }

    /** Whether somebody comes in by signing in alone. */
    public boolean admitsStrangers() {
        return admit == Admit.ANYONE;
    }
}
