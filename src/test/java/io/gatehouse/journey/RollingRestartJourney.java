package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.demo.DemoIdentityProvider;
import io.gatehouse.demo.DemoOrganizations;
import io.gatehouse.journey.RawClient.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas in processes of their own, restarted one after another under people who go on working. */
@Tag("once")
class RollingRestartJourney {

    private static final int PEOPLE = 8;

    /** A replica's ports, which stay the same over its restarts. */
    private record Replica(int port, int management) {

        static Replica onFreePorts() {
            return new Replica(RedisServer.freePort(), RedisServer.freePort());
        }

        boolean isReady() {
            try {
                return new HttpBrowser()
                                .send("http://127.0.0.1:" + management + "/actuator/health/readiness", request -> {})
                                .status()
                        == 200;
            } catch (UncheckedIOException refused) {
                return false;
            }
        }
    }

    @TempDir
    Path directory;

    private final Map<Integer, Boolean> ready = new ConcurrentHashMap<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final List<String> failed = new CopyOnWriteArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    @SuppressWarnings("try") // the balancer works by being there
    void nobodyNoticesThatEachReplicaIsRestarted() throws Exception {
        int port = RedisServer.freePort();
        List<Replica> replicas = List.of(Replica.onFreePorts(), Replica.onFreePorts());
        ScheduledExecutorService probes = Executors.newSingleThreadScheduledExecutor();
        try (RedisServer redis = RedisServer.start();
                TestUpstream upstream = TestUpstream.start();
                DemoIdentityProvider provider = DemoIdentityProvider.start(DemoOrganizations.ACME
                        .identityProvider()
                        .withPort(0)
                        .withRedirectUris(uri -> uri.startsWith("http://localhost:" + port + "/")));
                Balancer balancer = Balancer.start(
                        port,
                        replicas.stream().map(Replica::port).toList(),
                        asked -> ready.getOrDefault(asked, false))) {
            Path config = configuration(port, redis, upstream, provider);
            probes.scheduleWithFixedDelay(
                    () -> replicas.forEach(replica -> ready.put(replica.port(), replica.isReady())),
                    0,
                    100,
                    TimeUnit.MILLISECONDS);
            CompletableFuture<GatewayProcess> other =
                    CompletableFuture.supplyAsync(() -> start(config, replicas.get(1), 0));
            List<GatewayProcess> running = new ArrayList<>(List.of(start(config, replicas.get(0), 0), other.join()));
            try {
                await().until(() -> replicas.stream().allMatch(replica -> ready.get(replica.port())));
                List<Thread> people = people(port);
                for (int i = 0; i < replicas.size(); i++) {
                    running.get(i).terminate();
                    assertThat(running.get(i).awaitEnd(Duration.ofSeconds(25))).isEqualTo(128 + 15);
                    running.set(i, start(config, replicas.get(i), 1));
                    int restarted = replicas.get(i).port();
                    await().until(() -> ready.get(restarted));
                }
                over.set(true);
                for (Thread person : people) {
                    person.join();
                }
            } finally {
                over.set(true);
                running.forEach(GatewayProcess::close);
            }
        } finally {
            probes.shutdownNow();
        }
        System.out.println(
                "rolling restart: " + answered + " answered, " + failed.size() + " failed, of " + PEOPLE + " sessions");
        assertThat(failed).isEmpty();
        assertThat(answered.get()).isGreaterThan(100);
    }

    private List<Thread> people(int port) {
        List<Thread> people = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            HttpBrowser browser = new HttpBrowser();
            URI origin = URI.create("http://localhost:" + port);
            browser.submit(browser.open(origin + "/acme/portal/"), Map.of("username", "bob"));
            String cookie = "gatehouse-acme=" + browser.cookiesFor(origin).get("gatehouse-acme");
            people.add(new Thread(() -> work(port, cookie)));
        }
        people.forEach(Thread::start);
        return people;
    }

    /** On connections that are kept as long as the gateway likes, as proxies keep them; nothing is asked twice. */
    private void work(int port, String cookie) {
        while (!over.get()) {
            try (RawClient client = RawClient.to(port)) {
                Answer answer;
                do {
                    answer = client.send("GET /acme/portal/ HTTP/1.1\r\nHost: localhost:" + port + "\r\nCookie: "
                                    + cookie + "\r\n\r\n")
                            .answer();
                    if (answer.status() == 200 && answer.whole()) {
                        answered.incrementAndGet();
                    } else {
                        failed.add(answer.toString());
                    }
                    TimeUnit.MILLISECONDS.sleep(20);
                } while (!over.get()
                        && answer.status() != 0
                        && !answer.header("Connection").contains("close"));
            } catch (UncheckedIOException broken) {
                failed.add(broken.toString());
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    private GatewayProcess start(Path config, Replica replica, int generation) {
        return GatewayProcess.start(
                config,
                directory.resolve(replica.port() + "-" + generation + ".log"),
                "--server.port=" + replica.port(),
                "--management.server.port=" + replica.management());
    }

    private Path configuration(int port, RedisServer redis, TestUpstream upstream, DemoIdentityProvider provider)
            throws IOException {
        Path config = Files.createDirectories(directory.resolve("config"));
        Files.createDirectories(config.resolve("organizations"));
        Files.writeString(config.resolve("gateway.yaml"), """
                gateway:
                  public-url: http://localhost:%d
                  secret-key: %s
                  sessions: {store: redis}
                  shutdown-delay: 1s
                spring.data.redis.url: %s
                """.formatted(
                        port, Base64.getEncoder().encodeToString(new byte[32]), redis.uri()));
        Files.writeString(config.resolve("routes.yaml"), """
                routes:
                  portal: {path: "/{organization}/portal/**", upstream: "%s", strip-prefix: true}
                """.formatted(upstream.uri()));
        Files.writeString(
                config.resolve("organizations/acme.yaml"),
                World.organization(DemoOrganizations.ACME, provider.issuer()));
        return config;
    }
}
