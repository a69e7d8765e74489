package io.gatehouse.organization;

import io.gatehouse.request.PublicUrl;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** All organizations of one configuration, found by name, host or claimed e-mail domain in one look-up. */
public final class Organizations {

    private final Map<OrganizationName, Organization> byName = new HashMap<>();
    private final Map<String, OrganizationName> byEmailDomain = new HashMap<>();
    private final Map<String, PublicUrl> origins = new HashMap<>();
    private final Map<PublicUrl, OrganizationName> owners = new HashMap<>();

    public Organizations(Collection<Organization> organizations) {
        for (Organization organization : organizations) {
            byName.put(organization.name(), organization);
            organization.members().emailDomains().forEach(domain -> byEmailDomain.put(domain, organization.name()));
            for (PublicUrl origin : organization.hosts()) {
                owners.put(origin, organization.name());
                origin.hostHeaders().forEach(host -> origins.put(host, origin));
            }
        }
    }

    public Optional<Organization> find(OrganizationName name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The origin of an organization that a Host header names; it is in lower case. */
    public Optional<PublicUrl> originOf(String host) {
        return Optional.ofNullable(origins.get(host));
    }

    /** Whether some have origins of their own. */
    public boolean haveOrigins() {
        return !owners.isEmpty();
    }

    /** @param origin as browsers write it, in lower case */
    public boolean haveOrigin(String origin) {
        String host = origin.substring(origin.lastIndexOf('/') + 1);
        return originOf(host).filter(known -> known.toString().equals(origin)).isPresent();
    }

    /** Whose own origin this is; empty for those that are nobody's. */
    public Optional<OrganizationName> ownerOf(PublicUrl origin) {
        return Optional.ofNullable(owners.get(origin));
    }

    public Collection<Organization> all() {
        return byName.values();
    }

    /**
     * Whether some reader could take the text for an address in a domain that another organization than this one claims. Not
     * only {@link EmailAddress} reads addresses: behind each {@code @}, of whatever width, whatever stands before it, the
     * domain counts.
     */
    public boolean isClaimedByAnother(String text, OrganizationName than) {
        return MentionedDomains.in(text).stream()
                .map(byEmailDomain::get)
                .anyMatch(owner -> owner != null && !owner.equals(than));
    }
}
