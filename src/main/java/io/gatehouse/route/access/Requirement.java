package io.gatehouse.route.access;

import io.gatehouse.identity.Identity;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organizations;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a member must have: one of each that is asked for.
 *
 * @param roles any, unless some are named; so are the others
 * @param groups as the identity provider sent them in the organization's {@code roles.claim}
 * @param emailDomains in lower case; only an address counts that the identity provider vouches for
 * @param claims of each of these claims, which of its values count
 */
public record Requirement(
        Set<String> roles, Set<String> groups, Set<String> emailDomains, Map<ClaimPath, Set<String>> claims) {

    /** In the order of the file, for whoever reads a message. */
    public Requirement {
        roles = inOrder(roles);
        groups = inOrder(groups);
        emailDomains = inOrder(emailDomains);
        Map<ClaimPath, Set<String>> ordered = new LinkedHashMap<>();
        claims.forEach((path, values) -> ordered.put(path, inOrder(values)));
        claims = Collections.unmodifiableMap(ordered);
    }

    /** Whether it asks for nothing, and so would let every member in. */
    public boolean isEmpty() {
        return roles.isEmpty() && groups.isEmpty() && emailDomains.isEmpty() && claims.isEmpty();
    }

    /** What a person lacks; empty when they meet it. */
    List<Lack> lacks(Identity person, Organizations organizations) {
        List<Lack> lacks = new ArrayList<>();
        if (!roles.isEmpty() && !person.holdsAny(roles)) {
            lacks.add(new Lack.Role());
        }
        if (!isMet(groups, person.claims().groups())) {
            lacks.add(new Lack.Group(person.claims().groupsWithheld()));
        }
        if (!emailDomains.isEmpty() && !hasAddress(person, organizations)) {
            lacks.add(new Lack.Address(emailDomains));
        }
        claims.forEach((path, wanted) -> {
            Optional<List<String>> values = person.claims().kept(path);
            if (values.filter(found -> isMet(wanted, found)).isEmpty()) {
                lacks.add(new Lack.Claim(values.isEmpty()));
            }
        });
        return lacks;
    }

    /** An identity provider may vouch for any address it likes: not for one in a domain that is another organization's. */
    private boolean hasAddress(Identity person, Organizations organizations) {
        return person.claims()
                .verifiedEmail()
                .filter(email -> emailDomains.contains(email.domain()))
                .map(EmailAddress::value)
                .filter(email -> !organizations.isClaimedByAnother(email, person.organization()))
                .isPresent();
    }

    private static boolean isMet(Set<String> wanted, Collection<String> values) {
        return wanted.isEmpty() || values.stream().anyMatch(wanted::contains);
    }

    /** As {@code routes.yaml} might write it. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        add(parts, "roles", roles);
        add(parts, "groups", groups);
        add(parts, "email-domains", emailDomains);
        claims.forEach((path, values) -> add(parts, "claims." + path, values));
        return String.join(" and ", parts);
    }

    private static void add(List<String> parts, String name, Set<String> values) {
        if (!values.isEmpty()) {
            parts.add(name + ": " + values);
        }
    }

    private static Set<String> inOrder(Set<String> values) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(values));
    }
}
