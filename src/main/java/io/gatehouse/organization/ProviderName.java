package io.gatehouse.organization;

/**
 * Which identity provider of which organization: what one of them does, or leaves undone, is kept apart from every other's.
 *
 * @param provider its name among several; empty where it is the only one
 */
public record ProviderName(OrganizationName organization, String provider) {

    @Override
    public String toString() {
        return provider.isEmpty() ? organization.value() : organization + "/" + provider;
    }
}
