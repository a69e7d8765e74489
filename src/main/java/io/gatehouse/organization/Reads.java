package io.gatehouse.organization;

import java.util.Set;

/**
 * What routes read of people besides their roles. An organization has it, since what nobody reads is not kept of its people.
 *
 * @param claims whose values sessions keep
 * @param groups that some rule of a route names
 */
public record Reads(Set<ClaimPath> claims, Set<String> groups) {

    public static final Reads NOTHING = new Reads(Set.of(), Set.of());

    public Reads {
        claims = Set.copyOf(claims);
        groups = Set.copyOf(groups);
    }
}
