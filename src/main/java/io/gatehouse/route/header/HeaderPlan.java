package io.gatehouse.route.header;

import io.gatehouse.organization.ClaimPath;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which headers tell a route's upstream of people.
 *
 * @param headers what each says, by name; no two names fold to the same
 * @param groups which of a person's groups are told, also in the signed assertion
 * @param budget how many bytes all of these headers may take together, the signed assertion included
 */
public record HeaderPlan(Map<String, Fact> headers, Groups groups, int budget) {

    /** Which of a person's groups an upstream is told. */
    public enum Groups {
        /** Those that give a role, or that a route names. */
        USED,
        ALL
    }

    /** Leaves 2 KiB of the 8 that many servers take, for the rest of a request's head. */
    public static final int STANDARD_BUDGET = 6 * 1024;

    public static final HeaderPlan STANDARD =
            new HeaderPlan(Preset.OAUTH2_PROXY.headers(), Groups.USED, STANDARD_BUDGET);

    public HeaderPlan {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** The claims that a session must keep for it. */
    public Set<ClaimPath> claims() {
        Set<ClaimPath> claims = new LinkedHashSet<>();
        for (Fact fact : headers.values()) {
            if (fact instanceof Fact.Claim claim) {
                claims.add(claim.path());
            } else if (fact.equals(Fact.Known.NAME)) {
                claims.add(ClaimPath.NAME);
            }
        }
        return claims;
    }

    /** Whether one of its headers has this name, in some spelling. */
    public boolean writes(String name) {
        return FoldedNames.of(headers.keySet()).contains(name);
    }
}
