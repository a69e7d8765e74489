package io.gatehouse.settings;

import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.RoleMapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which values of the claim with the groups give which role, as an organization's admin entered it. All of it is literal.
 *
 * @param fallback the role of whoever is granted none; empty: they do not get in
 * @param grants most privileged first; a list, since two that differ in their order are different
 */
public record RoleGrants(Optional<String> fallback, List<Grant> grants) {

    /** A role, with the values that give it. */
    public record Grant(String role, List<String> values) {

        public Grant {
            values = List.copyOf(values);
        }
    }

    public RoleGrants {
        grants = List.copyOf(grants);
    }

    public static RoleGrants of(RoleMapping mapping) {
        List<Grant> grants = new ArrayList<>();
        mapping.grants()
                .forEach((role, values) ->
                        grants.add(new Grant(role, values.stream().sorted().toList())));
        return new RoleGrants(mapping.fallback(), grants);
    }

    /** The same as rules read it. */
    public RoleMapping mapping(ClaimPath claim) {
        Map<String, Set<String>> byRole = new LinkedHashMap<>();
        grants.forEach(grant -> byRole.put(grant.role(), Set.copyOf(grant.values())));
        return new RoleMapping(claim, fallback, byRole);
    }

    /** For the audit. */
    public Map<String, String> told() {
        return Map.of(
                "default", fallback.orElse("none"),
                "grants",
                        grants.stream()
                                .map(grant -> grant.role() + ": " + String.join(", ", grant.values()))
                                .collect(Collectors.joining("; ")));
    }

    /** Whether some value makes an admin. */
    public boolean makesAdmins() {
        return grants.stream()
                .anyMatch(grant -> grant.role().equals(RoleMapping.ADMIN)
                        && !grant.values().isEmpty());
    }
}
