package io.gatehouse.config.route;

import io.gatehouse.config.source.Kinds;
import io.gatehouse.config.source.Place;
import io.gatehouse.config.source.Section;
import io.gatehouse.config.source.Section.Item;
import io.gatehouse.config.source.Value;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.Reads;
import io.gatehouse.organization.RoleMapping;
import io.gatehouse.route.access.Access;
import io.gatehouse.route.access.Requirement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads who may take a route or a part of it: a word, roles, or sections of what they must have. In a list, one of them is
 * enough; of a section's keys each must hold.
 */
public final class AccessReader {

    private static final String ANYONE = "anyone";
    private static final String MEMBERS = "members";
    private static final String NOBODY = "nobody";
    private static final Set<String> WORDS = Set.of(ANYONE, MEMBERS, NOBODY);
    private static final String EXPECTED = ANYONE + ", " + MEMBERS + ", " + NOBODY + ", or ";
    private static final String ROLE = "a role: " + RoleMapping.EXPECTED_ROLE;
    private static final String DOMAIN = "a domain such as acme.com, in lower case";
    private static final String SECTION = "roles, groups, email-domains or claims, with at least one value each";

    private record Named(String name, Place place) {}

    private final List<Named> roles = new ArrayList<>();
    private final List<Named> domains = new ArrayList<>();
    private final Set<ClaimPath> claims = new LinkedHashSet<>();
    private final Set<String> groups = new LinkedHashSet<>();

    /** Members where nothing is said, or after saying what is wrong. */
    public Access read(Section section, String key) {
        Set<String> words = new LinkedHashSet<>();
        List<Requirement> sections = new ArrayList<>();
        for (Item item : section.someItems(key, EXPECTED + "a role")) {
            item.value().ifPresent(value -> words.addAll(words(value)));
            item.section().map(this::requirement).ifPresent(sections::add);
        }
        boolean several = words.size() + sections.size() > 1;
        if (several && words.stream().anyMatch(WORDS::contains)) {
            String found = String.join(", ", words) + (sections.isEmpty() ? "" : ", and a section");
            section.place(key).problem(found + " (expected: " + EXPECTED + "roles, not both)");
        }
        return access(words, sections);
    }

    /** What access reads of people besides their roles. */
    public Reads reads() {
        return new Reads(claims, groups);
    }

    /** Says which roles nobody could ever have, and which addresses any identity provider could vouch for. */
    public void check(Collection<Organization> organizations) {
        for (Named role : roles) {
            if (organizations.stream().noneMatch(organization -> organization.knows(role.name()))) {
                unknown(role, organizations);
            }
        }
        for (Named domain : domains) {
            if (organizations.size() > 1 && organizations.stream().noneMatch(it -> claims(it, domain.name()))) {
                domain.place()
                        .note(domain.name() + ": claimed by no organization, so each one's identity provider may vouch"
                                + " for addresses in it (members.email-domains claims it)");
            }
        }
    }

    /** An organization whose file leaves roles to its admins may yet grant it; until then nobody has it. */
    private static void unknown(Named role, Collection<Organization> organizations) {
        String found = role.name() + " (expected: " + EXPECTED + rolesLike(role.name(), organizations) + ")";
        if (organizations.stream()
                .allMatch(organization -> organization.inFile().contains("roles"))) {
            role.place().problem(found);
        } else {
            role.place().note(found + "; unless an admin grants it on the Roles page, nobody has it");
        }
    }

    private static Access access(Set<String> words, List<Requirement> sections) {
        if (words.contains(ANYONE)) {
            return new Access.Anyone();
        }
        if (words.contains(NOBODY)) {
            return new Access.Nobody();
        }
        if (words.contains(MEMBERS) || words.isEmpty() && sections.isEmpty()) {
            return new Access.Members();
        }
        Stream<Requirement> roles =
                words.isEmpty() ? Stream.empty() : Stream.of(new Requirement(words, Set.of(), Set.of(), Map.of()));
        return new Access.MembersWith(Stream.concat(roles, sections.stream()).toList());
    }

    private List<String> words(Value value) {
        List<String> found = value.as(AccessReader::split).orElse(List.of());
        found.stream().filter(RoleMapping::isRole).forEach(role -> roles.add(new Named(role, value.place())));
        return found;
    }

    private static List<String> split(String text) {
        List<String> words =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        for (String word : words) {
            if (!WORDS.contains(word) && !RoleMapping.isRole(word)) {
                throw Kinds.refused(word, EXPECTED + ROLE);
            }
        }
        return words;
    }

    private Requirement requirement(Section section) {
        Map<ClaimPath, Set<String>> values = new LinkedHashMap<>();
        Section paths = section.section("claims");
        for (String path : paths.keys()) {
            claim(path, paths).ifPresent(claim -> values.put(claim, texts(paths, path)));
        }
        Requirement read = new Requirement(
                named(section, "roles", AccessReader::role, roles),
                texts(section, "groups"),
                named(section, "email-domains", AccessReader::domain, domains),
                values);
        section.end();
        if (section.keys().isEmpty() || section.has("claims") && paths.keys().isEmpty()) {
            section.place().problem("empty (expected: " + SECTION + ")"); // it would let every member in
        }
        claims.addAll(values.keySet());
        groups.addAll(read.groups());
        return read;
    }

    private static Optional<ClaimPath> claim(String path, Section claims) {
        return Place.made(() -> new ClaimPath(path), unused -> claims.place(path));
    }

    private static Set<String> texts(Section section, String key) {
        return named(section, key, Kinds::text, new ArrayList<>());
    }

    private static Set<String> named(Section section, String key, Function<String, String> kind, List<Named> all) {
        Set<String> names = new LinkedHashSet<>();
        for (Value value : section.someValues(key, "at least one value")) {
            value.as(kind).ifPresent(name -> {
                names.add(name);
                all.add(new Named(name, value.place()));
            });
        }
        return names;
    }

    private static String role(String text) {
        if (!RoleMapping.isRole(text)) {
            throw Kinds.refused(text, ROLE);
        }
        return text;
    }

    private static String domain(String text) {
        if (!EmailAddress.isDomain(text)) {
            throw Kinds.refused(text, DOMAIN);
        }
        return text;
    }

    private static boolean claims(Organization organization, String domain) {
        return organization.members().emailDomains().contains(domain);
    }

    /** The roles of one organization: of the one that has the role that was probably meant. */
    private static String rolesLike(String role, Collection<Organization> organizations) {
        Comparator<Organization> byName =
                Comparator.comparing(organization -> organization.name().value());
        Comparator<Organization> nearestFirst = Comparator.comparing(
                organization -> Place.nearest(role, named(organization)).isEmpty());
        return organizations.stream()
                .filter(organization -> !named(organization).isEmpty())
                .min(nearestFirst.thenComparing(byName))
                .map(organization -> "a role of " + organization.name() + ": " + String.join(", ", named(organization)))
                .orElse("a role that an organization grants");
    }

    private static List<String> named(Organization organization) {
        RoleMapping roles = organization.roles();
        return Stream.concat(roles.grants().keySet().stream(), roles.fallback().stream())
                .distinct()
                .toList();
    }
}
