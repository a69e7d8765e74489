package io.gatehouse.journey;

import static java.net.http.HttpRequest.BodyPublishers.ofString;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.json.JsonMapper;

/** Runs the real Keycloak, one realm an organization, so that journeys sign in at an identity provider that is not ours. */
final class KeycloakServer implements AutoCloseable {

    /** A realm (Keycloak's word) with one confidential client, for one organization. */
    record Realm(
            String name,
            String clientId,
            String clientSecret,
            List<String> redirectUris,
            List<String> postLogoutRedirectUris,
            List<User> users,
            Map<String, String> clientAttributes) {

        Realm(
                String name,
                String clientId,
                String clientSecret,
                List<String> redirectUris,
                List<String> postLogoutRedirectUris,
                List<User> users) {
            this(name, clientId, clientSecret, redirectUris, postLogoutRedirectUris, users, Map.of());
        }
    }

    /** A person with a verified e-mail address who can sign in to a realm. */
    record User(
            String username, String password, String email, String firstName, String lastName, List<String> groups) {}

    private static final String VERSION = "26.7.0";
    private static final Path WORK = Path.of("target", "keycloak").toAbsolutePath();
    private static final String LOG = "process.log";
    private static final String ADMIN = "admin";
    private static final JsonMapper JSON = new JsonMapper();

    /** Brings its own signing key: Keycloak takes seconds to make one. */
    private static final String REALM = """
            {"realm": %s, "enabled": true, "groups": %s, "users": [%s],
             "clients": [{"clientId": %s, "secret": %s, "redirectUris": %s, "attributes": %s, "protocolMappers": [
               {"name": "groups", "protocol": "openid-connect", "protocolMapper": "oidc-group-membership-mapper",
                "config": {"claim.name": "groups", "full.path": "false", "id.token.claim": "true"}}]}],
             "components": {"org.keycloak.keys.KeyProvider": [
               {"name": "signing", "providerId": "rsa", "config": {"privateKey": [%s]}}]}}
            """;

    private static final String USER = """
            {"username": %s, "email": %s, "firstName": %s, "lastName": %s, "groups": %s,
             "enabled": true, "emailVerified": true, "credentials": [{"type": "password", "value": %s}]}""";

    private final int port = RedisServer.freePort();
    private final Process process;
    private final Thread atExit;

