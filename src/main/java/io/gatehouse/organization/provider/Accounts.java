package io.gatehouse.organization.provider;

import io.gatehouse.organization.entra.Directory;
import java.util.Set;

/**
 * Which accounts are the organization's own, at an identity provider whose issuer serves everybody.
 *
 * @param tenants of Microsoft Entra ID, by their ids in lower case
 * @param hostedDomains of Google Workspace, in lower case
 */
public record Accounts(Set<String> tenants, Set<String> hostedDomains) {

    public static final String EXPECTED_TENANT =
            "a tenant id such as 8b87af7d-8647-4dc7-8df4-5f69a2011bb5; not that of personal accounts, which anybody can make";

    public Accounts {
        tenants = Set.copyOf(tenants);
        hostedDomains = Set.copyOf(hostedDomains);
    }

    /** Whether the text is the id of a tenant that is a company's. */
    public static boolean isTenant(String text) {
        return Directory.isTenantId(text) && !text.equalsIgnoreCase(Directory.PERSONAL_ACCOUNTS);
    }

    /** Where the issuer itself is the organization's alone. */
    public static Accounts all() {
        return new Accounts(Set.of(), Set.of());
    }
}
