package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HostileProvider.Answer;
import io.gatehouse.journey.HostileProvider.Endpoint;
import io.gatehouse.journey.HttpBrowser.Page;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three replicas on one Redis, ten seconds after everybody has signed in: all of their rechecks are overdue. */
@Tag("once")
class RecheckJourney {

    /** Longer for the figures of docs/operations.md. */
    private static final Duration PROVIDER_TAKES = Duration.ofMillis(Integer.getInteger("recheck.provider", 1_000));

    private static final int REQUESTS = 100;
    private static final List<String> ORGANIZATIONS = List.of(
            "crowd",
            "groups",
            "disabled",
            "away",
            "same",
            "other",
            "nobody",
            "script",
            "unreachable",
            "scope",
            "former");

    /** The identity providers of one organization more. */
    private static final List<String> SEVERAL = List.of("staff", "partners");

    @TempDir
    static Path config;

    private static final List<RunningGateway> gateways = new ArrayList<>();
    private static final Map<String, HttpBrowser> people = new LinkedHashMap<>();
    private static RedisServer redis;
    private static TestUpstream upstream;
    private static HostileProvider provider;

    @BeforeAll
    static void everybodySignsInAndTimePasses() {
        redis = RedisServer.start();
        upstream = TestUpstream.start();
        provider = HostileProvider.start();
        configure();
        int port = RedisServer.freePort();
        gateways.add(RunningGateway.start(config, port, port));
        gateways.add(RunningGateway.start(config, RedisServer.freePort(), port));
        gateways.add(RunningGateway.start(config, RedisServer.freePort(), port));
        for (String refreshing : List.of("crowd", "groups", "disabled", "away")) {
            script(refreshing).refreshes();
        }
        script("scope").metadata("scopes_supported", List.of("openid", "offline_access"));
        script("scope").answers(Endpoint.AUTHORIZE, RecheckJourney::refusingOfflineAccess);
        for (String organization : ORGANIZATIONS) {
            HttpBrowser browser = new HttpBrowser();
            assertThat(browser.open(url(organization)).status())
                    .as(organization)
                    .isEqualTo(200);
            people.put(organization, browser);
        }
        for (String one : SEVERAL) {
            script(one).refreshes();
            HttpBrowser browser = new HttpBrowser();
            assertThat(browser.open(gateways.get(0).url("/organizations/several/oidc/login?provider=" + one))
                            .status())
                    .as(one)
                    .isEqualTo(200);
            people.put(one, browser);
        }
        Awaitility.await()
                .pollDelay(Duration.ofSeconds(10))
                .atMost(Duration.ofSeconds(11))
                .until(() -> true);
    }

    @AfterAll
    static void stop() {
        gateways.forEach(RunningGateway::close);
        provider.close();
        upstream.close();
        redis.close();
        LogWatch.assertNoLeaks();
    }

    @Test
    void aHundredRequestsOnThreeReplicasAreOneQuestion() throws Exception {
        HostileScript script = script("crowd");
        int before = script.asked(Endpoint.TOKEN).size();
        script.answers(Endpoint.TOKEN, RecheckJourney::slowly);

        List<Integer> statuses = atOnce(people.get("crowd"), "crowd");

        assertThat(statuses).hasSize(REQUESTS).containsOnly(200);
        assertThat(script.asked(Endpoint.TOKEN)).hasSize(before + 1);
        assertThat(atOnce(people.get("crowd"), "crowd"))
                .as("and it is a session still")
                .containsOnly(200);
        assertThat(script.asked(Endpoint.TOKEN)).hasSize(before + 1);
    }

    @Test
    @Proves("SEC-58")
    void whoseGroupsHaveChangedHasOtherRolesAtTheUpstream() {
        script("groups").claim("groups", List.of("platform-team"));

        assertThat(people.get("groups").get(url("groups")).status()).isEqualTo(200);

        assertThat(told("groups", "X-Forwarded-Roles")).containsExactly("admin");
    }

    @Test
    @Proves("SEC-64")
    void whoIsDisabledAtTheProviderIsOut() {
        script("disabled")
                .answers(Endpoint.TOKEN, Answer.text(400, "application/json", "{\"error\":\"invalid_grant\"}"));

        Page page = people.get("disabled").fetch(url("disabled"));

        assertThat(page.status()).isEqualTo(401);
        assertThat(page.body()).contains("login_url");
    }

