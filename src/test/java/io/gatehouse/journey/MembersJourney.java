package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.demo.DemoOrganizations;
import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HttpBrowser.Page;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** Two organizations that let in whom they have invited, two replicas, one Redis. */
@Tag("once")
class MembersJourney {

    private static final String MEMBERS = "/organizations/acme/settings/members";
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    @TempDir
    static Path config;

    static RedisServer redis;
    static World world;
    static RunningGateway other;
    static LogWatch log;

    final HttpBrowser alice = new HttpBrowser();
    final HttpBrowser bob = new HttpBrowser();

    @BeforeAll
    static void start() {
        redis = RedisServer.start();
        world = World.start(config, stored());
        other = RunningGateway.start(config, RedisServer.freePort(), world.gateway.port(), stored());
        log = LogWatch.begin(); // a second gateway in one process begins logging anew
        world.write(
                "organizations/acme.yaml",
                World.organization(DemoOrganizations.ACME, world.acme.issuer())
                        .replace("members:\n", "members:\n  admit: invited\n"));
        HttpBrowser admin = new HttpBrowser();
        world.signIn(admin, MEMBERS, "alice");
        Awaitility.await().until(() -> admin.open(world.url(MEMBERS)).body().contains("Only who is invited"));
        Awaitility.await().until(() -> atOther(admin, MEMBERS).contains("Only who is invited"));
    }

    private static String[] stored() {
        return new String[] {
            "--gateway.sessions.store=redis", "--spring.data.redis.url=" + redis.uri(), "--gateway.secret-key=" + KEY
        };
    }

    @AfterAll
    static void stop() {
        other.close();
        world.close();
        redis.close();
    }

    @Test
    void whoeverWasNotInvitedReadsWhyAndHasNoSession() {
        Page refused = world.signIn(bob, "/acme/portal/", "carol");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("not a member yet", "GH-3107", "Use another account");
        assertThat(bob.cookiesFor(world.gateway.uri())).doesNotContainKey("gatehouse-acme");
        assertThat(bob.get(world.url("/acme/portal/")).status()).isEqualTo(302);
    }

    @Test
    @Proves("SEC-91")
    void fromTheInvitationToTheEndOfAMembership() {
        Page page = members();
        assertThat(page.body()).contains("Only who is invited becomes a member", "✓ member");
        Page refused = alice.submitTo(page, MEMBERS + "/invite", Map.of("address", "bob@acme.com@evil.example"));
        assertThat(refused.status()).isEqualTo(422);

        Page invited = alice.submitTo(page, MEMBERS + "/invite", Map.of("address", "Bob@acme.com", "role", "admin"));
        assertThat(invited.body()).contains("bob@acme.com", "invited until");
        String link = invited.body().replaceAll("(?s).*\\n(http\\S*/oidc/login)\\n.*", "$1");

        assertThat(bob.submit(bob.open(link), Map.of("username", "bob")).status())
                .isNotEqualTo(403);
        bob.get(world.url("/acme/whole/"));
        assertThat(world.upstream.last().header("X-Forwarded-Roles").get(0)).contains("admin");

        assertThat(rolesAtOther()).contains("admin");
        Page found = alice.open(world.url(MEMBERS + "?search=bob"));
        Page demoted = alice.submitTo(found, MEMBERS + "/role", Map.of("role", "member"));
        assertThat(demoted.status()).isEqualTo(200);
        Awaitility.await().atMost(Duration.ofSeconds(1)).until(() -> !rolesAtOther()
                .contains("admin"));
        assertThat(rolesAtOther()).isEqualTo("developer,member");

        alice.submitTo(demoted, MEMBERS + "/remove", Map.of());
        Awaitility.await().atMost(Duration.ofSeconds(1)).until(() -> atOther(bob, "/acme/portal/")
                .startsWith("HTTP/1.1 401"));
        assertThat(bob.open(world.url("/acme/portal/")).body()).contains("GH-3107");
        assertThat(String.join("\n", log.lines()))
                .contains("event=member-invited", "event=member-joined", "event=member-role", "event=member-removed");
    }

