package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.audit.Happening;
import io.gatehouse.audit.store.RedisActivityStore;
import io.gatehouse.audit.store.StreamId;
import io.gatehouse.member.store.RedisMemberStore;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.session.store.SessionIndex;
import io.gatehouse.session.store.SessionStore;
import io.gatehouse.session.store.redis.RedisSessionIndex;
import io.gatehouse.session.store.redis.RedisSessionStore;
import io.gatehouse.settings.store.RedisSettingsStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A Redis that speaks TLS, under an authority of its own, to a user who has the rights that docs/operations.md names. */
@Tag("once")
class RedisAccessJourney {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final byte[] VALUE = {1, 2, 3};
    private static final String PASSWORD = "a-long-password";

    /** Nothing of ours needs to be told; Lettuce begins a subscription's end so, when a connection closes. */
    private static final Set<String> UNUSED = Set.of("unsubscribe");

    @TempDir
    static Path directory;

    static String documented;
    static RedisProcess redis;
    static RedisProcess replica;
    static World world;

    @BeforeAll
    static void start() throws IOException {
        documented = Files.readString(Path.of("docs/operations.md"))
                .lines()
                .filter(line -> line.startsWith("user gatehouse on"))
                .findFirst()
                .orElseThrow();
        Certificate authority = Certificate.authority(directory, "authority");
        Certificate server = Certificate.signedBy("authority", directory, "redis", "dns:localhost,ip:127.0.0.1");
        int plain = RedisServer.freePort();
        int tls = RedisServer.freePort();
        redis = RedisProcess.start(
                directory,
                plain,
                "tls-port " + tls,
                "tls-cert-file " + server.certificate(),
                "tls-key-file " + server.key(),
                "tls-ca-cert-file " + authority.certificate(),
                "tls-auth-clients no",
                "user default off nopass sanitize-payload ~* &* +@all",
                "user admin on >admin ~* &* +@all",
                documented);
        replica = RedisProcess.start(directory, "replicaof 127.0.0.1 " + plain, "masteruser admin", "masterauth admin");
        Awaitility.await().until(() -> admin("info", "replication").contains("state=online"));
        world = World.start(
                directory.resolve("config"),
                "--gateway.sessions.store=redis",
                "--gateway.secret-key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "--spring.data.redis.url=rediss://gatehouse:" + PASSWORD + "@localhost:" + tls,
                "--spring.data.redis.ssl.bundle=redis",
                "--spring.ssl.bundle.pem.redis.truststore.certificate=file:" + authority.certificate());
    }

    @AfterAll
    static void stop() {
        world.close();
        replica.close();
        redis.close();
    }

    @Test
    void everythingWorksOverTlsWithTheDocumentedRightsAndNoneIsTooMany() {
        HttpBrowser alice = new HttpBrowser();
        assertThat(world.signIn(alice, "/acme/portal/", "alice").status()).isEqualTo(200);
        alice.post(world.url("/organizations/acme/logout"), Map.of());
        assertThat(alice.get(world.url("/acme/portal/")).status()).isEqualTo(302);
        callEverything();

        assertThat(admin("acl", "log")).as("what was refused").isEmpty();
        assertThat(rights())
                .allSatisfy(right -> assertThat(admin("info", "commandstats")).contains("cmdstat_" + right + ":"));
    }

    private static void callEverything() {
        RedisStandaloneConfiguration where = new RedisStandaloneConfiguration("127.0.0.1", redis.port());
        where.setUsername("gatehouse");
        where.setPassword(PASSWORD);
        LettuceConnectionFactory connections = new LettuceConnectionFactory(where);
        connections.afterPropertiesSet();
        connections.start();
        try (RedisSessionStore store = new RedisSessionStore(connections)) {
            Awaitility.await().until(() -> store.hearing() != SessionStore.DEAF);
            store.put("a", VALUE, LONG, VALUE, LONG).block();
            store.use("a", LONG).block();
            store.lock("a", "me", LONG).block();
            store.replace("a", VALUE, VALUE, "me").block();
            store.unlock("a", "me").block();
            store.putPage("a", VALUE, LONG).block();
            store.remove("a").block();
            RedisSessionIndex index = new RedisSessionIndex(connections, Clock.systemUTC());
            index.enter("name", "a", Instant.now(), LONG).block();
            assertThat(index.find("name").collectList().block()).containsExactly("a");
            index.latest("name", SessionIndex.Position.FIRST, 1).block();
            index.leave("name", "a").block();
            index.close("name", Instant.now(), LONG).block();
            RedisSettingsStore settings = new RedisSettingsStore(connections);
            OrganizationName acme = new OrganizationName("acme");
            settings.write(acme, 0, VALUE).block();
            settings.versions().block();
            settings.spend("id", LONG).block();
            settings.revokeLinks(acme, Instant.now()).block();
            settings.remove(acme, 1).block();
            RedisMemberStore members = new RedisMemberStore(connections);
            members.write(acme, "m", 0, VALUE, Set.of("name")).block();
            members.stamp(acme).block();
            members.read(acme, List.of("m", "n")).collectList().block();
            members.named(acme, "name").block();
            assertThat(members.versions(acme).block()).containsKey("m");
            members.remove(acme, "m", 1).block();
            new RedisActivityStore(connections, 100, Clock.systemUTC())
                    .read("acme", Happening.Drawer.VISITS, new StreamId(999_999_999_999_999L, 0), new StreamId(0, 0), 1)
                    .collectList()
                    .block();
        } finally {
            connections.destroy();
        }
    }

    /** {@code +config|get} is {@code config|get} in Redis' own counts. */
    private static List<String> rights() {
        return Arrays.stream(documented.split(" "))
                .filter(word -> word.startsWith("+"))
                .map(word -> word.substring(1))
                .filter(right -> !UNUSED.contains(right))
                .collect(Collectors.toList());
    }

    private static String admin(String... command) {
        String[] asAdmin = new String[command.length + 5];
        System.arraycopy(new String[] {"--user", "admin", "--pass", "admin", "--no-auth-warning"}, 0, asAdmin, 0, 5);
        System.arraycopy(command, 0, asAdmin, 5, command.length);
        return redis.cli(asAdmin);
    }
}
