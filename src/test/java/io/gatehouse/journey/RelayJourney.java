package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.journey.HostileProvider.Answer;
import io.gatehouse.journey.HostileProvider.Endpoint;
import io.gatehouse.journey.HttpBrowser.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two replicas on one Redis: upstreams that ask for the person's access token, and those that do not. */
@Tag("once")
class RelayJourney {

    private static final String ROUTES = """
            routes:
              portal:
                path: /{organization}/portal/**
                upstream: ${upstream}
              relay:
                path: /{organization}/relay/**
                upstream: ${upstream}
                relay: access-token
                bearer: {audience: api://portal}
              chain:
                path: /{organization}/chain/**
                upstream: ${upstream}
                relay: access-token
                filters: ['AddRequestHeader=X-Way, chain']
              named:
                path: /{organization}/named/**
                upstream: ${upstream}
                relay: access-token in X-Forwarded-Access-Token
            """;

    private static final int AT_ONCE = 40;

    @TempDir
    static Path config;

    private static final List<RunningGateway> gateways = new ArrayList<>();
    private static RedisServer redis;
    private static TestUpstream upstream;
    private static HostileProvider provider;

    @BeforeAll
    static void start() {
        redis = RedisServer.start();
        upstream = TestUpstream.start();
        provider = HostileProvider.start();
        write("gateway.yaml", """
                gateway:
                  secret-key: %s
                  sessions: {store: redis}
                spring.data.redis.url: %s
                """.formatted(Base64.getEncoder().encodeToString(new byte[32]), redis.uri()));
        write("routes.yaml", ROUTES.replace("${upstream}", upstream.uri().toString()));
        StringBuilder organizations = new StringBuilder();
        for (String name : List.of("acme", "crowd", "away", "browser", "ended")) {
            organizations.append(
                    """
                    %s:
                      name: %1$s
                      identity-provider: {issuer: "%s", client-id: "%s", client-secret: "%s"}
                      roles: {grant: {admin: [platform-team]}}
                    """.formatted(name, provider.issuer(name), HostileScript.CLIENT, HostileScript.SECRET));
            numbersItsTokens(script(name));
        }
        write("organizations.yaml", organizations.toString());
        int port = RedisServer.freePort();
        gateways.add(RunningGateway.start(config, port, port));
        gateways.add(RunningGateway.start(config, RedisServer.freePort(), port));
    }

    @AfterAll
    static void stop() {
        gateways.forEach(RunningGateway::close);
        provider.close();
        upstream.close();
        redis.close();
        LogWatch.assertNoLeaks();
    }

    @BeforeEach
    void clear() {
        upstream.clear();
    }

