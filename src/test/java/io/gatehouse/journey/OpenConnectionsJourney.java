package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.demo.DemoOrganizations;
import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.MisbehavingUpstream.Visit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two replicas on one Redis: what is open at one ends with its session, whichever replica ends that. */
@Tag("once")
class OpenConnectionsJourney {

    private static final String ROUTES = """
              plain:
                path: /{organization}/plain/**
                upstream: %1$s
                rules: [{path: /developers/**, allow: developer}, {path: /open/**, allow: anyone}]
              chain:
                path: /{organization}/chain/**
                upstream: %1$s
                filters: ['AddRequestHeader=X-Way, chain']
              developers:
                path: /{organization}/developers/**
                upstream: %1$s
                access: developer
            """;

    /** 1008, "access has ended". */
    private static final String ACCESS_OVER = "\u0003\u00f0access has ended";

    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static final String STORE_AWAY = "\u0003\u00f5try again later";
    private static final String TEXT = "\u0081";
    private static final String CLOSE = "\u0088";

    /** What is promised; a machine that does other work too may have three of them. */
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    static Path config;

    static RedisServer redis;
    static MisbehavingUpstream upstream;
    static World world;
    static RunningGateway second;
    static LogWatch log;

    @BeforeAll
    static void start() {
        redis = RedisServer.start();
        upstream = MisbehavingUpstream.start();
        String[] replicas = {
            "--gateway.sessions.store=redis",
            "--gateway.sessions.hold-over=1s",
            "--gateway.secret-key=" + Base64.getEncoder().encodeToString(new byte[32]),
            "--spring.data.redis.url=" + redis.uri()
        };
        world = World.with(ROUTES.formatted(upstream.uri()), config, replicas);
        second = RunningGateway.start(config, RedisServer.freePort(), world.gateway.port(), replicas);
        log = LogWatch.begin();
    }

    @AfterAll
    static void stop() {
        log.assertQuiet();
        second.close();
        world.close();
        upstream.close();
        redis.close();
    }

    @BeforeEach
    void answer() {
        upstream.forget();
        upstream.plays(visit -> {
            if (visit.requestLine().contains("/ws")) {
                WebSocketJourney.accept(visit, "");
                visit.say(TEXT + "\u0004open");
                visit.read(2 + 4 + ACCESS_OVER.length()); // what the gateway closes with
            } else {
                visit.say(HEAD.formatted(
                                visit.requestLine().contains("/events") ? "text/event-stream" : "application/x-ndjson")
                        + "3\r\none\r\n");
            }
            visit.awaitEnd();
        });
    }