    @Test
    @Proves("SEC-91")
    void theOpenWebSocketOfWhoeverIsRemovedClosesWithinASecondAtTheOtherReplica() throws Exception {
        Page invited = alice.submitTo(members(), MEMBERS + "/invite", Map.of("address", "bob@acme.com"));
        assertThat(invited.body()).contains("invited until");
        // In the second in which another test has removed them, sign-ins are refused as begun before it.
        HttpBrowser there = Awaitility.await()
                .until(() -> signedIn("bob"), Optional::isPresent)
                .orElseThrow();
        CompletableFuture<Void> open = new CompletableFuture<>();
        CompletableFuture<Long> closed = webSocketAtOther(there, open);
        open.get(10, TimeUnit.SECONDS);

        Page found = alice.open(world.url(MEMBERS + "?search=bob%40acme.com"));
        long asked = System.nanoTime();
        alice.submitTo(found, MEMBERS + "/remove", Map.of());

        assertThat(Duration.ofNanos(closed.get(10, TimeUnit.SECONDS) - asked)).isLessThan(Duration.ofSeconds(1));
    }

    private static Optional<HttpBrowser> signedIn(String username) {
        HttpBrowser browser = new HttpBrowser();
        boolean isIn = world.signIn(browser, "/acme/portal/", username).status() == 200;
        return isIn ? Optional.of(browser) : Optional.empty();
    }

    /** @return when it ended */
    private static CompletableFuture<Long> webSocketAtOther(HttpBrowser browser, CompletableFuture<Void> open) {
        String cookie = browser.cookiesFor(world.gateway.uri()).get("gatehouse-acme");
        return HttpClient.newConnection()
                .headers(headers -> headers.set(
                                HttpHeaderNames.HOST, world.gateway.uri().getAuthority())
                        .set(HttpHeaderNames.COOKIE, "gatehouse-acme=" + cookie))
                .websocket()
                .uri("ws://127.0.0.1:" + other.port() + "/acme/portal/ws")
                .handle((in, out) -> {
                    open.complete(null);
                    return in.receive().then();
                })
                .then(Mono.fromSupplier(System::nanoTime))
                .onErrorResume(broken -> Mono.fromSupplier(System::nanoTime))
                .toFuture();
    }

    @Test
    void aListIsTakenInAndGivenOut() {
        Page page = members();

        String list = "email;role\r\nx@partner.example;developer\r\nnobody\r\nX@partner.example\r\n"
                + IntStream.range(0, 500)
                        .mapToObj(number -> "\"many" + number + "@partner.example\"\r\n")
                        .collect(Collectors.joining());
        Page taken = alice.submitFile(page, MEMBERS + "/import", "file", list.getBytes(StandardCharsets.UTF_8));

        assertThat(taken.status()).isEqualTo(422);
        assertThat(taken.body())
                .contains(
                        "501 people were invited",
                        "Line 3: nobody is no e-mail address.",
                        "Line 4: x@partner.example is on line 2 already.");
        Page again = alice.submitFile(page, MEMBERS + "/import", "file", list.getBytes(StandardCharsets.UTF_8));
        assertThat(again.body())
                .contains("0 people were invited", "many7@partner.example: has been invited already", "And 401 more");
        Page tooLong = alice.submitFile(page, MEMBERS + "/import", "file", new byte[1024 * 1024 + 10_000]);
        assertThat(tooLong.body()).contains("The file has more than 1 MB");
        Page export = alice.get(world.url(MEMBERS + "/export"));
        assertThat(export.header("Content-Type").orElseThrow()).startsWith("text/csv");
        assertThat(export.body()).contains("\"x@partner.example\",\"developer\",\"invited\"");
    }

    @Test
    void nobodyRemovesThemselvesAndNobodyElsesFormCounts() {
        Page page = members();
        Page own = alice.open(world.url(MEMBERS + "?search=alice"));

        assertThat(alice.submitTo(own, MEMBERS + "/remove", Map.of()).status()).isEqualTo(422);
        assertThat(bob.post(world.url(MEMBERS + "/invite"), Map.of("address", "evil@evil.example"))
                        .status())
                .isNotEqualTo(200);
        assertThat(page.status()).isEqualTo(200);
        assertThat(alice.open(world.url(MEMBERS + "?search=evil")).body()).contains("Nobody is found");
    }

    private Page members() {
        world.signIn(alice, MEMBERS, "alice");
        return alice.open(world.url(MEMBERS));
    }

    /** As the load balancer would ask it: under the public host. */
    private static String atOther(HttpBrowser browser, String path) {
        return RawHttp.exchange(
                other.port(),
                "GET " + path + " HTTP/1.1\r\nHost: localhost:" + world.gateway.port() + "\r\nCookie: gatehouse-acme="
                        + browser.cookiesFor(world.gateway.uri()).getOrDefault("gatehouse-acme", "gone")
                        + "\r\n\r\n");
    }

    private String rolesAtOther() {
        assertThat(atOther(bob, "/acme/whole/")).startsWith("HTTP/1.1 200");
        return world.upstream.last().header("X-Forwarded-Roles").get(0);
    }
}
