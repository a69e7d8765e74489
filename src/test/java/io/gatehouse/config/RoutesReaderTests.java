package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.gatehouse.fixture.Proves;
import io.gatehouse.organization.ClaimPath;
import io.gatehouse.route.Destination;
import io.gatehouse.route.access.Access;
import io.gatehouse.route.header.Fact;
import io.gatehouse.route.header.HeaderPlan;
import java.net.URI;
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
import org.junit.jupiter.params.provider.ValueSource;

class RoutesReaderTests {

    @TempDir
    Path directory;

    ConfigFolder config;

    @BeforeEach
    void anEmptyFolder() {
        config = new ConfigFolder(directory);
    }

    /** What another proxy forwards, it forwards as it likes; and no organization has another upstream there. */
    @Test
    void aRouteOfAnotherProxyHasNothingOfTheWay() {
        config.with("organizations/acme.yaml", "upstreams: {wiki: 'http://a'}").with("routes.yaml", """
                        routes:
                          wiki:
                            path: /{organization}/wiki/**
                            upstream: forward-auth
                            strip-prefix: true
                        """);

        assertThat(config.problems())
                .anyMatch(
                        problem -> problem.startsWith("routes.yaml:5  wiki.strip-prefix: with upstream: forward-auth"))
                .anyMatch(problem -> problem.startsWith("organizations/acme.yaml:1  upstreams.wiki: "));
        assertThat(config.notes()).anyMatch(note -> note.contains("without gateway.forward-auth-secret"));
        assertThat(config.notes("--gateway.forward-auth-secret=0123456789abcdef0123456789abcdef"))
                .noneMatch(note -> note.contains("forward-auth"));
    }

    @Test
    void readsEveryKeyOfARoute() {
        config.with("organizations/acme.yaml", "roles: {grant: {finance: [accounting]}}")
                .with("routes.yaml", """
                        routes:
                          billing:
                            path: /{organization}/billing/**
                            upstream: https://billing.internal:8443/
                            access: admin, finance
                            user: subject
                            strip-prefix: true
                            filters:
                              - AddRequestHeader=X-Portal, catalog
                        """);

        assertThat(config.read().valid().routes()).singleElement().satisfies(route -> {
            assertThat(route.name()).isEqualTo("billing");
            assertThat(route.path()).hasToString("/{organization}/billing/**");
            assertThat(route.rules().rest().allow()).isEqualTo(Access.roles(Set.of("admin", "finance")));
            assertThat(route.destination())
                    .isEqualTo(new Destination.Upstream(
                            URI.create("https://billing.internal:8443"),
                            true,
                            Destination.UserFormat.SUBJECT,
                            true,
                            null,
                            List.of("AddRequestHeader=X-Portal, catalog")));
        });
    }

    @Test
    void aRouteIsForMembersUnlessItSaysOtherwise() {
        config.with("routes.yaml", ConfigFolder.ROUTES);

        assertThat(config.read().valid().routes().get(0).rules().rest().allow()).isEqualTo(new Access.Members());
    }

    @ParameterizedTest
    @MethodSource
    @Proves({"SEC-11", "SEC-62"})
    void inRoutes(String yaml, String expected) {
        config.with("routes.yaml", yaml).with("organizations/acme.yaml", "roles: {default: member}\n");

        assertThat(config.problems()).containsExactly(expected.split("\n"));
    }

