package io.gatehouse.config.provider;

import io.gatehouse.config.source.Kinds;
import io.gatehouse.config.source.Place;
import io.gatehouse.config.source.Section;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.RoleMapping;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code roles}: the organization's, or those of one of its several identity providers. */
public final class RolesReader {

    private static final String NOBODY = "none";

    private RolesReader() {}

    /** @param otherwise whose default role holds where the section names none */
    public static RoleMapping read(Section section, RoleMapping otherwise) {
        ClaimPath claim = section.read("claim", ClaimPath::new)
                .orElse(RoleMapping.standard().claim());
        Optional<String> named = section.read("default", RolesReader::roleOrNobody);
        Optional<String> fallback =
                section.has("default") ? named.filter(role -> !role.equals(NOBODY)) : otherwise.fallback();
        Section grant = section.section("grant");
        Map<String, Set<String>> grants = new LinkedHashMap<>();
        for (String role : grant.keys()) {
            if (!RoleMapping.isRole(role)) {
                grant.place(role).problem(role + " (expected: " + RoleMapping.EXPECTED_ROLE + ")");
            }
            grants.put(role, Set.copyOf(grant.list(role, Kinds::text)));
        }
        section.end();
        return Place.made(() -> new RoleMapping(claim, fallback, grants), section::place)
                .orElseGet(RoleMapping::standard);
    }

    private static String roleOrNobody(String text) {
        if (!text.equals(NOBODY) && !RoleMapping.isRole(text)) {
            throw Kinds.refused(text, "none, or a role: " + RoleMapping.EXPECTED_ROLE);
        }
        return text;
    }
}
