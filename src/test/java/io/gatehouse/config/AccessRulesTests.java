package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.gatehouse.fixture.Proves;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.organization.Reads;
import io.gatehouse.route.Route;
import io.gatehouse.route.access.Access;
import io.gatehouse.route.access.Requirement;
import io.gatehouse.route.access.Rule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What routes.yaml may say of who may take what. */
class AccessRulesTests {

    private static final String ORGANIZATION = """
            members: {email-domains: [acme.com]}
            roles: {grant: {viewer: [support], admin: [platform-team]}}
            """;

    @TempDir
    Path directory;

    ConfigFolder config;

    @BeforeEach
    void oneOrganization() {
        config = new ConfigFolder(directory).with("organizations/acme.yaml", ORGANIZATION);
    }

    @Test
    void readsRulesInTheirShortAndTheirLongForm() {
        config.with("routes.yaml", route("""
                access: {email-domains: acme.com}
                rules:
                  - {path: /healthz, allow: anyone}
                  - {path: /admin/**, methods: GET, allow: viewer, admin}
                  - {path: /admin/**, allow: [admin, {groups: [platform-team, ops], claims: {department: eng}}]}
                  - {path: /internal/**, allow: nobody}
                  - path: /*/export
                    methods: [POST, PUT]
                    allow:
                      roles: admin
                      claims:
                        '["https://acme.com/level"]': [3, 4]
                """.replace("allow: viewer, admin}", "allow: 'viewer, admin'}")));

        Route route = config.read().valid().routes().get(0);
        List<Rule> rules = route.rules().inOrder();

        assertThat(rules)
                .extracting(Rule::toString)
                .containsExactly(
                        "rules[0]: /healthz",
                        "rules[1]: GET /admin/**",
                        "rules[2]: /admin/**",
                        "rules[3]: /internal/**",
                        "rules[4]: POST, PUT /*/export");
        Requirement eng = new Requirement(
                Set.of(), Set.of("platform-team", "ops"), Set.of(), Map.of(new ClaimPath("department"), Set.of("eng")));
        Requirement level = new Requirement(
                Set.of("admin"),
                Set.of(),
                Set.of(),
                Map.of(new ClaimPath("[\"https://acme.com/level\"]"), Set.of("3", "4")));
        assertThat(rules)
                .extracting(Rule::allow)
                .containsExactly(
                        new Access.Anyone(),
                        Access.roles(Set.of("viewer", "admin")),
                        new Access.MembersWith(
                                List.of(new Requirement(Set.of("admin"), Set.of(), Set.of(), Map.of()), eng)),
                        new Access.Nobody(),
                        new Access.MembersWith(List.of(level)));
        assertThat(route.rules().rest().allow())
                .isEqualTo(new Access.MembersWith(
                        List.of(new Requirement(Set.of(), Set.of(), Set.of("acme.com"), Map.of()))));
    }

    @Test
    void whatRulesReadOfPeopleIsKeptOfThem() {
        config.with("routes.yaml", route("access: {groups: ops, claims: {department: eng}}"));

        assertThat(config.read().valid().organizations().all()).singleElement().satisfies(acme -> assertThat(
                        acme.reads())
                .isEqualTo(new Reads(Set.of(new ClaimPath("department")), Set.of("ops"))));
    }

    @Test
    void aDomainThatNobodyClaimsIsWorthANote() {
        config.with("organizations/globex.yaml", "")
                .with("routes.yaml", route("access: {email-domains: [acme.com, initech.com]}"));

        assertThat(config.read().notes())
                .extracting(Object::toString)
                .anyMatch(note -> note.contains("a.access.email-domains[1]  initech.com: claimed by no organization")
                        || note.contains("a.access.email-domains[1]: initech.com: claimed by no organization"))
                .noneMatch(note -> note.contains("acme.com: claimed"));
    }

    @Test
    void aRoleThatOnlyAnAdminCouldGrantIsWorthANote() {
        config.with("organizations/globex.yaml", "name: Globex").with("routes.yaml", route("access: root"));

        assertThat(config.problems()).isEmpty();
        assertThat(config.read().notes())
                .extracting(Object::toString)
                .anyMatch(
                        note -> note.contains("root (expected:") && note.contains("on the Roles page, nobody has it"));
    }

    @ParameterizedTest
    @MethodSource
    @Proves("SEC-81")
    void aRuleThatCouldNotBeMeantIsRefused(String lines, String expected) {
        config.with("routes.yaml", route(lines));

        assertThat(config.problems()).containsExactly(expected.strip().split("\n"));
    }