    static Stream<Arguments> inRoutes() {
        String unknown = "(expected: anyone, members, nobody, or a role";
        return Stream.of(
                arguments("route: {}", "routes.yaml:1  route: unknown key (expected: routes; did you mean routes?)"),
                arguments("routes: [a]", "routes.yaml:1  routes: a list (expected: a section of keys)"),
                arguments("[a]", "routes.yaml:1  : a list (expected: a section of keys)"),
                arguments("routes:\n  a:\n", """
                        routes.yaml:2  a.path: missing (expected: /{organization}, literals, and an optional final /**)
                        routes.yaml:2  a.upstream: missing (expected: http://host:port, https://host:port or forward-auth)"""),
                arguments(route("A", ""), "routes.yaml:2  A: A (expected: 1 to 60 of a-z, 0-9 and -)"),
                arguments(
                        route("a", "access: [anyone, admin]"),
                        "routes.yaml:5  a.access: anyone, admin (expected: anyone, members, nobody, or roles, not both)"),
                arguments(
                        route("a", "access:"),
                        "routes.yaml:5  a.access: empty (expected: a value, or leave the key out)"),
                arguments(
                        route("a", "access: anyone\n    relay: access-token"),
                        "routes.yaml:6  a.relay: with access or a rule: anyone (expected: members or roles; a stranger has no token)"),
                arguments(
                        route("a", "bearer: {}"),
                        "routes.yaml:5  a.bearer.audience: missing (expected: what bearer tokens must be made for, such as api://portal)"),
                arguments(route("a", "access: []"), "routes.yaml:5  a.access: empty " + unknown + ")"),
                arguments(
                        route("a", "access: nobdy"), "routes.yaml:5  a.access: nobdy " + unknown + " of acme: member)"),
                arguments(
                        route("a", "access: {a: b}"),
                        "routes.yaml:5  a.access.a: unknown key (expected: one of claims, email-domains, groups, roles)"),
                arguments(
                        route("a", "user: root"), "routes.yaml:5  a.user: root (expected: one of qualified, subject)"),
                arguments(
                        route("a", "strip-prefix: yes"),
                        "routes.yaml:5  a.strip-prefix: yes (expected: true or false)"),
                arguments(
                        route("a", "tls: {ca-file: /nowhere/ca.pem}").replace("http:", "https:"),
                        "routes.yaml:5  a.tls.ca-file: /nowhere/ca.pem (expected: a file of PEM certificates that can be read)"),
                arguments(
                        route("a", "tls: {ca: x}").replace("http:", "https:"),
                        "routes.yaml:5  a.tls.ca: unknown key (expected: one of ca-file, cert-file, key-file)"),
                arguments(
                        route("a", "user: !root x"),
                        "routes.yaml:5  a.user: a YAML tag (expected: none; quote a value that begins with !)"),
                arguments(
                        route("a", "user: subject\n    user: subject"),
                        "routes.yaml:6  a.user: a second time (expected: once; it is on line 5 already)"),
                arguments(
                        "routes:\n  a: {path: /organizations/x, upstream: 'http://a'}",
                        "routes.yaml:2  a.path: /organizations/x (expected: /{organization}, literals, and an optional final /**)"),
                arguments(
                        "routes:\n  a: {path: '**', upstream: 'http://a'}",
                        "routes.yaml:2  a.path: ** (expected: /{organization}, literals, and an optional final /**)"),
                arguments(
                        "routes:\n  a: {path: '/{organization}/x', upstream: 'http://a', strip-prefix: true}",
                        "routes.yaml:2  a.strip-prefix: true (expected: a path that ends with /**, or false)"),
                arguments(
                        "routes:\n  a: b: c\n",
                        "routes.yaml:2  YAML: mapping values are not allowed here (expected: YAML)"),
                arguments(
                        "routes: {}\n---\nroutes: {}\n",
                        "routes.yaml:2  YAML: but found another document (expected: YAML)"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://a:1/path",
                "http://a:1?b",
                "ftp://a",
                "a:1",
                "http://u@a",
                "http://a:99999",
                "http://a:0",
                "http://"
            })
    void anUpstreamIsASchemeAHostAndAPort(String upstream) {
        config.with("routes.yaml", "routes:\n  a: {path: '/{organization}', upstream: '" + upstream + "'}");

        assertThat(config.problems()).singleElement().asString().startsWith("routes.yaml:2  a.upstream: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Proxy=a", "RewritePath=/a,#{b}", "SetPath=${HOME}", "AddRequestHeader=a,${HOME}", "catalog"})
    @Proves({"CVE-2025-41243", "CVE-2025-41253", "CVE-2026-47879"})
    void aFilterIsOneOfTheAllowListAndHoldsNoExpression(String filter) {
        config.with("routes.yaml", route("a", "filters: ['" + filter + "']"));

        assertThat(config.problems())
                .singleElement()
                .asString()
                .startsWith("routes.yaml:5  a.filters[0]: " + filter + " (expected: Name=argument,argument");
    }

    @Test
    void aRouteTellsAsOauth2ProxyDoesUnlessItSaysOtherwise() {
        config.with("routes.yaml", ConfigFolder.ROUTES);

        assertThat(headers()).isEqualTo(HeaderPlan.STANDARD);
    }

    @Test
    void headersAreAddedRenamedAndDropped() {
        config.with("routes.yaml", route("a", """
                identity-headers: remote-user
                    groups: all
                    header-budget: 4KB
                    headers:
                      X-Department: claims.department
                      remote-user: username
                      Remote-Email: none
                """)).with("organizations/acme.yaml", "");

        assertThat(headers().headers())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "X-Department", Fact.parse("claims.department"),
                        "remote-user", Fact.Known.USERNAME,
                        "Remote-Name", Fact.Known.NAME,
                        "Remote-Groups", Fact.Known.GROUPS,
                        "X-Forwarded-Roles", Fact.Known.ROLES,
                        "X-Forwarded-Organization", Fact.Known.ORGANIZATION));
        assertThat(headers().groups()).isEqualTo(HeaderPlan.Groups.ALL);
        assertThat(headers().budget()).isEqualTo(4_096);
    }

    /** A session keeps what some route reads, and nothing else of what a provider says. */
    @Test
    void everyOrganizationKeepsTheClaimsThatARouteReads() {
        config.with("routes.yaml", route("a", "headers: {X-Department: claims.department, X-Name: name}"))
                .with("organizations/acme.yaml", "")
                .with("organizations/globex.yaml", "");

        assertThat(config.read().valid().organizations().all()).hasSize(2).allSatisfy(organization -> assertThat(
                        organization.reads().claims())
                .containsExactlyInAnyOrder(new ClaimPath("department"), ClaimPath.NAME));
    }

    @ParameterizedTest
    @MethodSource
    void inHeaders(String yaml, String expected) {
        config.with("routes.yaml", route("a", yaml)).with("organizations/acme.yaml", "");

        assertThat(config.problems()).containsExactly(expected.split("\n"));
    }

    static Stream<Arguments> inHeaders() {
        return Stream.of(
                arguments(
                        "identity-headers: authelia",
                        "routes.yaml:5  a.identity-headers: authelia (expected: one of oauth2-proxy, remote-user, x-auth-request, none)"),
                arguments("groups: some", "routes.yaml:5  a.groups: some (expected: one of used, all)"),
                arguments("header-budget: 1KB", "routes.yaml:5  a.header-budget: 1KB (expected: 2KB to 16KB)"),
                arguments(
                        "headers: {X-Department: department}",
                        "routes.yaml:5  a.headers.X-Department: department (expected: user, subject, username, name, email, groups, roles, organization or claims.PATH, such as claims.department)"),
                arguments(
                        "headers: {X-Department: none}",
                        "routes.yaml:5  a.headers.X-Department: none (expected: a fact; only what identity-headers sends can be dropped)"),
                arguments(
                        "headers: {X-Department: user, x-department: email}",
                        "routes.yaml:5  a.headers.x-department: x-department (expected: another name than X-Department, which reads alike)"),
                arguments(
                        "headers: {X-Forwarded-Token: user}\n    relay: access-token in X-Forwarded-Token",
                        "routes.yaml:5  a.headers: X-Forwarded-Token (expected: another name; relay sends the access token in it)"));
    }

    /** What would make another request of it, or somebody else of the gateway. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "cookie",
                "Connection",
                "Content-Length",
                "Transfer-Encoding",
                "Authorization",
                "Proxy-Authorization",
                "Upgrade",
                "Origin",
                "Sec-Fetch-Site",
                "X-Forwarded-For",
                "X-Forwarded-Host",
                "X-Original-URL",
                "X-HTTP-Method-Override",
                "X-Gatehouse-Jwt-Assertion",
                "X_Department",
                "X-Département",
                "X-A-name-that-is-longer-than-any-that-anybody-would-like-to-write"
            })
    void noRouteWritesAHeaderThatHttpOrTheGatewayNeeds(String name) {
        config.with("routes.yaml", route("a", "headers: {" + name + ": user}")).with("organizations/acme.yaml", "");

        assertThat(config.problems())
                .containsExactly(
                        "routes.yaml:5  a.headers." + name + ": " + name
                                + " (expected: letters, digits and hyphens, at most 60; no name that HTTP or the gateway itself needs)");
    }

    private HeaderPlan headers() {
        Destination destination = config.read().valid().routes().get(0).destination();
        return ((Destination.Upstream) destination).headers();
    }

    private static String route(String name, String line) {
        return "routes:\n  " + name + ":\n    path: /{organization}/a/**\n    upstream: http://a:1\n    " + line + "\n";
    }
}
