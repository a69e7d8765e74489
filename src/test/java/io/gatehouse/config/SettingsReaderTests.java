package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.gatehouse.fixture.Proves;
import io.gatehouse.mail.MailServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTests {

    private static final String KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    @TempDir
    Path directory;

    ConfigFolder config;

    @BeforeEach
    void anEmptyFolder() {
        config = new ConfigFolder(directory);
    }

    @Test
    void theGatewaysSettingsHaveDefaultsThatNeedNothing() {
        GatewaySettings settings = config.read().valid().settings();

        assertThat(settings.publicUrl()).hasToString("http://localhost:8080");
        assertThat(settings.store()).isEqualTo(GatewaySettings.Store.MEMORY);
        assertThat(settings.sessions().idleTimeout()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.sessions().maxAge()).isEqualTo(Duration.ofHours(12));
    }

    @Test
    void theAccessLogIsOnUntilItIsTurnedOff() {
        assertThat(config.read().valid().settings().accessLog()).isTrue();
        assertThat(config.read("--gateway.access-log=off").valid().settings().accessLog())
                .isFalse();

        config.with("gateway.yaml", "gateway: {access-log: off}"); // false, as Spring Boot reads YAML
        assertThat(config.read().valid().settings().accessLog()).isFalse();
    }

    @Test
    void aStopWaitsForNobodyUnlessItIsToldToAndNeverForLong() {
        assertThat(config.read().valid().settings().shutdownDelay()).isZero();
        assertThat(config.read("--gateway.shutdown-delay=5s").valid().settings().shutdownDelay())
                .isEqualTo(Duration.ofSeconds(5));

        config.with("gateway.yaml", "gateway: {shutdown-delay: 1m}");
        assertThat(config.problems()).singleElement().asString().contains("at most 15s");
    }

    @Test
    @Proves("SEC-MAIL-2")
    void theMailServersPasswordComesFromWhereSecretsAreAndIsNotPrinted() {
        config.with("password", "hunter2\n").with("gateway.yaml", """
                        gateway:
                          mail: {host: smtp.acme.com, from: Portal <no-reply@acme.com>, username: gate, password: file:password}
                        """);

        MailServer mail = config.read().valid().settings().mail().orElseThrow();

        assertThat(mail).hasToString("smtp.acme.com:587");
        assertThat(mail.login().orElseThrow().password().reveal()).isEqualTo("hunter2");
        assertThat(mail.login().orElseThrow().toString()).doesNotContain("hunter2");
        assertThat(mail.perHour()).isEqualTo(200);
    }

    @Test
    void theDefaultPublicUrlHasTheGatewaysOwnPort() {
        assertThat(config.read("--server.port=9000").valid().settings().publicUrl())
                .hasToString("http://localhost:9000");
    }

    @Test
    void theCommandLineOverridesTheFile() {
        config.with("gateway.yaml", "gateway:\n  publicUrl: https://file.example.com\n");

        assertThat(config.read().valid().settings().publicUrl()).hasToString("https://file.example.com");
        assertThat(config.read("--gateway.public-url=https://line.example.com")
                        .valid()
                        .settings()
                        .publicUrl())
                .hasToString("https://line.example.com");
    }

    @Test
    void dataAreKeptBesideTheConfigurationUnlessItSaysOtherwise() {
        assertThat(config.read().valid().settings().dataDirectory())
                .isEqualTo(directory.toAbsolutePath().resolveSibling("data"));
        assertThat(config.read("--gateway.data-directory=/var/lib/gatehouse")
                        .valid()
                        .settings()
                        .dataDirectory())
                .isEqualTo(Path.of("/var/lib/gatehouse"));
    }

    @Test
    void aFileIsNoDataDirectory() {
        config.with("gateway.yaml", "gateway: {data-directory: '" + directory + "/gateway.yaml'}");

        assertThat(config.problems())
                .containsExactly(
                        "gateway.yaml:1  gateway.data-directory: gateway.yaml (expected: a directory, which need not exist)");
    }

    @Test
    void aKeyFileThatCannotBeUsedIsAProblemOnlyWhereItWouldBeUsed() {
        config.with("data/secret-key", "no key");
        String data = "--gateway.data-directory=" + directory.resolve("data");

        assertThat(config.problems(data)).singleElement().asString().contains("secret-key: ");
        assertThat(config.problems(data, "--gateway.secret-key=" + KEY)).isEmpty();
        assertThat(config.problems(data, "--gateway.sessions.store=redis", "--gateway.secret-key=" + KEY))
                .isEmpty();
    }

    @Test
    void toReadAConfigurationMakesNoDataDirectory() {
        config.read("--gateway.data-directory=" + directory.resolve("data")).valid();

        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void aSecretKeyMayBeAListWhileItRotates() {
        config.with(
                        "gateway.yaml",
                        "gateway:\n  sessions.store: redis\n  secret-key: [\"" + KEY + "\", \"file:old\"]\n")
                .with("old", KEY + "\n");

        assertThat(config.problems()).isEmpty();
        assertThat(config.read().files()).containsKey(directory.resolve("old"));
    }

    /** {@code GATEWAY_SECRET_KEY} in the environment is {@code gateway.secret-key} by Boot's relaxed names. */
    @Test
    void aVariableDoesNotHideTheListOfKeysThatNamesIt() {
        config.with(
                "gateway.yaml",
                "gateway:\n  sessions.store: redis\n  secret-key: [\"${NEW_KEY}\", \"${GATEWAY_SECRET_KEY}\"]\n");

        assertThat(config.problems("--gateway.secret-key=" + KEY, "--GATEWAY_SECRET_KEY=" + KEY))
                .containsExactly(
                        "gateway.yaml:3  gateway.secret-key[0]: ${NEW_KEY} (expected: the variable NEW_KEY to be set)");
    }

    @Test
    void aProxyNeedsItsPort() {
        config.with("gateway.yaml", "gateway:\n  egress.proxy: http://proxy.internal\n");

        assertThat(config.problems())
                .containsExactly(
                        "gateway.yaml:2  gateway.egress.proxy: http://proxy.internal (expected: http://host:port)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://:hunter2@redis.internal",
                "hunter2",
                "redis://:hunter2@:6379",
                "redis://:hunter2@redis.internal:99999",
                "redis://:hunter2@ho_st:6379",
                "redis://:hunter2%zz@redis.internal",
                "redis://:hunter2/x@redis.internal",
                "redis://:hunter2#x@redis.internal",
                "redis://:hunter2@x@redis.internal",
                "redis://:hunter2@redis.internal/first"
            })
    void anAddressOfRedisThatIsNoneIsSaidWithoutItself(String url) {
        config.with("gateway.yaml", "spring.data.redis.url: '" + url.replace("internal", "${WHERE:internal}") + "'\n");

        assertThat(config.problems())
                .containsExactly("gateway.yaml:1  spring.data.redis.url: not an address of Redis (expected:"
                        + " redis://user:password@host:port, or rediss:// for TLS; what is neither letter nor digit in the"
                        + " password as %XX)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://localhost",
                "rediss://gatehouse:a%2Fb@redis.internal:6379/3",
                "redis://[::1]:6379",
                "redis://:hunter2@10.0.0.1/"
            })
    void anAddressOfRedisIsOne(String url) {
        config.with("gateway.yaml", "spring.data.redis.url: '" + url + "'\n");

        assertThat(config.problems()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    @Proves({"SEC-03", "SEC-62"})
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
                        "gateway:\n  assertion-keys: [hunter2]",
                        "gateway.yaml:2  gateway.assertion-keys[0]: no PEM (expected: an EC key of P-256, as openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 makes it, or as a JWK with its d)"),
                arguments(
                        "gateway:\n  secret-key: ${NOWHERE}",
                        "gateway.yaml:2  gateway.secret-key: ${NOWHERE} (expected: the variable NOWHERE to be set)"),
                arguments(
                        "gateway:\n  sessions:\n    idle-timeout: 2h\n    max-age: 1h",
                        "gateway.yaml:4  gateway.sessions.max-age: 1h (expected: at least idle-timeout)"),
                arguments(
                        "gateway: {sessions: {store: disk}}",
                        "gateway.yaml:1  gateway.sessions.store: disk (expected: one of memory, redis)"),
                arguments(
                        "gateway: {forwarder: nginx}",
                        "gateway.yaml:1  gateway.forwarder: nginx (expected: one of own, spring)"),
                arguments(
                        "gateway: {access-log: json}",
                        "gateway.yaml:1  gateway.access-log: json (expected: on or off)"),
                arguments(
                        "gateway: {console-url: 'https://a'}",
                        "gateway.yaml:1  gateway.console-url: https://a (expected: another host than that of public-url, and its scheme)"),
                arguments(
                        "gateway: {public-url: 'https://a.example', console-url: 'https://A.example:8443'}",
                        "gateway.yaml:1  gateway.console-url: https://A.example:8443 (expected: another host than that of public-url, and its scheme)"),
                arguments(
                        "gateway: {public-url: [a, b]}",
                        "gateway.yaml:1  gateway.public-url[0]: a list (expected: a single value)"),
                arguments(
                        "gateway: {public-url: {a: b}}",
                        "gateway.yaml:1  gateway.public-url: a section (expected: a single value)"),
                arguments(
                        "gateway: {sessions: redis}",
                        "gateway.yaml:1  gateway.sessions: a single value (expected: a section of keys)"),
                arguments(
                        "gateway.sessions.near-cache: 10m",
                        "gateway.yaml:1  gateway.sessions.near-cache: 10m (expected: at most 5m: a removal that no replica told of takes effect as late)"),
                arguments(
                        "gateway.sessions.hold-over: 10m",
                        "gateway.yaml:1  gateway.sessions.hold-over: 10m (expected: at most 5m: while Redis is away, so long does a removal count for nothing)"),
                arguments(
                        "spring.data.redis.lettuce.read-from: replicaPreferred",
                        "gateway.yaml:1  spring.data.redis.lettuce.read-from: replicaPreferred (expected: none: a replica may still have a session that was just removed)"),
                arguments(
                        "spring.data.redis.sentinel.nodes: [sentinel-1:26379]",
                        "gateway.yaml:1  spring.data.redis.sentinel.nodes[0]: without a master (expected: its name in spring.data.redis.sentinel.master)"),
                arguments(
                        "spring.data.redis.sentinel.master: gatehouse",
                        "gateway.yaml:1  spring.data.redis.sentinel.master: without Sentinels (expected: their host:port in spring.data.redis.sentinel.nodes)"),
                arguments(
                        "spring.data.redis.cluster.nodes: [redis-1:6379, redis-2]",
                        "gateway.yaml:1  spring.data.redis.cluster.nodes[1]: redis-2 (expected: host:port)"),
                arguments(
                        "gateway: {forward-auth-secret: [0123456789abcdef0123456789abcdef, s3cr3t]}",
                        "gateway.yaml:1  gateway.forward-auth-secret[1]: too short, or not plain ASCII (expected: at least 32 characters such as openssl rand -hex 32 prints)"),
                arguments(
                        "gateway:\n  mail:\n    from: a@b.example",
                        "gateway.yaml:3  gateway.mail.host: missing (expected: the mail server's name)"),
                arguments("gateway:\n  mail:\n    host: smtp.acme.com\n    username: gatehouse", """
                        gateway.yaml  gateway.mail.from: missing (expected: the address that mails come from)
                        gateway.yaml:4  gateway.mail.username: one of username and password (expected: both, or neither)"""),
                arguments("gateway.mail: {host: smtp.acme.com, from: a@b.example, tls: none, ca-file: /nix}", """
                        gateway.yaml:1  gateway.mail.ca-file: /nix (expected: a file of PEM certificates that can be read)
                        gateway.yaml:1  gateway.mail.tls: none (expected: starttls or implicit; none is for a server on localhost)"""),
                arguments(
                        "gateway.mail: {host: relay, from: a@b.example, tls: unprotected, username: a, password: hunter2}",
                        "gateway.yaml:1  gateway.mail.tls: unprotected (expected: starttls or implicit, with a password)"),
                arguments(
                        "gateway.mail: {host: relay, from: 'A <a@b.example>, <c@d.example>'}",
                        "gateway.yaml:1  gateway.mail.from: A <a@b.example>, <c@d.example> (expected: an e-mail address, or a name and one: Portal <no-reply@example.com>)"),
                arguments(
                        "gateway.mail: {host: relay, from: a@b.example, prot: 2525}",
                        "gateway.yaml:1  gateway.mail.prot: unknown key (expected: one of ca-file, from, host, password, per-hour, port, tls, username; did you mean port?)"),
                arguments("gateway: redis", "gateway.yaml:1  gateway: a single value (expected: a section of keys)"),
                arguments(
                        "gateway:\n  sessions.stroe: redis",
                        "gateway.yaml:2  gateway.sessions.stroe: unknown key (expected: one of hold-over, idle-timeout, max-age, near-cache, recheck, store; did you mean store?)"),
                arguments(
                        "gateway: {egress: {allow-private: [10.1.0.0/16, .internal, 0.0.0.0/0, 169.254.169.254]}}",
                        """
                        gateway.yaml:1  gateway.egress.allow-private[2]: 0.0.0.0/0 (expected: a host, or a network no wider than 10.0.0.0/8 or fc00::/7; never a link-local or metadata address)
                        gateway.yaml:1  gateway.egress.allow-private[3]: 169.254.169.254 (expected: a host, or a network no wider than 10.0.0.0/8 or fc00::/7; never a link-local or metadata address)"""),
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
}
