package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.command.MakeSetupLink;
import io.gatehouse.demo.DemoOrganizations;
import io.gatehouse.journey.HttpBrowser.Page;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets are planted wherever the gateway has some, everything is done with them that can be done, and then they are looked
 * for where nobody may find one: in the log at DEBUG, on pages, in metrics, in Redis, at the upstream (SEC-59).
 */
@Tag("once")
class PlantedSecretsJourney {

    private static final String KEY =
            Base64.getEncoder().encodeToString("a key of 32 bytes, all planted..".getBytes(StandardCharsets.US_ASCII));
    private static final String TYPED = "typed-secret-of-newco-7Qz";

    @TempDir
    static Path directory;

    static final Set<String> planted = new TreeSet<>();
    static final List<Page> pages = new ArrayList<>();
    static RedisServer redis;
    static TestUpstream upstream;
    static OverheardProvider provider;
    static GatewayProcess gateway;
    static String metrics;
    static int port;

    @BeforeAll
    static void useEverySecret() throws IOException {
        port = RedisServer.freePort();
        int management = RedisServer.freePort();
        redis = RedisServer.start();
        upstream = TestUpstream.start();
        provider = OverheardProvider.start(DemoOrganizations.ACME, url("/organizations/acme/oidc/consume"));
        Path config = Files.createDirectories(directory.resolve("config"));
        Files.createDirectories(config.resolve("organizations"));
        Files.writeString(config.resolve("gateway.yaml"), """
                gateway:
                  public-url: %s
                  secret-key: %s
                  sessions: {store: redis}
                spring.data.redis.url: %s
                server.port: %d
                management.server.port: %d
                logging.level:
                  root: DEBUG
                  io.gatehouse: DEBUG
                  io.lettuce: DEBUG
                  org.springframework: DEBUG
                  reactor.netty.http.client: DEBUG
                  reactor.netty.http.server: DEBUG
                  org.springframework.web.server.adapter.HttpWebHandlerAdapter: DEBUG
                """.formatted(url(""), KEY, redis.uri(), port, management));
        Files.writeString(config.resolve("routes.yaml"), """
                routes:
                  portal: {path: "/{organization}/portal/**", upstream: "%s", strip-prefix: true}
                  filtered: {path: "/{organization}/filtered/**", upstream: "%s", filters: ['AddRequestHeader=X-A, b']}
                """.formatted(upstream.uri(), upstream.uri()));
        String acme = World.organization(DemoOrganizations.ACME, provider.issuer());
        Files.writeString(
                config.resolve("organizations/acme.yaml"),
                acme.replace("  sign-out:", "  scopes: [openid, profile, email, offline_access]\n  sign-out:"));
        Files.writeString(
                config.resolve("organizations/wrong.yaml"),
                acme.replace(DemoOrganizations.ACME.clientSecret(), "wrong-planted-secret-5Tx")
                        .replace("[acme.com]", "[wrong.com]"));
        Files.writeString(config.resolve("organizations/newco.yaml"), "name: Newco\n");
        planted.addAll(Set.of(KEY, DemoOrganizations.ACME.clientSecret(), "wrong-planted-secret-5Tx", TYPED));
        gateway = GatewayProcess.start(config, directory.resolve("gateway.log"));
        signInAndOut();
        failToSignIn();
        setUp(config);
        metrics = new HttpBrowser()
                .send("http://127.0.0.1:" + management + "/actuator/prometheus", request -> {})
                .body();
        planted.addAll(provider.secrets());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        provider.close();
        upstream.close();
        redis.close();
    }

    @Test
    void thereWereSecretsOfEveryKind() {
        // key, three client secrets, four cookies, a set-up link; of each sign-in a code, a verifier and three tokens
        assertThat(planted).hasSizeGreaterThanOrEqualTo(9 + 2 * 5);
        assertThat(gateway.log()).contains(" DEBUG ", "GH-4101", "GH-4001");
    }

    @Test
    void noneStandsInTheLogNotEvenAtDebug() {
        String log = gateway.log();

        assertThat(planted).noneMatch(secret -> holds(log, secret));
    }

    @Test
    void noneStandsOnAPage() {
        assertThat(pages).hasSizeGreaterThan(10);
        for (Page page : pages) {
            assertThat(planted).as(page.address().toString()).noneMatch(secret -> holds(page.body(), secret));
        }
    }