    static Stream<Arguments> aRuleThatCouldNotBeMeantIsRefused() {
        String decides = "never decides (expected: in front of rules[0]: ";
        return Stream.of(
                arguments(
                        rules("{path: /a, allow: root}"),
                        "routes.yaml:6  a.rules[0].allow: root (expected: anyone, members, nobody, or a role of acme: viewer, admin, member)"),
                arguments(
                        rules("{path: /a, allow: {roles: [admin, root]}}"),
                        "routes.yaml:6  a.rules[0].allow.roles[1]: root (expected: anyone, members, nobody, or a role of acme: viewer, admin, member)"),
                arguments(
                        rules("{path: /a}"),
                        "routes.yaml:6  a.rules[0].allow: missing (expected: who may: anyone, members, nobody, roles, or a section)"),
                arguments(
                        rules("{allow: admin}"),
                        "routes.yaml:6  a.rules[0]: about every request (expected: path or methods; what holds for the rest is access)"),
                arguments(
                        rules("{path: /**, allow: admin}"),
                        "routes.yaml:6  a.rules[0]: about every request (expected: path or methods; what holds for the rest is access)"),
                arguments(
                        rules("{path: /*/status, allow: anyone}"),
                        "routes.yaml:6  a.rules[0].allow: anyone (expected: with a path without *, so that nothing is open that nobody thought of)"),
                arguments(
                        rules("{methods: OPTIONS, allow: anyone}"),
                        "routes.yaml:6  a.rules[0].allow: anyone (expected: with a path without *, so that nothing is open that nobody thought of)"),
                arguments(
                        rules("{path: admin, allow: admin}"),
                        "routes.yaml:6  a.rules[0].path: admin (expected: a path within the route, such as /admin/**: literals, * for any one segment, and an optional final /**)"),
                arguments(
                        rules("{path: /admin/, allow: admin}"),
                        "routes.yaml:6  a.rules[0].path: /admin/ (expected: a path within the route, such as /admin/**: literals, * for any one segment, and an optional final /**)"),
                arguments(
                        rules("{path: /admin*, allow: admin}"),
                        "routes.yaml:6  a.rules[0].path: /admin* (expected: a path within the route, such as /admin/**: literals, * for any one segment, and an optional final /**)"),
                arguments(
                        rules("{path: /a, methods: [get], allow: admin}"),
                        "routes.yaml:6  a.rules[0].methods[0]: get (expected: a method such as GET, in capital letters; CONNECT and TRACE are never served)"),
                arguments(
                        rules("{path: /a, methods: [], allow: admin}"),
                        "routes.yaml:6  a.rules[0].methods: empty (expected: methods such as GET, or leave the key out)"),
                arguments(
                        rules("{path: /a, allow: {}}"),
                        "routes.yaml:6  a.rules[0].allow: empty (expected: roles, groups, email-domains or claims, with at least one value each)"),
                arguments(
                        rules("{path: /a, allow: {groups: []}}"),
                        "routes.yaml:6  a.rules[0].allow.groups: empty (expected: at least one value)"),
                arguments(
                        rules("{path: /a, allow: {claims: {}}}"),
                        "routes.yaml:6  a.rules[0].allow: empty (expected: roles, groups, email-domains or claims, with at least one value each)"),
                arguments(
                        rules("{path: /a, allow: {email-domains: '@Acme.com'}}"),
                        "routes.yaml:6  a.rules[0].allow.email-domains: @Acme.com (expected: a domain such as acme.com, in lower case)"),
                arguments(
                        rules("{path: /a, allow: {claims: {a..b: x}}}"),
                        "routes.yaml:6  a.rules[0].allow.claims.a..b: a..b (expected: a dot path such as realm_access.roles, or quoted keys such as '[\"https://acme.com/groups\"]')"),
                arguments(
                        rules("{path: /a, allow: [members, {groups: x}]}"),
                        "routes.yaml:6  a.rules[0].allow: members, and a section (expected: anyone, members, nobody, or roles, not both)"),
                arguments(
                        rules("{path: /a, alow: admin, allow: admin}"),
                        "routes.yaml:6  a.rules[0].alow: unknown key (expected: one of allow, methods, path; did you mean allow?)"),
                arguments(
                        rules("/a"),
                        "routes.yaml:6  a.rules[0]: a single value (expected: a section with path or methods, and allow)"),
                arguments(
                        rules("{path: /a/**, allow: admin}", "{path: /a/b, methods: GET, allow: viewer}"),
                        "routes.yaml:7  a.rules[1]: " + decides + "/a/**, line 6, which takes all of it)"),
                arguments(
                        rules("{path: /a/**, methods: GET, allow: admin}", "{path: /a, methods: HEAD, allow: viewer}"),
                        "routes.yaml:7  a.rules[1]: " + decides + "GET /a/**, line 6, which takes all of it)"),
                arguments(
                        rules("{path: /a/**, allow: admin}", "{path: /A/b, allow: viewer}"),
                        "routes.yaml:7  a.rules[1]: " + decides + "/a/**, line 6, which takes all of it)"));
    }

    @Test
    @Proves("SEC-81")
    void aRuleForWhatALongerRouteTakesIsRefused() {
        config.with("routes.yaml", route("rules: [{path: /b/c/**, allow: admin}, {path: /b, allow: admin}]") + """
                  b:
                    path: /{organization}/a/b/c/**
                    upstream: http://b:1
                """);

        assertThat(config.problems())
                .containsExactly(
                        "routes.yaml:5  a.rules[0]: /b/c/** (expected: a path of this route; b, line 6, takes all of it)");
    }

    @Test
    @Proves("SEC-81")
    void aRouteOfOneAddressHasNothingBelow() {
        config.with("routes.yaml", route("rules: [{path: /b, allow: admin}]").replace("/a/**", "/a"));

        assertThat(config.problems())
                .containsExactly(
                        "routes.yaml:5  a.rules[0].path: /b (expected: none; the route's path is a single address)");
    }

    @Test
    void anUpstreamThatGetsTokensHasNoStrangers() {
        config.with("routes.yaml", route("relay: access-token\nrules: [{path: /b, allow: anyone}]"));

        assertThat(config.problems())
                .singleElement()
                .asString()
                .startsWith("routes.yaml:5  a.relay: with access or a rule: anyone (expected: ");
    }

    private static String rules(String... rules) {
        return "rules:\n  - " + String.join("\n  - ", rules);
    }

    private static String route(String lines) {
        return "routes:\n  a:\n    path: /{organization}/a/**\n    upstream: http://a:1\n" + lines.indent(4);
    }
}
