package io.gatehouse.organization;

import java.util.List;
import java.util.Optional;

/**
 * The several identity providers of an organization. Nothing signs in to the organization as such then, but to the organization
 * <em>through</em> one of them: whatever forgets to choose finds no identity provider at all.
 *
 * @param chosen through which of several this organization is seen; empty where there is one, or none is chosen
 * @param each the organization through each, in the order of its file; empty where there is one, or one is chosen
 * @param names of all of them, in that order
 */
public record IdentityProviders(Optional<NamedProvider> chosen, List<Organization> each, List<String> names) {

    /** One, or none entered yet. */
    public static final IdentityProviders ONE = new IdentityProviders(Optional.empty(), List.of(), List.of());

    public IdentityProviders {
        each = List.copyOf(each);
        names = List.copyOf(names);
    }
}