    @Test
    void noneStandsInTheMetrics() {
        assertThat(metrics).contains("gatehouse_sign_ins_total");
        assertThat(planted).noneMatch(secret -> holds(metrics, secret));
    }

    @Test
    void noneStandsInRedisButSealed() {
        try (RedisClient client = RedisClient.create(redis.uri().toString());
                StatefulRedisConnection<String, String> connection =
                        client.connect(new StringCodec(StandardCharsets.ISO_8859_1))) {
            List<String> keys = connection.sync().keys("*");
            assertThat(keys).hasSizeGreaterThanOrEqualTo(3);
            for (String key : keys) {
                String value = new String(connection.sync().dump(key), StandardCharsets.ISO_8859_1);
                assertThat(planted).as(key).noneMatch(secret -> holds(key, secret) || holds(value, secret));
            }
        }
    }

    @Test
    void noneReachesTheUpstream() {
        assertThat(upstream.received()).isNotEmpty();
        assertThat(upstream.received())
                .allSatisfy(request -> assertThat(planted).noneMatch(secret -> holds(request.toString(), secret)));
    }

    private static void signInAndOut() {
        HttpBrowser stays = new HttpBrowser();
        HttpBrowser leaves = new HttpBrowser();
        for (HttpBrowser browser : List.of(stays, leaves)) {
            pages.add(browser.submit(browser.open(url("/acme/portal/?a=b")), Map.of("username", "alice")));
            pages.add(browser.fetch(url("/acme/filtered/x")));
            pages.add(browser.open(url("/organizations/acme/whoami")));
            pages.add(browser.open(url("/organizations/acme/settings")));
            pages.add(browser.open(url("/acme/nowhere")));
            cookies(browser);
        }
        Page question = leaves.open(url("/organizations/acme/logout"));
        pages.add(question);
        pages.add(leaves.submitOnce(question, Map.of()));
        pages.add(leaves.fetch(url("/acme/portal/")));
    }

    /** A wrong secret, an answer for nobody, an identity provider's own error. */
    private static void failToSignIn() {
        HttpBrowser browser = new HttpBrowser();
        String there = browser.get(url("/wrong/portal/")).header("Location").orElseThrow();
        String state = there.replaceAll(".*[?&]state=([^&]+).*", "$1");
        String consume = url("/organizations/wrong/oidc/consume?iss=" + provider.issuer() + "&state=" + state);
        pages.add(browser.open(consume + "&code=planted-code-8Kd"));
        pages.add(browser.open(consume + "&code=planted-code-9Ke"));
        pages.add(
                browser.open(url("/organizations/acme/oidc/consume?error=server_error&state=x&code=planted-code-6Ka")));
        planted.addAll(Set.of("planted-code-8Kd", "planted-code-9Ke", "planted-code-6Ka"));
    }

    private static void setUp(Path config) {
        HttpBrowser browser = new HttpBrowser();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        MakeSetupLink.run(
                new String[] {"newco", "--config", config.toString()},
                new PrintStream(said, true, StandardCharsets.UTF_8),
                Clock.systemUTC());
        String link = said.toString(StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("http"))
                .findFirst()
                .orElseThrow();
        planted.add(link.substring(link.indexOf("link=") + 5));
        Page question = browser.open(link);
        Page settings = browser.submitTo(question, "/organizations/newco/settings/enter", Map.of());
        cookies(browser);
        pages.add(settings);
        pages.add(browser.submit(
                settings,
                Map.of(
                        "issuer", "http://localhost:1/nowhere",
                        "client-id", "newco",
                        "client-secret", TYPED)));
        pages.add(browser.open(url("/organizations/newco/settings")));
        Awaitility.await().until(() -> gateway.log().contains("sign-on-test-failed"));
    }

    /** What a browser has is the browser's: nobody else may read it. */
    private static void cookies(HttpBrowser browser) {
        browser.cookiesFor(URI.create(url("/"))).values().stream()
                .filter(value -> value.length() > 20)
                .forEach(planted::add);
    }

    /** Half a secret is one too many: Spring cuts what it logs after a hundred characters. */
    private static boolean holds(String text, String secret) {
        return text.contains(secret.substring(0, Math.min(secret.length(), 16)));
    }

    private static String url(String path) {
        return "http://localhost:" + port + path;
    }
}