    @AfterEach
    void nothingStaysBehind() {
        await().until(() -> open(world.gateway) == 0 && open(second) == 0);
        await().until(() -> upstream.visits().stream().allMatch(Visit::isOver));
        LogWatch.assertNoLeaks();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "chain"})
    @Proves("SEC-51")
    void whatIsOpenAtOneReplicaEndsWithinASecondWhenAnotherEndsTheSession(String way) {
        HttpBrowser alice = signIn("acme", "alice");
        try (RawClient events = open(alice, "/acme/" + way + "/events");
                RawClient endless = open(alice, "/acme/" + way + "/endless");
                RawClient socket = openSocket(alice, "/acme/" + way + "/ws")) {
            assertThat(open(second)).isEqualTo(3);
            Instant before = Instant.now();

            alice.post(world.url("/organizations/acme/logout"), Map.of());

            assertThat(events.read(5)).as("ends as if the upstream had").isEqualTo("0\r\n\r\n");
            assertThat(socket.read(2 + ACCESS_OVER.length())).isEqualTo(CLOSE + "\u0012" + ACCESS_OVER);
            assertThat(endless.readAll()).as("breaks off").isEmpty();
            Duration took = Duration.between(before, Instant.now());
            System.out.println(way + ": all three ended " + took.toMillis() + " ms after sign-out was asked for");
            assertThat(took).isLessThan(SECOND.multipliedBy(3));
        }
        await().until(() -> socketAtUpstream().body().length > 0);
        assertThat(WebSocketJourney.unmasked(socketAtUpstream().body())).isEqualTo(ACCESS_OVER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "chain"})
    void whatAnotherSessionOfTheSamePersonHasOpenStays(String way) {
        HttpBrowser alice = signIn("acme", "alice");
        HttpBrowser atHome = signIn("acme", "alice");
        try (RawClient events = open(alice, "/acme/" + way + "/events");
                RawClient stays = open(atHome, "/acme/" + way + "/events")) {
            alice.post(world.url("/organizations/acme/logout"), Map.of());

            assertThat(events.read(5)).isEqualTo("0\r\n\r\n");
            assertThat(open(second)).isOne();
            assertThat(stays.patient(Duration.ofMillis(300)).isClosed()).isFalse();
        }
    }

    /** Nobody had it in a list when the session was removed. */
    @ParameterizedTest
    @ValueSource(strings = {"plain", "chain"})
    void anAnswerThatBeginsAfterItsSessionHasEndedEndsAtOnce(String way) {
        CountDownLatch signedOut = new CountDownLatch(1);
        upstream.plays(visit -> {
            await().until(() -> signedOut.getCount() == 0);
            visit.say(HEAD.formatted("text/event-stream"));
            visit.awaitEnd();
        });
        HttpBrowser alice = signIn("acme", "alice");
        try (RawClient events = RawClient.to(second.port()).send(request(alice, "/acme/" + way + "/events") + "\r\n")) {
            await().until(() -> !upstream.visits().isEmpty());

            alice.post(world.url("/organizations/acme/logout"), Map.of());
            await().pollInterval(Duration.ofMillis(50)).until(() -> !isSignedIn(alice));
            signedOut.countDown();

            assertThat(events.answer().whole()).isTrue();
        }
    }

    @Test
    void whoDoesNotReadTheEndIsCutOff() {
        AtomicLong written = new AtomicLong();
        upstream.plays(visit -> flood(visit, written));
        HttpBrowser alice = signIn("acme", "alice");
        try (RawClient plain = deaf(request(alice, "/acme/plain/events") + "\r\n");
                RawClient chain = deaf(request(alice, "/acme/chain/events") + "\r\n");
                RawClient endless = deaf(request(alice, "/acme/chain/endless") + "\r\n");
                RawClient socket = deaf(handshake(alice, "/acme/plain/ws"))) {
            AtomicLong before = new AtomicLong();
            await().pollInterval(Duration.ofMillis(300)).until(() -> {
                long now = written.get();
                return open(second) == 4 && before.getAndSet(now) == now;
            });

            alice.post(world.url("/organizations/acme/logout"), Map.of());

            await().atMost(Duration.ofSeconds(5)).until(() -> open(second) == 0);
            for (RawClient deaf : List.of(plain, chain, endless, socket)) {
                assertThat(deaf.readAll())
                        .as("what was on its way, then the end")
                        .isNotEmpty();
            }
        }
    }

    private static RawClient deaf(String request) {
        return RawClient.to(second.port(), 16 * 1024).send(request);
    }

    /** As much as will go. */
    private static void flood(Visit visit, AtomicLong written) throws IOException {
        boolean webSocket = visit.requestLine().contains("/ws");
        if (webSocket) {
            WebSocketJourney.accept(visit, "");
        } else {
            visit.say(HEAD.formatted(visit.requestLine().contains("/events") ? "text/event-stream" : "text/plain"));
        }
        String text = "x".repeat(0xffff);
        String part = webSocket ? "\u0082\u007e\u00ff\u00ff" + text : "ffff\r\n" + text + "\r\n";
        while (true) {
            visit.say(part);
            written.addAndGet(part.length());
        }
    }

    /** Reviews come every 3 s, and a WebSocket's messages keep its session alive from then on until its age. */
    @Test
    void anOpenStreamIsNoUseOfItsSessionAndTheClientsMessagesAreUntilItIsTooOld() {
        configure("globex", globex() + "sessions: {idle-timeout: 2s, max-age: 6s}\n");
        HttpBrowser hank = signIn("globex", "hank");
        HttpBrowser mona = signIn("globex", "mona");
        Instant signedIn = Instant.now();
        try (RawClient idle = open(mona, "/globex/plain/events");
                RawClient events = open(hank, "/globex/chain/events");
                RawClient socket = openSocket(hank, "/globex/plain/ws")) {
            Thread talk = new Thread(() -> talk(socket, signedIn.plusSeconds(6)));
            talk.start();
            assertThat(idle.read(5)).isEqualTo("0\r\n\r\n");
            assertThat(Duration.between(signedIn, Instant.now())).isBetween(SECOND, Duration.ofSeconds(6));
            assertThat(events.read(5)).isEqualTo("0\r\n\r\n");
            assertThat(socket.read(2 + ACCESS_OVER.length())).isEqualTo(CLOSE + "\u0012" + ACCESS_OVER);
            assertThat(Duration.between(signedIn, Instant.now()))
                    .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(11));
        }
    }

    @Test
    @Proves("SEC-58")
    void whoseRoleIsGoneIsClosedOutAndWhoeverMayStillGoOnDoes() {
        HttpBrowser bob = signIn("acme", "bob");
        try (RawClient developers = openSocket(bob, "/acme/developers/ws");
                RawClient byRule = openSocket(bob, "/acme/plain/developers/ws");
                RawClient members = open(bob, "/acme/plain/events")) {
            configure("acme", acme().replace("developer: [engineering]", "developer: [nobody]"));

            assertThat(developers.read(2 + ACCESS_OVER.length())).isEqualTo(CLOSE + "\u0012" + ACCESS_OVER);
            assertThat(byRule.read(2 + ACCESS_OVER.length())).isEqualTo(CLOSE + "\u0012" + ACCESS_OVER);
            assertThat(open(second)).as("still a member").isOne();
            assertThat(members.patient(Duration.ofMillis(100)).isClosed()).isFalse();
        }
    }

    @Test
    @Proves("SEC-58")
    void aStrangersStreamEndsWhenStrangersAreLetInThereNoLonger() throws IOException {
        String routes = Files.readString(config.resolve("routes.yaml"));
        HttpBrowser stranger = new HttpBrowser();
        try (RawClient events = open(stranger, "/acme/plain/open/events");
                RawClient socket = openSocket(stranger, "/acme/plain/open/ws")) {
            configureFile("routes.yaml", routes.replace(", {path: /open/**, allow: anyone}", ""));

            assertThat(events.read(5)).isEqualTo("0\r\n\r\n");
            assertThat(socket.read(2 + ACCESS_OVER.length())).isEqualTo(CLOSE + "\u0012" + ACCESS_OVER);
        } finally {
            configureFile("routes.yaml", routes);
        }
    }

    /** Configured here: 1 s. */
    @Test
    void withRedisAwayWhatIsOpenGoesOnForTheHoldOverOnly() {
        HttpBrowser alice = signIn("acme", "alice");
        try (RawClient socket = openSocket(alice, "/acme/plain/ws")) {
            redis.stop();
            assertThat(socket.read(2 + STORE_AWAY.length())).isEqualTo(CLOSE + "\u0011" + STORE_AWAY);
        } finally {
            redis.restart();
            await().ignoreExceptions().until(() -> new Scrape(second).value("gatehouse_session_removals_heard") == 1);
        }
    }

    private static void talk(RawClient socket, Instant end) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    socket.send(TEXT + "\u0082\0\0\0\0hi");
                    return Instant.now().isAfter(end);
                });
    }

    private static HttpBrowser signIn(String organization, String username) {
        HttpBrowser browser = new HttpBrowser();
        world.signIn(browser, "/" + organization + "/portal/", username);
        return browser;
    }

    /** At the second replica, until the first part has come. */
    private static RawClient open(HttpBrowser browser, String path) {
        RawClient client = RawClient.to(second.port()).send(request(browser, path) + "\r\n");
        assertThat(client.head()).startsWith("HTTP/1.1 200");
        assertThat(client.read(8)).isEqualTo("3\r\none\r\n");
        return client;
    }

    private static RawClient openSocket(HttpBrowser browser, String path) {
        RawClient client = RawClient.to(second.port()).send(handshake(browser, path));
        assertThat(client.head()).startsWith("HTTP/1.1 101");
        assertThat(client.read(6)).isEqualTo(TEXT + "\u0004open");
        return client;
    }

    private static String handshake(HttpBrowser browser, String path) {
        return request(browser, path)
                + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    }

    private static boolean isSignedIn(HttpBrowser browser) {
        try (RawClient client =
                RawClient.to(second.port()).send(request(browser, "/organizations/acme/whoami") + "\r\n")) {
            return client.answer().status() == 200;
        }
    }

    private static String request(HttpBrowser browser, String path) {
        String cookie = "gatehouse-" + path.split("/")[1];
        return "GET " + path + " HTTP/1.1\r\nHost: localhost:" + world.gateway.port() + "\r\nCookie: " + cookie + "="
                + browser.cookiesFor(world.gateway.uri()).get(cookie) + "\r\n";
    }

    private static Visit socketAtUpstream() {
        return upstream.visits().stream()
                .filter(visit -> visit.requestLine().contains("/ws"))
                .findFirst()
                .orElseThrow();
    }

    private static double open(RunningGateway gateway) {
        return new Scrape(gateway).value("gatehouse_open_connections");
    }

    private static String acme() {
        return World.organization(DemoOrganizations.ACME, world.acme.issuer());
    }

    private static String globex() {
        return World.organization(DemoOrganizations.GLOBEX, world.globex.issuer());
    }

    private static void configure(String organization, String yaml) {
        configureFile("organizations/" + organization + ".yaml", yaml);
    }

    /** Until both replicas have read it. */
    private static void configureFile(String file, String yaml) {
        long before = reloads();
        world.write(file, yaml);
        await().until(() -> reloads() >= before + 2);
    }

    private static long reloads() {
        return log.lines().stream()
                .filter(line -> line.startsWith("configuration: reloaded"))
                .count();
    }
}