    private KeycloakServer(Path home) throws IOException {
        String options = "start --optimized --import-realm --cache=local --http-enabled=true --http-host=127.0.0.1"
                + " --http-port=%1$d --hostname=http://127.0.0.1:%1$d";
        process = launch(home, java(home, options.formatted(port)));
        atExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Skips the test, with the reason, on a machine where Keycloak cannot be had. */
    static KeycloakServer startOrSkip(List<Realm> realms) {
        try {
            distribution();
        } catch (IOException | IllegalStateException unavailable) {
            ChromiumBrowser.skip("Keycloak " + VERSION + " cannot be had: " + unavailable.getMessage());
        }
        return start(realms);
    }

    static KeycloakServer start(List<Realm> realms) {
        try {
            Path home = homeWith(realms);
            KeycloakServer server = new KeycloakServer(home);
            server.awaitReady(realms, home);
            return server;
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException("Keycloak did not start", failure);
        }
    }

    URI issuer(String realm) {
        return URI.create("http://127.0.0.1:" + port + "/realms/" + realm);
    }

    /** As an administrator does in its console. */
    void disable(String realm, String username) {
        HttpBrowser admin = new HttpBrowser();
        String base = "http://127.0.0.1:" + port;
        String tokens = admin.send(base + "/realms/master/protocol/openid-connect/token", request -> request.header(
                                "Content-Type", "application/x-www-form-urlencoded")
                        .POST(ofString(
                                "grant_type=password&client_id=admin-cli&username=" + ADMIN + "&password=" + ADMIN)))
                .body();
        String bearer = "Bearer " + JSON.readTree(tokens).path("access_token").asString();
        String users = base + "/admin/realms/" + realm + "/users";
        String found = admin.send(users + "?username=" + username, request -> request.header("Authorization", bearer))
                .body();
        String id = JSON.readTree(found).path(0).path("id").asString();
        int status = admin.send(users + "/" + id, request -> request.header("Authorization", bearer)
                        .header("Content-Type", "application/json")
                        .PUT(ofString("{\"enabled\": false}")))
                .status();
        if (status != 204) {
            throw new IllegalStateException("Keycloak: disable " + username + ": " + status + " (expected: 204)");
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    private void awaitReady(List<Realm> realms, Path home) throws IOException {
        try {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofMillis(100))
                    .ignoreExceptions()
                    .until(() -> !process.isAlive() || realms.stream().allMatch(this::isServed));
        } catch (ConditionTimeoutException slow) {
            close();
        }
        if (!process.isAlive()) {
            throw new IllegalStateException("Keycloak did not start:\n" + lastLines(home));
        }
    }

    private boolean isServed(Realm realm) {
        return new HttpBrowser()
                        .get(issuer(realm.name()) + "/.well-known/openid-configuration")
                        .status()
                == 200;
    }

    /** A home of its own around the shared distribution, so that several servers can run side by side. */
    private static Path homeWith(List<Realm> realms) throws IOException, GeneralSecurityException {
        Path distribution = distribution();
        Path home = Files.createTempDirectory(WORK, "run-");
        for (String shared : List.of("lib", "providers", "themes")) {
            Files.createSymbolicLink(home.resolve(shared), distribution.resolve(shared));
        }
        Files.createDirectory(home.resolve("conf"));
        Path imports = Files.createDirectories(home.resolve("data/import"));
        for (Realm realm : realms) {
            Files.writeString(imports.resolve(realm.name() + "-realm.json"), json(realm));
        }
        return home;
    }

    private static String json(Realm realm) throws GeneralSecurityException {
        Map<String, String> attributes = new HashMap<>(realm.clientAttributes());
        attributes.put("pkce.code.challenge.method", "S256");
        attributes.put("post.logout.redirect.uris", String.join("##", realm.postLogoutRedirectUris()));
        Stream<String> groups = realm.users().stream().flatMap(user -> user.groups().stream());
        Stream<String> users = realm.users().stream().map(KeycloakServer::json);
        return REALM.formatted(
                json(realm.name()),
                json(groups.distinct().map(group -> Map.of("name", group)).toList()),
                users.collect(joining(", ")),
                json(realm.clientId()),
                json(realm.clientSecret()),
                json(realm.redirectUris()),
                json(attributes),
                json(signingKey()));
    }

    private static String json(User user) {
        return USER.formatted(
                json(user.username()),
                json(user.email()),
                json(user.firstName()),
                json(user.lastName()),
                json(user.groups()),
                json(user.password()));
    }

    private static String json(Object value) {
        return JSON.writeValueAsString(value);
    }

    private static String signingKey() throws GeneralSecurityException {
        KeyPair key = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        return Base64.getEncoder().encodeToString(key.getPrivate().getEncoded());
    }

    /** Downloaded, unpacked and built once: a build takes longer than a start. */
    private static synchronized Path distribution() throws IOException {
        Path distribution = WORK.resolve(VERSION);
        if (!Files.exists(distribution)) {
            Path work = Files.createTempDirectory(Files.createDirectories(WORK), "unpack-");
            try {
                Path home = unpacked(work);
                run(home, java(home, "build --db=dev-mem"));
                Files.move(home, distribution);
            } finally {
                FileSystemUtils.deleteRecursively(work);
            }
        }
        return distribution;
    }

    /** By Maven, whose settings know this machine's proxy and mirror. */
    private static Path unpacked(Path directory) throws IOException {
        String maven = Files.isExecutable(Path.of("mvnw")) ? "./mvnw" : "mvn";
        String goal = "-B -q org.apache.maven.plugins:maven-dependency-plugin:unpack -Dmdep.overWriteReleases=true"
                + " -Dartifact=org.keycloak:keycloak-quarkus-dist:" + VERSION + ":zip";
        run(directory, Stream.concat(words(maven + " " + goal), Stream.of("-DoutputDirectory=" + directory)));
        return directory.resolve("keycloak-" + VERSION);
    }

    /** What bin/kc.sh does, without the shell; C1 alone starts a third faster. */
    private static Stream<String> java(Path home, String arguments) {
        Stream<String> java = Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Stream<String> options = words("-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xms128m -Xmx512m"
                + " -Djava.util.logging.manager=org.jboss.logmanager.LogManager -Dpicocli.disable.closures=true"
                + " --add-opens=java.base/java.util=ALL-UNNAMED --add-opens=java.base/java.util.concurrent=ALL-UNNAMED"
                + " --add-opens=java.base/java.security=ALL-UNNAMED --add-opens=java.base/java.lang=ALL-UNNAMED");
        Stream<String> places = Stream.of(
                "-Dkc.home.dir=" + home,
                "-cp",
                home.resolve("lib/quarkus-run.jar").toString());
        Stream<String> main = words("io.quarkus.bootstrap.runner.QuarkusEntryPoint " + arguments);
        return Stream.of(java, options, places, main).flatMap(part -> part);
    }

    private static Stream<String> words(String line) {
        return Stream.of(line.split(" "));
    }

    private static void run(Path directory, Stream<String> command) throws IOException {
        int status = launch(directory, command).onExit().join().exitValue();
        if (status != 0) {
            throw new IllegalStateException("ended with " + status + ":\n" + lastLines(directory));
        }
    }

    private static Process launch(Path directory, Stream<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command.toList()).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN, "KC_BOOTSTRAP_ADMIN_PASSWORD", ADMIN));
        return builder.redirectOutput(directory.resolve(LOG).toFile()).start();
    }

    private static String lastLines(Path directory) throws IOException {
        List<String> lines = Files.readAllLines(directory.resolve(LOG));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }
}