    @ParameterizedTest
    @CsvSource({
        "/acme/relay/, Authorization, Bearer token-",
        "/acme/chain/, Authorization, Bearer token-",
        "/acme/named/, X-Forwarded-Access-Token, token-"
    })
    void anUpstreamThatAsksGetsThePersonsToken(String path, String header, String expected) {
        HttpBrowser alice = signedIn("acme");

        assertThat(alice.fetch(url(path)).status()).isEqualTo(200);

        assertThat(told(header)).singleElement().asString().startsWith(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/acme/relay/", "/acme/chain/", "/acme/named/"})
    void aClientsOwnIsReplaced(String path) {
        HttpBrowser alice = signedIn("acme");
        alice.send(url(path), request -> request.header("authorization", "Basic forged")
                .header("X_Forwarded_Access_Token", "forged")
                .header("X-Forwarded-Access-Token", "forged"));

        String received = upstream.last().toString();
        assertThat(received).contains("token-");
        assertThat(received.replace("[Basic forged]", path.contains("named") ? "" : "forged"))
                .doesNotContain("forged");
    }

    @Test
    void anUpstreamThatDoesNotAskGetsNone() {
        signedIn("acme").fetch(url("/acme/portal/"));

        assertThat(upstream.last().toString()).doesNotContain("token-");
    }

    @Test
    void aStrangerIsSentToSignInAndNothingIsForwarded() {
        assertThat(new HttpBrowser().fetch(url("/acme/relay/")).status()).isEqualTo(401);
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void aProgramsOwnTokenIsWhatIsRelayed() {
        String token = new HostileToken()
                .header("typ", "at+jwt")
                .claim("iss", provider.issuer("acme").toString())
                .claim("sub", "robot")
                .claim("aud", "api://portal")
                .claim("exp", Instant.now().getEpochSecond() + 300)
                .serialize();

        new HttpBrowser().send(url("/acme/relay/"), request -> request.header("Authorization", "bearer " + token));

        assertThat(told("Authorization")).containsExactly("Bearer " + token);
        assertThat(told("X-Forwarded-User")).containsExactly("acme:robot");
    }

    @Test
    void whatIsKeptInRedisIsSealed() {
        signedIn("acme").fetch(url("/acme/relay/"));

        assertThat(redis.everythingStored())
                .isNotEmpty()
                .noneMatch(value -> new String(value, StandardCharsets.ISO_8859_1).contains("token-"));
    }

    @Test
    void requestsOnTwoReplicasThatWaitForAnotherTokenAreOneQuestion() throws Exception {
        script("crowd").refreshes().tokenAnswer("expires_in", 2);
        HttpBrowser alice = signedIn("crowd");
        int before = script("crowd").asked(Endpoint.TOKEN).size();
        script("crowd").tokenAnswer("expires_in", 300);
        pass(Duration.ofSeconds(2));

        assertThat(atOnce(alice, "crowd")).hasSize(AT_ONCE).containsOnly(200);

        assertThat(script("crowd").asked(Endpoint.TOKEN)).hasSize(before + 1);
        assertThat(upstream.received().stream()
                        .map(received -> received.header("Authorization").get(0))
                        .distinct())
                .containsExactly("Bearer token-" + (before + 1));
    }

    @Test
    void whileTheProviderIsAwayTheOldOneIsRelayedToItsEndAndThenNothingIs() {
        script("away").refreshes().tokenAnswer("expires_in", 4);
        HttpBrowser alice = signedIn("away");
        script("away").answers(Endpoint.TOKEN, Answer.text(503, "text/html", "<h1>Sorry</h1>"));

        assertThat(alice.fetch(url("/away/relay/")).status()).isEqualTo(200);
        pass(Duration.ofSeconds(4));
        upstream.clear();
        Page page = alice.fetch(url("/away/relay/"));

        assertThat(page.status()).isEqualTo(503);
        assertThat(page.header("Retry-After")).contains("5");
        assertThat(page.body()).contains("GH-4003");
        assertThat(alice.fetch(url("/away/portal/")).status())
                .as("the session goes on")
                .isEqualTo(200);
        assertThat(upstream.received()).singleElement().satisfies(received -> assertThat(received.uri())
                .isEqualTo("/away/portal/"));
    }

    @Test
    void withoutARefreshTokenAPageLeadsThroughTheProviderAndAScriptIsTold() {
        script("browser").tokenAnswer("expires_in", 2);
        HttpBrowser alice = signedIn("browser");
        pass(Duration.ofSeconds(2));

        Page script = alice.fetch(url("/browser/relay/"));
        assertThat(script.status()).isEqualTo(401);
        assertThat(script.body()).contains("login_url");
        script("browser").tokenAnswer("expires_in", 300);
        Page page = alice.open(url("/browser/relay/"));

        assertThat(page.status()).isEqualTo(200);
        assertThat(told("Authorization")).singleElement().asString().startsWith("Bearer token-");
    }

    @Test
    void whoTheProviderNoLongerVouchesForIsOut() {
        script("ended").refreshes().tokenAnswer("expires_in", 2);
        HttpBrowser alice = signedIn("ended");
        script("ended").answers(Endpoint.TOKEN, Answer.text(400, "application/json", "{\"error\":\"invalid_grant\"}"));
        pass(Duration.ofSeconds(2));
        upstream.clear();

        assertThat(alice.fetch(url("/ended/relay/")).status()).isEqualTo(401);
        assertThat(alice.fetch(url("/ended/portal/")).status()).isEqualTo(401);
        assertThat(upstream.received()).isEmpty();
    }

    private static HttpBrowser signedIn(String organization) {
        HttpBrowser browser = new HttpBrowser();
        assertThat(browser.open(url("/" + organization + "/portal/")).status()).isEqualTo(200);
        upstream.clear();
        return browser;
    }

    /** Each answer of its token endpoint another one. */
    private static void numbersItsTokens(HostileScript script) {
        AtomicInteger number = new AtomicInteger();
        script.claim("at_hash", null).answers(Endpoint.TOKEN, usual -> {
            String body = new String(usual.body(), StandardCharsets.UTF_8);
            String numbered = body.replace(HostileScript.ACCESS_TOKEN, "token-" + number.incrementAndGet());
            return new Answer(usual.status(), usual.headers(), numbered.getBytes(StandardCharsets.UTF_8));
        });
    }

    private static void pass(Duration time) {
        Awaitility.await().pollDelay(time).atMost(time.plusSeconds(1)).until(() -> true);
    }

    private static List<Integer> atOnce(HttpBrowser browser, String organization) throws Exception {
        String cookie = browser.cookiesFor(gateways.get(0).uri()).get("gatehouse-" + organization);
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Callable<Integer>> requests = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                int port = gateways.get(i % gateways.size()).port();
                requests.add(() -> status(port, organization, cookie));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> status : threads.invokeAll(requests, 60, TimeUnit.SECONDS)) {
                statuses.add(status.get());
            }
            return statuses;
        } finally {
            threads.shutdownNow();
        }
    }

    private static int status(int port, String organization, String cookie) {
        String answer = RawHttp.exchange(
                port, """
                GET /%s/relay/ HTTP/1.1\r
                Host: localhost:%d\r
                Cookie: gatehouse-%1$s=%s\r
                \r
                """.formatted(organization, gateways.get(0).port(), cookie));
        return Integer.parseInt(answer.split(" ")[1]);
    }

    private static List<String> told(String header) {
        return upstream.last().header(header);
    }

    private static HostileScript script(String organization) {
        return provider.script(organization);
    }

    private static String url(String path) {
        return gateways.get(0).url(path);
    }

    private static void write(String file, String text) {
        try {
            Files.writeString(config.resolve(file), text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