    @Test
    void aProviderThatIsBrokenPutsNobodyOut() {
        script("away").answers(Endpoint.TOKEN, Answer.text(503, "text/html", "<h1>Sorry</h1>"));
        int before = script("away").asked(Endpoint.TOKEN).size();

        for (int i = 0; i < 5; i++) {
            assertThat(people.get("away").get(url("away")).status()).isEqualTo(200);
        }

        assertThat(script("away").asked(Endpoint.TOKEN))
                .as("not asked each time")
                .hasSize(before + 1);
    }

    @Test
    void withoutARefreshTokenAPageLeadsThroughTheProviderAndBackAndTheSessionGoesOn() {
        HttpBrowser browser = people.get("same");
        String cookie = cookie(browser, "same");

        Page page = browser.open(url("same") + "?page=2");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.address()).hasToString(url("same") + "?page=2");
        assertThat(page.hops())
                .anySatisfy(hop -> assertThat(hop.toString()).contains("/same/authorize", "prompt=none"));
        assertThat(cookie(browser, "same")).as("under the same id").isEqualTo(cookie);
        assertThat(browser.get(url("same")).status()).as("confirmed").isEqualTo(200);
    }

    @Test
    @Proves("SEC-65")
    void anotherPersonAtTheProviderIsAnotherSession() {
        HttpBrowser browser = people.get("other");
        String cookie = cookie(browser, "other");
        script("other").person("mallory");

        Page page = browser.open(url("other"));

        assertThat(page.status()).isEqualTo(200);
        assertThat(cookie(browser, "other")).isNotEqualTo(cookie);
        assertThat(told("other", "X-Forwarded-User")).containsExactly("other:mallory");
    }

    @Test
    @Proves("SEC-64")
    void whoIsNobodyAtTheProviderAnyMoreSignsInAgain() {
        HttpBrowser browser = people.get("nobody");
        String cookie = cookie(browser, "nobody");
        script("nobody").silently("login_required");

        Page page = browser.open(url("nobody"));

        assertThat(page.hops().stream().filter(hop -> hop.getPath().endsWith("/authorize")))
                .as("without a question, and then an ordinary sign-in")
                .hasSize(2);
        assertThat(page.status()).isEqualTo(200);
        HttpBrowser thief = new HttpBrowser();
        thief.plantCookie(gateways.get(0).uri(), "gatehouse-nobody=" + cookie + "; Path=/");
        assertThat(thief.fetch(url("nobody")).status())
                .as("the session of before")
                .isEqualTo(401);
    }

    /** As it is after a failover, or when ending the sessions of somebody who was removed did not succeed. */
    @Test
    @Proves("SEC-91")
    void whoIsNoMemberAnyMoreIsNotConfirmedByTheBrowserThoughTheProviderVouchesForThem() {
        HttpBrowser browser = people.get("former");
        String cookie = cookie(browser, "former");
        forgetMembers("former");
        onlyInvitedFromNowOn("former");

        assertThat(browser.open(url("former")).body()).contains("GH-3107");

        HttpBrowser thief = new HttpBrowser();
        thief.plantCookie(gateways.get(0).uri(), "gatehouse-former=" + cookie + "; Path=/");
        assertThat(thief.fetch(url("former")).status())
                .as("the session of before")
                .isEqualTo(401);
    }

    private static void forgetMembers(String organization) {
        try (RedisClient client = RedisClient.create(redis.uri().toString());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            List<String> keys = connection.sync().keys("gatehouse:{members:" + organization + "}:*");
            assertThat(connection.sync().del(keys.toArray(String[]::new))).isPositive();
        }
    }

    private static void onlyInvitedFromNowOn(String organization) {
        String before = configured();
        write(
                "organizations.yaml",
                before.replace("name: " + organization, "name: Changed\n  members: {admit: invited}"));
        String page = gateways.get(0).url("/organizations/" + organization + "/signed-out");
        HttpBrowser anybody = new HttpBrowser();
        Awaitility.await().until(() -> anybody.open(page).body().contains("Changed"));
    }

    private static String configured() {
        try {
            return Files.readString(config.resolve("organizations.yaml"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void ofSeveralProvidersTheOneOfTheSessionIsAsked() {
        String portal = gateways.get(0).url("/several/portal/");
        script("partners")
                .answers(Endpoint.TOKEN, Answer.text(400, "application/json", "{\"error\":\"invalid_grant\"}"));
        int before = script("staff").asked(Endpoint.TOKEN).size();

        assertThat(people.get("partners").fetch(portal).status()).isEqualTo(401);
        assertThat(script("staff").asked(Endpoint.TOKEN)).hasSize(before);
        assertThat(people.get("staff").fetch(portal).status()).isEqualTo(200);
        assertThat(script("staff").asked(Endpoint.TOKEN)).hasSize(before + 1);
    }

    @Test
    void scriptsAndFormsGoOnAsTheyCannotBeSentThereAndBack() {
        HttpBrowser browser = people.get("script");

        assertThat(browser.fetch(url("script")).status()).isEqualTo(200);
        assertThat(browser.post(url("script"), Map.of("text", "typed for an hour"))
                        .status())
                .isEqualTo(200);
        assertThat(upstream.last().body()).contains("typed");
    }

    @Test
    void nobodyIsSentToAProviderThatIsAway() {
        script("unreachable").answers(Endpoint.DISCOVERY, Answer.text(502, "text/html", "<h1>Sorry</h1>"));

        Page page = people.get("unreachable").open(url("unreachable"));

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.hops()).hasSize(1);
    }

    @Test
    void aProviderThatRefusesOfflineAccessKeepsNobodyOut() {
        assertThat(script("scope").asked(Endpoint.AUTHORIZE).stream()
                        .map(asked -> asked.parameters().get("scope")))
                .startsWith("openid profile email offline_access", "openid profile email");
    }

    private static List<Integer> atOnce(HttpBrowser browser, String organization) throws Exception {
        String cookie = cookie(browser, organization);
        ExecutorService threads = Executors.newFixedThreadPool(REQUESTS);
        try {
            List<Callable<Integer>> requests = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
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
                GET /%s/portal/ HTTP/1.1\r
                Host: localhost:%d\r
                Cookie: gatehouse-%1$s=%s\r
                \r
                """.formatted(organization, gateways.get(0).port(), cookie));
        return Integer.parseInt(answer.split(" ")[1]);
    }

    private static Answer slowly(Answer usual) {
        try {
            Thread.sleep(PROVIDER_TAKES.toMillis());
            return usual;
        } catch (InterruptedException closing) {
            throw new IllegalStateException(closing);
        }
    }

    private static Answer refusingOfflineAccess(Answer usual) {
        boolean asked = script("scope").asked(Endpoint.AUTHORIZE).stream()
                .reduce((first, last) -> last)
                .orElseThrow()
                .parameters()
                .get("scope")
                .contains("offline_access");
        String back = usual.headers().get("Location");
        return asked ? Answer.redirect(302, back.replaceFirst("code=[^&]*", "error=invalid_scope")) : usual;
    }

    private static List<String> told(String organization, String header) {
        return upstream.received().stream()
                .filter(received -> received.uri().startsWith("/" + organization + "/"))
                .reduce((first, last) -> last)
                .orElseThrow()
                .header(header);
    }

    private static String cookie(HttpBrowser browser, String organization) {
        return browser.cookiesFor(gateways.get(0).uri()).get("gatehouse-" + organization);
    }

    private static HostileScript script(String organization) {
        return provider.script(organization);
    }

    private static String url(String organization) {
        return gateways.get(0).url("/" + organization + "/portal/");
    }

    private static void configure() {
        StringBuilder organizations = new StringBuilder();
        for (String organization : ORGANIZATIONS) {
            organizations.append("""
                    %s:
                      name: %1$s
                      identity-provider: {issuer: "%s", client-id: "%s", client-secret: "%s"}
                      roles: {grant: {admin: [platform-team]}}
                    """.formatted(
                            organization, provider.issuer(organization), HostileScript.CLIENT, HostileScript.SECRET));
        }
        organizations.append("several:\n  identity-providers:\n");
        SEVERAL.forEach(
                one -> organizations.append("    %s: {issuer: \"%s\", client-id: \"%s\", client-secret: \"%s\"}\n"
                        .formatted(one, provider.issuer(one), HostileScript.CLIENT, HostileScript.SECRET)));
        write("organizations.yaml", organizations.toString());
        write("routes.yaml", """
                routes:
                  portal: {path: "/{organization}/portal/**", upstream: "%s"}
                """.formatted(upstream.uri()));
        write("gateway.yaml", """
                gateway:
                  secret-key: %s
                  sessions: {store: redis, recheck: 10s}
                spring.data.redis.url: %s
                """.formatted(Base64.getEncoder().encodeToString(new byte[32]), redis.uri()));
    }

    private static void write(String file, String text) {
        try {
            Files.writeString(config.resolve(file), text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
