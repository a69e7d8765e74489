package io.gatehouse.journey;

import io.gatehouse.audit.store.ManyEntries;
import io.gatehouse.audit.store.RedisActivityStore;
import io.gatehouse.demo.DemoIdentityProvider;
import io.gatehouse.demo.DemoOrganizations;
import io.gatehouse.journey.HttpBrowser.Page;
import io.gatehouse.member.ManyMembers;
import io.gatehouse.member.store.RedisMemberStore;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.secret.Secret;
import io.gatehouse.secret.SecretKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.FileSystemUtils;

/**
 * How long the settings pages of an organization with 10,000 members and 100,000 entries take over HTTP, in a gateway that has
 * just started and later: {@code mvn test-compile}, then its main with the test class path.
 */
final class PagesMeasurement {

    private static final int MEMBERS = 10_000;
    private static final int ENTRIES = 100_000;
    private static final int TIMES = 30;
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String SETTINGS = "/organizations/acme/settings";

    private static final List<String> ONE_ORDER = List.of(
            "/members",
            "/members?page=2",
            "/members?page=200",
            "/members?search=person4242%40acme.com",
            "/members?search=Number+42",
            "/members?search=developer",
            "/members?search=nobody",
            "/members/export",
            "/activity",
            "/activity?kind=member",
            "/activity?person=p4242%40",
            "/activity?person=nobody",
            "/activity?until=2026-01-01");

    private PagesMeasurement() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("gatehouse-pages");
        DemoIdentityProvider provider = DemoIdentityProvider.start(DemoOrganizations.ACME
                .identityProvider()
                .withPort(0)
                .withRedirectUris(uri -> true)
                .withPostLogoutRedirectUris(uri -> true));
        try (RedisServer redis = RedisServer.start()) {
            fill(redis);
            configure(folder, provider, redis);
            measure(folder, ONE_ORDER);
            measure(folder, List.of("/activity?person=p4242%40", "/activity", "/members?search=nobody", "/members"));
            measure(folder, List.of("/members?search=nobody", "/members/export"));
        } finally {
            provider.close();
            FileSystemUtils.deleteRecursively(folder);
        }
    }

    private static void fill(RedisServer redis) {
        SecretKeys keys = SecretKeys.of(List.of(Secret.of(KEY)));
        LettuceConnectionFactory connections = new LettuceConnectionFactory("127.0.0.1", redis.port());
        connections.afterPropertiesSet();
        connections.start();
        ManyMembers.fill(new RedisMemberStore(connections), keys, new OrganizationName("acme"), MEMBERS);
        Clock clock = Clock.systemUTC();
        ManyEntries.fill(new RedisActivityStore(connections, ENTRIES, clock), keys, "acme", ENTRIES, clock);
        connections.destroy();
    }

    private static void configure(Path folder, DemoIdentityProvider provider, RedisServer redis) throws IOException {
        Files.createDirectories(folder.resolve("organizations"));
        Files.writeString(folder.resolve("gateway.yaml"), """
                gateway:
                  secret-key: %s
                  sessions: {store: redis}
                  activity: {keep: %d}
                spring.data.redis.url: %s
                """.formatted(KEY, ENTRIES, redis.uri()));
        Files.writeString(folder.resolve("routes.yaml"), "routes: {}\n");
        Files.writeString(
                folder.resolve("organizations/acme.yaml"),
                World.organization(DemoOrganizations.ACME, provider.issuer()));
    }

    private static void measure(Path folder, List<String> pages) {
        int port = RedisServer.freePort();
        String url = "http://localhost:" + port;
        GatewayProcess gateway = GatewayProcess.start(
                List.of("-Xmx256m", "-XX:+UseSerialGC"),
                folder,
                folder.resolve("gateway.log"),
                "--server.port=" + port,
                "--management.server.port=0",
                "--gateway.public-url=" + url);
        try {
            HttpBrowser browser = new HttpBrowser();
            browser.submit(browser.open(url + SETTINGS), Map.of("username", "alice"));
            for (String path : pages) {
                Duration before = gateway.processorTime();
                long first = time(browser, url + SETTINGS + path);
                Duration spent = gateway.processorTime().minus(before);
                long[] later = LongStream.generate(() -> time(browser, url + SETTINGS + path))
                        .limit(TIMES)
                        .sorted()
                        .toArray();
                System.out.printf(
                        "MEASURED %-40s first %4d ms (%4d ms of processors), later: median %4d ms, worst %4d ms%n",
                        path, first, spent.toMillis(), later[TIMES / 2], later[TIMES - 1]);
            }
        } finally {
            gateway.close();
        }
    }

    private static long time(HttpBrowser browser, String address) {
        long begin = System.nanoTime();
        Page page = browser.get(address);
        if (page.status() != 200) {
            throw new AssertionError(address + ": " + page.status());
        }
        return Duration.ofNanos(System.nanoTime() - begin).toMillis();
    }
}
