package io.gatehouse.organization;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which values of a claim give which role.
 *
 * @param fallback the role of whoever is granted none ({@code default:}); empty: they do not get in
 * @param grants role to values of the claim, most privileged first, in the order of the file
 */
public record RoleMapping(ClaimPath claim, Optional<String> fallback, Map<String, Set<String>> grants) {

    /** The role that may open the settings pages. */
    public static final String ADMIN = "admin";

    public static final String EXPECTED_ROLE =
            "1 to 40 of a-z, 0-9, - and _, not “anyone”, “members”, “nobody” or “none”";

    private static final Pattern ROLE = Pattern.compile("[a-z0-9_-]{1,40}");
    private static final Set<String> TAKEN = Set.of("anyone", "members", "nobody", "none");

    public RoleMapping {
        Map<String, Set<String>> ordered = new LinkedHashMap<>();
        grants.forEach((role, values) -> ordered.put(role, Set.copyOf(values)));
        grants = Collections.unmodifiableMap(ordered);
        if (fallback.filter(ADMIN::equals).isPresent()) {
            throw new IllegalArgumentException("default: admin (expected: another role; everybody would be admin)");
        }
    }

    /** {@code claim: groups}, {@code default: member}, no grants. */
    public static RoleMapping standard() {
        return new RoleMapping(new ClaimPath("groups"), Optional.of("member"), Map.of());
    }

    public static boolean isRole(String text) {
        return ROLE.matcher(text).matches() && !TAKEN.contains(text);
    }

    /**
     * The roles these values give, most privileged first; the default role when there is none.
     *
     * @param given beside them, by an admin; worth nothing when it is no role here any more
     */
    public List<String> rolesFor(Collection<String> values, Optional<String> given) {
        List<String> roles = new ArrayList<>();
        if (isGiven(ADMIN, given) && !grants.containsKey(ADMIN)) {
            roles.add(ADMIN);
        }
        grants.forEach((role, granting) -> {
            if (isGiven(role, given) || values.stream().anyMatch(granting::contains)) {
                roles.add(role);
            }
        });
        if (roles.isEmpty() || fallback.isPresent() && fallback.equals(given) && !roles.contains(fallback.get())) {
            fallback.ifPresent(roles::add);
        }
        return List.copyOf(roles);
    }

    private static boolean isGiven(String role, Optional<String> given) {
        return given.filter(role::equals).isPresent();
    }

    /** All that anyone here can hold, most privileged first. */
    public List<String> roles() {
        Set<String> all = new LinkedHashSet<>();
        if (!grants.containsKey(ADMIN)) {
            all.add(ADMIN);
        }
        all.addAll(grants.keySet());
        fallback.ifPresent(all::add);
        return List.copyOf(all);
    }

    /** The same, where an admin can give these roles too, which no value gives. */
    RoleMapping knowing(Collection<String> others) {
        Map<String, Set<String>> all = new LinkedHashMap<>(grants);
        others.stream().filter(role -> !knows(role)).forEach(role -> all.put(role, Set.of()));
        return new RoleMapping(claim, fallback, all);
    }

    /** Whether the value gives a role. */
    public boolean grantsBy(String value) {
        return grants.values().stream().anyMatch(granting -> granting.contains(value));
    }

    /** Whether anyone of this organization can hold the role. */
    public boolean knows(String role) {
        return role.equals(ADMIN)
                || grants.containsKey(role)
                || fallback.filter(role::equals).isPresent();
    }
}
