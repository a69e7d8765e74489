package io.gatehouse.organization;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** All organizations of one configuration, found by name or by a claimed e-mail domain in one look-up. */
public final class Organizations {

    private final Map<OrganizationName, Organization> byName = new HashMap<>();
    private final Map<String, OrganizationName> byEmailDomain = new HashMap<>();

    public Organizations(Collection<Organization> organizations) {
        for (Organization organization : organizations) {
            byName.put(organization.name(), organization);
            organization.members().emailDomains().forEach(domain -> byEmailDomain.put(domain, organization.name()));
        }
    }

    public Optional<Organization> find(OrganizationName name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Collection<Organization> all() {
        return byName.values();
    }

    /** Whether the text is an address in a domain that another organization than this one claims. */
    public boolean isClaimedByAnother(String text, OrganizationName than) {
        return EmailAddress.parse(text)
                .map(email -> byEmailDomain.get(email.domain()))
                .filter(owner -> !owner.equals(than))
                .isPresent();
    }
}
