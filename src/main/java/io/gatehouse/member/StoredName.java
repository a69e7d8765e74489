package io.gatehouse.member;

import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.PersonId;
import io.gatehouse.secret.Digest;

/**
 * By what the store finds a member: a digest, so that whoever reads there learns no names. It has no key in it: with another
 * {@code gateway.secret-key} somebody who is blocked would otherwise be a stranger again.
 */
final class StoredName {

    private StoredName() {}

    static String of(OrganizationName organization, PersonId person) {
        return Digest.of("person", organization.value(), person.issuer(), person.subject());
    }

    static String of(OrganizationName organization, EmailAddress address) {
        return Digest.of("address", organization.value(), address.value());
    }

    /** Of whoever is admin by that address. */
    static String ofAdmin(OrganizationName organization, EmailAddress address) {
        return Digest.of("admin", organization.value(), address.value());
    }
}
