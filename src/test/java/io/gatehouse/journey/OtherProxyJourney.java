package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HttpBrowser.Page;
import io.gatehouse.journey.OtherProxy.Kind;
import io.gatehouse.journey.TestUpstream.Received;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real proxies forward by themselves and ask the gateway, with the very configurations of docs/forward-auth. */
@Tag("once")
@SuppressWarnings("try") // a proxy runs for as long as its block
class OtherProxyJourney {

    private static final String HANDSHAKE = "Connection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

    private static final int PORT = RedisServer.freePort();

    @TempDir
    static Path config;

    @TempDir
    Path folder;

    private static World world;

    @BeforeAll
    static void start() {
        world = World.behind(
                PORT,
                ForwardAuthJourney.ROUTES,
                config,
                "--gateway.trusted-proxies=127.0.0.1",
                "--gateway.forward-auth-secret=" + ForwardAuthJourney.SECRET);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @AfterEach
    void clear() {
        world.upstream.clear();
    }

    @ParameterizedTest
    @EnumSource
    void aPersonSignsInAndTheUpstreamKnowsWhoItIs(Kind kind) throws Exception {
        try (OtherProxy proxy = start(kind)) {
            HttpBrowser browser = new HttpBrowser();
            Page page = signIn(browser, kind, "/acme/wiki/Main_Page?a=1&b=2", "alice");

            assertThat(page.status()).isEqualTo(200);
            assertThat(page.address()).hasPath("/acme/wiki/Main_Page").hasQuery("a=1&b=2");
            Received received = world.upstream.last();
            assertThat(received.uri()).isEqualTo("/acme/wiki/Main_Page?a=1&b=2");
            isAlices(received);
            assertThat(SignedJWT.parse(
                                    received.header("X-Gatehouse-Jwt-Assertion").get(0))
                            .getJWTClaimsSet()
                            .getAudience())
                    .containsExactly("wiki");
            assertThat(received.headers().toString()).doesNotContain("gatehouse-acme", ForwardAuthJourney.SECRET);
            assertThat(browser.post(url("/acme/wiki/edit"), Map.of("text", "hello"))
                            .status())
                    .isEqualTo(200);
            assertThat(world.upstream.last().body()).isEqualTo("text=hello");
            isAlices(world.upstream.last());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoMayNotComeDoesNot(Kind kind) {
        try (OtherProxy proxy = start(kind)) {
            HttpBrowser bob = new HttpBrowser();
            assertThat(bob.fetch(url("/acme/wiki/")).status()).isEqualTo(401);
            assertThat(signIn(bob, kind, "/acme/wiki/", "bob").status()).isEqualTo(200);
            world.upstream.clear();

            assertThat(bob.get(url("/acme/wiki/admin/")).status()).isEqualTo(403);
            for (String target : List.of(
                    "/acme/wiki/%2e%2e/portal/",
                    "/acme/wiki/..%2fadmin/", "/acme/wiki/%61dmin/", "/acme/wiki//admin/")) {
                assertThat(status(raw("GET", target, cookie(bob)))).as(target).isIn(400, 403, 404);
            }
            assertThat(world.upstream.received()).isEmpty();
        }
    }

    /** What tells the proxy's question from a script's. */
    @ParameterizedTest
    @EnumSource
    @Proves("SEC-20")
    void aScriptCannotAskInItsPlace(Kind kind) {
        try (OtherProxy proxy = start(kind)) {
            HttpBrowser alice = new HttpBrowser();
            signIn(alice, kind, "/acme/wiki/", "alice");

            for (String target : List.of("/organizations/acme/verify", "/organizations/acme/verify/acme/wiki/")) {
                String answer = raw(
                        "GET",
                        target,
                        cookie(alice),
                        "X-Forwarded-Method: GET",
                        "X-Forwarded-Uri: /acme/wiki/",
                        "X-Gatehouse-Forward-Auth: guessed");
                assertThat(status(answer)).isEqualTo(404);
                assertThat(answer).doesNotContainIgnoringCase("x-forwarded-user", "eyJ");
            }
        }
    }

    /** Whatever a client says of itself, or of what is to be decided about. */
    @ParameterizedTest
    @EnumSource
    @Proves({"SEC-20", "SEC-21", "SEC-22", "SEC-24"})
    void theUpstreamNeverSeesAnythingButOurs(Kind kind) {
        try (OtherProxy proxy = start(kind)) {
            HttpBrowser alice = new HttpBrowser();
            signIn(alice, kind, "/acme/wiki/", "alice");
            world.upstream.clear();
            int passed = 0;
            int refused = 0;
            int reached = 0;
            for (String line : forgeries().toList()) {
                for (String answer : List.of(
                        raw("GET", "/acme/wiki/", cookie(alice), line),
                        raw("GET", "/acme/wiki/ws", cookie(alice), HANDSHAKE, line),
                        raw("OPTIONS", "/acme/wiki/public/", line))) {
                    if (status(answer) == 403 || status(answer) == 400) {
                        refused++;
                    } else {
                        assertThat(status(answer)).as(kind + " " + line).isIn(200, 101);
                        passed++;
                    }
                }
                assertThat(world.upstream.received()).as(kind + " " + line).allSatisfy(this::hasNothingForged);
                reached += world.upstream.received().size();
                world.upstream.clear();
            }
            System.out.println("spoof matrix: %d cells green through %s: %d refused, %d only ours"
                    .formatted(passed + refused, kind, refused, passed));
            assertThat(passed + refused).isEqualTo(SpoofedHeaders.NAMES.size() * 3 * 3);
            assertThat(reached).isEqualTo(passed);
            assertThat(refused).isPositive();
        }
    }

    /** The spellings that proxies differ in; SpoofMatrixJourney has them all. */
    private static Stream<String> forgeries() {
        return SpoofedHeaders.NAMES.stream()
                .flatMap(name -> Stream.of(
                        name.replace('-', '_') + ": root",
                        name + ": root\r\nConnection: close, " + name,
                        "Connection: keep-alive\r\nConnection: " + name));
    }

    private void hasNothingForged(Received received) {
        assertThat(received.headers().toString()).doesNotContain("root");
        if (!received.uri().startsWith("/acme/wiki/public/")) {
            isAlices(received);
        }
    }

    private static void isAlices(Received received) {
        assertThat(received.header("X-Forwarded-User"))
                .singleElement()
                .asString()
                .startsWith("acme:");
        assertThat(received.header("X-Forwarded-Preferred-Username")).containsExactly("alice");
        assertThat(received.header("X-Forwarded-Organization")).containsExactly("acme");
        assertThat(received.header("X-Forwarded-Roles")).containsExactly("admin,developer");
        assertThat(received.header("X-Gatehouse-Jwt-Assertion"))
                .singleElement()
                .asString()
                .startsWith("eyJ");
    }

    private OtherProxy start(Kind kind) {
        try {
            return OtherProxy.startOrSkip(
                    kind, Files.createDirectories(folder.resolve(kind.name())), PORT, world, ForwardAuthJourney.SECRET);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    /** Envoy cannot make a redirect of a 401: there a person presses the button of that page. */
    private static Page signIn(HttpBrowser browser, Kind kind, String path, String username) {
        Page first = browser.open(url(path));
        if (kind == Kind.ENVOY) {
            assertThat(first.status()).isEqualTo(401);
            first = browser.open(first.header("X-Gatehouse-Sign-In").orElseThrow());
        }
        return browser.submit(first, Map.of("username", username));
    }

    private static String cookie(HttpBrowser browser) {
        return "Cookie: gatehouse-acme="
                + browser.cookiesFor(java.net.URI.create(url("/"))).get("gatehouse-acme");
    }

    private static String url(String path) {
        return "http://localhost:" + PORT + path;
    }

    private static String raw(String method, String target, String... lines) {
        String head = Stream.concat(
                        Stream.of(method + " " + target + " HTTP/1.1", "Host: localhost:" + PORT), Stream.of(lines))
                .map(line -> line + "\r\n")
                .reduce("", String::concat);
        return RawHttp.exchange(PORT, head + "\r\n");
    }

    private static int status(String answer) {
        return Integer.parseInt(answer.substring(9, 12));
    }
}
