package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said about each kind of mistake, and that nothing secret is. */
class MistakesTests {

    @TempDir
    Path directory;

    ConfigFolder config;

    @BeforeEach
    void anEmptyFolder() {
        config = new ConfigFolder(directory);
    }

    @Test
    void tenDifferentMistakesAreTenLines() {
        config.with("gateway.yaml", """
                        server:
                          port: 8080
                        gateway:
                          public-url: http://portal.example.com
                          trusted-proxies: [0.0.0.0/0]
                          session:
                            store: redis
                        """)
                .with("routes.yaml", """
                        routes:
                          portal:
                            path: /{organization}/portal/**
                            upstream: http://127.0.0.1:7107
                            acess: anyone
                          billing:
                            path: /{organization}/portal/**
                            upstream: 127.0.0.1:7108
                            access: fianance
                        """)
                .with("organizations/acme.yaml", """
                        sso: enforced
                        identity-provider:
                          issuer: http://login.acme.com
                          client-id: gatehouse
                          client-secret: ${MISSING_SECRET}
                        members:
                          email-domains: [acme.com]
                        roles:
                          grant:
                            finance: [accounting]
                        """)
                .with("organizations/organizations.yaml", """
                        members:
                          email-domains: [globex.com]
                        """);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        int exitCode = Check.run(
                new String[] {"--config", directory.toString()},
                new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(config.shown(printed.toString(StandardCharsets.UTF_8))).isEqualTo("""
                        gateway.yaml:4  gateway.public-url: http://portal.example.com (expected: https://host or https://host:port without a path; http on loopback only)
                        gateway.yaml:5  gateway.trusted-proxies[0]: 0.0.0.0/0 (expected: a network such as 10.1.0.0/16, not everybody)
                        gateway.yaml:7  gateway.session: unknown key (expected: one of console-url, egress, forwarder, public-url, secret-key, sessions, trusted-proxies; did you mean sessions?)
                        organizations/acme.yaml:3  identity-provider.issuer: http://login.acme.com (expected: an https issuer, metadata URL, Entra tenant id or domain; http on loopback only)
                        organizations/acme.yaml:5  identity-provider.client-secret: ${MISSING_SECRET} (expected: the variable MISSING_SECRET to be set)
                        organizations/organizations.yaml  file name: organizations (expected: 1 to 40 of a-z, 0-9 and -, not “organizations”)
                        routes.yaml:5  portal.acess: unknown key (expected: one of access, assertion, filters, path, strip-prefix, tls, upstream, user; did you mean access?)
                        routes.yaml:7  billing.path: /{organization}/portal/** (expected: a path of its own; it is the path of portal, line 2)
                        routes.yaml:8  billing.upstream: 127.0.0.1:7108 (expected: http://host:port or https://host:port, without a path)
                        routes.yaml:9  billing.access: fianance (expected: anyone, members, or a role of acme: finance, member)
                        """);
        assertThat(exitCode).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource
    void inRoutes(String yaml, String expected) {
        config.with("routes.yaml", yaml).with("organizations/acme.yaml", "");

        assertThat(config.problems()).containsExactly(expected.split("\n"));
    }

    static Stream<Arguments> inRoutes() {
        String unknown = "(expected: anyone, members, or a role";
        return Stream.of(
                arguments("route: {}", "routes.yaml:1  route: unknown key (expected: routes; did you mean routes?)"),
                arguments("routes: [a]", "routes.yaml:1  routes: a list (expected: a section of keys)"),
                arguments("[a]", "routes.yaml:1  : a list (expected: a section of keys)"),
                arguments("routes:\n  a:\n", """
                        routes.yaml:2  a.path: missing (expected: /{organization}, literals, and an optional final /**)
                        routes.yaml:2  a.upstream: missing (expected: http://host:port or https://host:port)"""),
                arguments(route("A", ""), "routes.yaml:2  A: A (expected: 1 to 60 of a-z, 0-9 and -)"),
                arguments(
                        route("a", "access: [anyone, admin]"),
                        "routes.yaml:5  a.access: anyone, admin (expected: anyone, members, or roles, not both)"),
                arguments(
                        route("a", "access:"),
                        "routes.yaml:5  a.access: empty (expected: a value, or leave the key out)"),
                arguments(route("a", "access: []"), "routes.yaml:5  a.access: empty " + unknown + ")"),
                arguments(
                        route("a", "access: nobody"),
                        "routes.yaml:5  a.access: nobody " + unknown + " of acme: member)"),
                arguments(
                        route("a", "access: {a: b}"), "routes.yaml:5  a.access: a section (expected: a single value)"),
                arguments(
                        route("a", "user: root"), "routes.yaml:5  a.user: root (expected: one of qualified, subject)"),
                arguments(
                        route("a", "strip-prefix: yes"),
                        "routes.yaml:5  a.strip-prefix: yes (expected: true or false)"),
                arguments(
                        route("a", "tls: {}"),
                        "routes.yaml:5  a.tls: not available in this version (expected: leave it out)"),
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
    void aFilterIsOneOfTheAllowListAndHoldsNoExpression(String filter) {
        config.with("routes.yaml", route("a", "filters: ['" + filter + "']"));

        assertThat(config.problems())
                .singleElement()
                .asString()
                .startsWith("routes.yaml:5  a.filters[0]: " + filter + " (expected: Name=argument,argument");
    }

    @ParameterizedTest
    @MethodSource
    void inAnOrganization(String yaml, String expected) {
        config.with("organizations/acme.yaml", yaml).with("routes.yaml", ConfigFolder.ROUTES);

        assertThat(config.problems()).containsExactly(expected.split("\n"));
    }

    static Stream<Arguments> inAnOrganization() {
        return Stream.of(
                arguments(
                        "nmae: x",
                        "organizations/acme.yaml:1  nmae: unknown key (expected: one of admins, hosts, identity-provider,"
                                + " members, name, pilot, roles, sessions, sso, upstreams; did you mean name?)"),
                arguments("name: ''", "organizations/acme.yaml:1  name: empty (expected: a value)"),
                arguments("sso: on", "organizations/acme.yaml:1  sso: on (expected: one of enforced, pilot, off)"),
                arguments(
                        "admins: [alice]", "organizations/acme.yaml:1  admins[0]: alice (expected: an e-mail address)"),
                arguments(
                        "hosts: [a.b]",
                        "organizations/acme.yaml:1  hosts: not available in this version (expected: leave it out)"),
                arguments(
                        "members: {admit: all}",
                        "organizations/acme.yaml:1  members.admit: all (expected: one of anyone, invited)"),
                arguments(
                        "members: {email-domains: [Acme.com]}",
                        "organizations/acme.yaml:1  members.email-domains[0]: Acme.com (expected: a domain such as acme.com, in lower case)"),
                arguments(
                        "roles: {claim: 'a..b'}",
                        "organizations/acme.yaml:1  roles.claim: a..b (expected: a dot path such as realm_access.roles, or quoted keys such as '[\"https://acme.com/groups\"]')"),
                arguments(
                        "roles: {default: members}",
                        "organizations/acme.yaml:1  roles.default: members (expected: none, or a role: 1 to 40 of a-z, 0-9, - and _, not “anyone”, “members” or “none”)"),
                arguments(
                        "roles: {grant: {anyone: [a]}}",
                        "organizations/acme.yaml:1  roles.grant.anyone: anyone (expected: 1 to 40 of a-z, 0-9, - and _, not “anyone”, “members” or “none”)"),
                arguments(
                        "sessions: {idle-timeout: 30}",
                        "organizations/acme.yaml:1  sessions.idle-timeout: 30 (expected: a duration such as 30m, 12h or 1h30m)"),
                arguments(
                        "sessions:\n  idle-timeout: 24h\n",
                        "organizations/acme.yaml:1  sessions.max-age: PT12H (expected: at least idle-timeout)"),
                arguments(
                        "upstreams: {potral: 'http://a'}",
                        "organizations/acme.yaml:1  upstreams.potral: no such route (expected: a route's name; did you mean portal?)"),
                arguments("identity-provider:", """
                        organizations/acme.yaml:1  identity-provider.client-id: missing (expected: the id that it gave us)
                        organizations/acme.yaml:1  identity-provider.client-secret: missing (expected: the secret's value)
                        organizations/acme.yaml:1  identity-provider.issuer: missing (expected: an https issuer, metadata URL, Entra tenant id or domain; http on loopback only)"""),
                arguments(
                        "identity-provider: acme.okta.com",
                        "organizations/acme.yaml:1  identity-provider: a single value (expected: a section of keys)"),
                provider("scopes: [email]", "scopes: email (expected: openid among them)"),
                provider("scopes: []", "scopes: empty (expected: openid among them)"),
                provider(
                        "scopes: openid profile",
                        "scopes: openid profile (expected: a list of scopes such as [openid, profile, email])"),
                provider(
                        "authorization-parameters: {state: x}",
                        "authorization-parameters.state: set by the gateway (expected: another parameter, such as prompt)"),
                provider(
                        "allowed-tenants: []",
                        "allowed-tenants: not available in this version (expected: leave it out)"),
                provider(
                        "client-secret-expires: soon",
                        "client-secret-expires: soon (expected: a date such as 2027-03-14)"),
                provider("sign-out: there", "sign-out: there (expected: one of here, identity-provider)"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://login.microsoftonline.com/common/v2.0",
                "https://login.microsoftonline.com/Organizations/v2.0/.well-known/openid-configuration",
                "https://login.microsoftonline.us/consumers"
            })
    void anIssuerOfManyTenantsIsRefused(String issuer) {
        config.with("organizations/acme.yaml", ConfigFolder.ACME.replace("https://acme.okta.com", issuer));

        assertThat(config.problems())
                .containsExactly(
                        "organizations/acme.yaml:2  identity-provider.issuer: " + issuer
                                + " (expected: one tenant's own issuer; issuers of many tenants are not available in this version)");
    }

    @ParameterizedTest
    @MethodSource
    void inASecret(String written, String expected) {
        config.with("organizations/acme.yaml", ConfigFolder.ACME.replace("${ACME_CLIENT_SECRET}", written))
                .with("empty", "\n");

        assertThat(config.problems("--BLANK="))
                .containsExactly("organizations/acme.yaml:4  identity-provider.client-secret" + expected);
    }

    static Stream<Arguments> inASecret() {
        return Stream.of(
                arguments("''", ": empty (expected: the secret's value)"),
                arguments("", ": empty (expected: a value, or leave the key out)"),
                arguments("${BLANK}", ": ${BLANK} is empty (expected: the secret's value)"),
                arguments("${NOWHERE}", ": ${NOWHERE} (expected: the variable NOWHERE to be set)"),
                arguments("file:empty", ": file:empty is empty (expected: the secret's value)"),
                arguments("file:nix", ": file:nix cannot be read (expected: a file with the secret in it)"),
                arguments("[]", ": empty (expected: the secret's value)"),
                arguments("[a, b, c]", ": 3 values (expected: one, or two while rotating)"),
                arguments("{a: b}", ": a section (expected: a single value)"),
                arguments("pa${ss", ": ${ that begins no variable (expected: ${VAR} or ${VAR:default})"));
    }

    @Test
    void aDemoSecretIsForLoopback() {
        config.with("organizations/acme.yaml", ConfigFolder.ACME.replace("${ACME_CLIENT_SECRET}", "demo-acme-secret"));

        assertThat(config.problems()).isEmpty();
        assertThat(config.problems("--gateway.public-url=https://portal.example.com"))
                .containsExactly("organizations/acme.yaml:4  identity-provider.client-secret: a demo secret"
                        + " (expected: one of your own; demo secrets are for loopback)");
    }

    @Test
    void anEmailDomainBelongsToOneOrganization() {
        config.with("organizations/acme.yaml", "members:\n  email-domains: [acme.com]\n")
                .with("organizations/globex.yaml", "members:\n  email-domains:\n    - globex.com\n    - acme.com\n");

        assertThat(config.problems())
                .containsExactly(
                        "organizations/globex.yaml:4  members.email-domains[1]: acme.com (expected: a domain of"
                                + " one organization; it is in organizations/acme.yaml:2 already)");
    }

    @Test
    void anOrganizationIsThereOnce() {
        config.with("organizations/acme.yaml", "")
                .with("organizations/acme.yml", "")
                .with("organizations.yaml", "acme:\n");

        assertThat(config.problems())
                .containsExactly(
                        "organizations.yaml:1  acme: acme (expected: once; it is in organizations/acme.yaml:1 already)",
                        "organizations/acme.yml  file name: acme (expected: once; it is in organizations/acme.yaml:1 already)");
    }

    @Test
    void aNameThatIsNoneDoesNotHideTheOtherMistakes() {
        config.with("organizations/Acme.yaml", "sso: maybe");

        assertThat(config.problems())
                .containsExactly(
                        "organizations/Acme.yaml  file name: Acme (expected: 1 to 40 of a-z, 0-9 and -, not “organizations”)",
                        "organizations/Acme.yaml:1  sso: maybe (expected: one of enforced, pilot, off)");
    }

    @Test
    void aFileThatCannotBeReadDoesNotMakeMistakesOfOthers() {
        config.with("routes.yaml", "routes: {portal: [")
                .with("organizations/acme.yaml", "upstreams: {portal: 'http://a'}")
                .with("organizations/globex.yaml", "\u0000");

        assertThat(config.problems()).hasSize(2).allMatch(problem -> problem.contains("YAML: "));
    }

    @ParameterizedTest
    @MethodSource
    void inTheGatewaysSettings(String yaml, String expected) {
        config.with("gateway.yaml", yaml);

        assertThat(config.problems("--EMPTY=")).containsExactly(expected.split("\n"));
    }

    static Stream<Arguments> inTheGatewaysSettings() {
        String route = "not read here (expected: routes, with who may take them, in routes.yaml)";
        return Stream.of(
                arguments(
                        "gateway: {sessions: {store: redis}}",
                        "gateway.yaml:1  gateway.secret-key: missing (expected: 32 random bytes in base64, as openssl rand -base64 32 makes them; sessions in Redis are sealed with it)"),
                arguments(
                        "gateway:\n  secret-key: ${EMPTY}\n  sessions:\n    store: redis",
                        "gateway.yaml:4  gateway.secret-key: missing (expected: 32 random bytes in base64, as openssl rand -base64 32 makes them; sessions in Redis are sealed with it)"),
                arguments(
                        "gateway:\n  secret-key: c2hvcnQ=",
                        "gateway.yaml:2  gateway.secret-key: 5 bytes (expected: 32 random bytes in base64)"),
                arguments(
                        "gateway:\n  secret-key: ${NOWHERE}",
                        "gateway.yaml:2  gateway.secret-key: ${NOWHERE} (expected: the variable NOWHERE to be set)"),
                arguments(
                        "gateway:\n  sessions:\n    idle-timeout: 2h\n    max-age: 1h",
                        "gateway.yaml:4  gateway.sessions.max-age: PT1H (expected: at least idle-timeout)"),
                arguments(
                        "gateway: {sessions: {store: disk}}",
                        "gateway.yaml:1  gateway.sessions.store: disk (expected: one of memory, redis)"),
                arguments("gateway: {forwarder: own}", "gateway.yaml:1  gateway.forwarder: own (expected: spring)"),
                arguments(
                        "gateway: {console-url: 'https://a'}",
                        "gateway.yaml:1  gateway.console-url: not available in this version (expected: leave it out)"),
                arguments(
                        "gateway: {public-url: [a, b]}",
                        "gateway.yaml:1  gateway.public-url[0]: a list (expected: a single value)"),
                arguments(
                        "gateway: {public-url: {a: b}}",
                        "gateway.yaml:1  gateway.public-url: a section (expected: a single value)"),
                arguments(
                        "gateway: {sessions: redis}",
                        "gateway.yaml:1  gateway.sessions: a single value (expected: a section of keys)"),
                arguments("gateway: redis", "gateway.yaml:1  gateway: a single value (expected: a section of keys)"),
                arguments(
                        "gateway:\n  sessions.stroe: redis",
                        "gateway.yaml:2  gateway.sessions.stroe: unknown key (expected: one of idle-timeout, max-age, store; did you mean store?)"),
                arguments("gateway: {egress: {ca-file: /nix, proxy: 'http://a/b'}}", """
                        gateway.yaml:1  gateway.egress.ca-file: /nix (expected: a file of PEM certificates that can be read)
                        gateway.yaml:1  gateway.egress.proxy: http://a/b (expected: http://host:port or https://host:port, without a path)"""),
                arguments(
                        "spring.cloud.gateway:\n  routes:\n    - id: a\n      uri: b",
                        "gateway.yaml:3  spring.cloud.gateway.routes: " + route),
                arguments(
                        "spring.cloud.gateway.server.webflux:\n  default-filters: [a]",
                        "gateway.yaml:2  spring.cloud.gateway.server.webflux.default-filters: " + route),
                arguments(
                        "spring.cloud.gateway.server.webflux.discovery.locator.enabled: true",
                        "gateway.yaml:1  spring.cloud.gateway.server.webflux.discovery: " + route));
    }

    @Test
    void aMistakeOnTheCommandLineIsSaidToBeThere() {
        assertThat(config.problems("--gateway.sessions.store=disk", "--spring.cloud.gateway.routes[0].id=a"))
                .containsExactly(
                        "command line  gateway.sessions.store: disk (expected: one of memory, redis)",
                        "command line  spring.cloud.gateway.routes: not read here (expected: routes, with who may take"
                                + " them, in routes.yaml)");
    }

    @Test
    void keysOfTheGatewayThatAreNotInAFileMayBeAnybodys() {
        assertThat(config.problems("--gateway.service-host=10.0.0.1"))
                .isEmpty(); // Kubernetes sets GATEWAY_SERVICE_HOST
    }

    @Test
    void keysThatALaterVersionReadsAreNoted() {
        config.with("gateway.yaml", "gateway: {public-url: 'https://a.example', egress: {allow-private: 10.0.0.0/8}}")
                .with("routes.yaml", route("a", "assertion: false"))
                .with("organizations/acme.yaml", "sessions: {recheck: off}");

        assertThat(config.notes())
                .containsExactly(
                        "gateway.yaml:1  gateway.egress.allow-private: has no effect in this version",
                        "organizations/acme.yaml:1  sessions.recheck: has no effect in this version",
                        "routes.yaml:5  a.assertion: has no effect in this version");
    }

    /** Wherever a secret stands, also where it should not. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "client-secret: {a: hunter2}",
                "client-secret: !hunter2 x",
                "client-secret: !hunter2!x x",
                "client-secret: *hunter2",
                "client-secret: &hunter2",
                "client-secret: [hunter2, hunter2, hunter2]",
                "client-secret: \"hunter2",
                "client-secret: hunter2: x",
                "client-secret: @hunter2",
                "client-secret: hunter2${",
                "client-secret: '${NOWHERE}hunter2'",
                "client-secrets: hunter2",
                "client-secret:hunter2",
                "{client-secret:hunter2}",
                "issuer: ${HUNTER}",
                "sign-out: ${HUNTER}",
                "scopes: '${HUNTER} x'",
            })
    void aSecretIsNeverPrinted(String line) {
        config.with("organizations/acme.yaml", "identity-provider:\n  " + line + "\n  client-id: a\n")
                .with("gateway.yaml", "gateway.secret-key: hunter2");

        assertThat(config.problems("--HUNTER=hunter2")).isNotEmpty().allMatch(problem -> !problem.contains("hunter2"));
        assertThat(config.read("--HUNTER=hunter2").toString()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway:\n  secret-key: \"hunter2\n", "gateway:\n  secret-key: hunter2\n bad: [\n"})
    void aGatewayFileThatIsNotYamlIsOneLineWithoutTheTextAround(String yaml) {
        config.with("gateway.yaml", yaml).with("organizations/acme.yaml", "sso: maybe");
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        Check.run(new String[] {"--config=" + directory}, new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(printed.toString(StandardCharsets.UTF_8).lines().toList())
                .hasSize(2)
                .allMatch(line -> !line.contains("hunter2"))
                .anyMatch(line -> line.contains("gateway.yaml:"))
                .anyMatch(line -> line.contains("acme.yaml:1"));
    }

    @Test
    void aliasesThatMultiplyAreRefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 80; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
        }
        config.with("organizations/acme.yaml", bomb.toString());

        assertThat(config.problems()).hasSize(1);
    }

    @Test
    void aFileThatHoldsItselfIsRefusedLikeAnyOther() {
        config.with("organizations/acme.yaml", "members: &a\n  email-domains: *a\n");

        assertThat(config.problems()).isNotEmpty();
    }

    @Test
    void theFailureThatStopsTheGatewaySaysWhatToCorrect() {
        List<ConfigProblem> two = List.of(
                new ConfigProblem("routes.yaml", 3, "a.path", "/ (expected: b)"), new ConfigProblem("x", 0, "y", "z"));

        var analysis =
                new InvalidConfigurationAnalyzer().analyze(new IllegalStateException(new InvalidConfiguration(two)));

        assertThat(analysis.getDescription()).isEqualTo("  routes.yaml:3  a.path: / (expected: b)\n  x  y: z");
        assertThat(analysis.getAction()).isEqualTo("Correct these 2 values, then run ./gateway check.");
    }

    private static String route(String name, String line) {
        return "routes:\n  " + name + ":\n    path: /{organization}/a/**\n    upstream: http://a:1\n    " + line + "\n";
    }

    private static Arguments provider(String line, String expected) {
        return arguments(
                ConfigFolder.ACME + "  " + line + "\n", "organizations/acme.yaml:5  identity-provider." + expected);
    }
}
