package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HttpBrowser.Page;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** People of several roles, and strangers, on a route whose parts are for different people. */
class AccessRulesJourney {

    private static final String RULES = """
                rules:
                  - {path: /healthz, allow: anyone}
                  - {path: /public/**, allow: anyone}
                  - {path: /admin/**, methods: GET, allow: [developer, admin]}
                  - {path: /admin/**, allow: admin}
                  - {path: /platform/**, allow: {groups: platform-team, email-domains: acme.com}}
                  - {path: /internal/**, allow: nobody}
            """;

    private static final String ROUTE = """
              ruled:
                path: /{organization}/ruled/**
                upstream: %1$s
                strip-prefix: true
            %2$s
              chain:
                path: /{organization}/chain/**
                upstream: %1$s
                filters: ['AddRequestHeader=X-Way, chain']
            %2$s
            """;

    @TempDir
    static Path config;

    private static World world;
    private static HttpBrowser alice;
    private static HttpBrowser bob;
    private static HttpBrowser carol;

    @BeforeAll
    static void start() {
        world = World.with(ROUTE.formatted("${upstream}", RULES), config);
        alice = signedIn("alice");
        bob = signedIn("bob");
        carol = signedIn("carol");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void clear() {
        world.upstream.clear();
    }

    @ParameterizedTest
    @CsvSource({
        "/healthz,        GET,    200, 200, 200, 200",
        "/public/a,       POST,   200, 200, 200, 200",
        "/public/,        GET,    200, 200, 200, 200",
        "/publicity,      GET,    401, 200, 200, 200",
        "/,               GET,    401, 200, 200, 200",
        "/admin,          GET,    401, 403, 200, 200",
        "/admin/users,    GET,    401, 403, 200, 200",
        "/admin/users,    POST,   401, 403, 403, 200",
        "/%61dmin/users,  DELETE, 401, 403, 403, 200",
        "/platform/x,     GET,    401, 403, 403, 200",
        "/internal/x,     GET,    404, 404, 404, 404",
        "/ADMIN/users,    GET,    404, 404, 404, 404",
        "/Platform,       GET,    404, 404, 404, 404",
        "/admin;a/users,  GET,    400, 400, 400, 400",
        "/public/..%2fadmin, GET, 400, 400, 400, 400",
        "/public/%2e%2e/admin, GET, 400, 400, 400, 400"
    })
    @Proves("SEC-80")
    void theFirstRuleThatFitsDecides(String path, String method, int stranger, int ofCarol, int ofBob, int ofAlice) {
        for (String route : List.of("/acme/ruled", "/acme/chain")) {
            List<Integer> statuses = List.of(
                    call(new HttpBrowser(), method, route + path).status(),
                    call(carol, method, route + path).status(),
                    call(bob, method, route + path).status(),
                    call(alice, method, route + path).status());

            assertThat(statuses).as(route).containsExactly(stranger, ofCarol, ofBob, ofAlice);
        }
    }

    @Test
    void whoMayNotIsToldWhatTheyWouldNeed() {
        assertThat(bob.open(world.url("/acme/ruled/admin/users")).status()).isEqualTo(200);
        Page page = bob.open(world.url("/acme/ruled/platform/"));

        assertThat(page.status()).isEqualTo(403);
        assertThat(page.body())
                .contains("GH-3005", "What you would need is a group.", "Use another account")
                .doesNotContain("platform-team");
        assertThat(carol.open(world.url("/acme/ruled/admin/")).body()).contains("GH-3003", "needs a role");
    }

    @Test
    void theLogSaysWhichRuleItWas() {
        call(carol, "POST", "/acme/ruled/admin/users");

        assertThat(world.log.lines())
                .anyMatch(line -> line.contains("GH-3003")
                        && line.contains("cause=access: acme: rules[3]: /admin/**: roles: [member]"
                                + " (expected: roles: [admin])"));
    }

    /** Frameworks take the header for the method, and the rule has read the other one. */
    @ParameterizedTest
    @ValueSource(strings = {"X-HTTP-Method-Override", "x-http-method", "X_HTTP_Method_Override", "X-Method-Override"})
    @Proves("SEC-83")
    void nobodyNamesAnotherMethodInAHeader(String header) {
        Page page = bob.send(world.url("/acme/ruled/admin/users"), request -> request.setHeader(header, "DELETE")
                .setHeader("X-Requested-With", "XMLHttpRequest"));

        assertThat(page.status()).isEqualTo(405);
        assertThat(world.upstream.received()).isEmpty();
    }

    /** They signed in when nobody read the claim; the provider knows them still, so they notice a redirect at most. */
    @Test
    void aRuleThatReadsANewClaimIsKeptByThoseWhoAreSignedInAlready() {
        HttpBrowser browser = signedIn("bob");
        String rules = RULES + "      - {path: /named/**, allow: {claims: {name: Bob Brown}}}\n";
        rewrite(rules);

        assertThat(call(browser, "GET", "/acme/ruled/named/").status()).isEqualTo(401);
        assertThat(browser.open(world.url("/acme/ruled/named/")).status()).isEqualTo(200);
        assertThat(call(browser, "GET", "/acme/ruled/named/").status()).isEqualTo(200);
        HttpBrowser other = new HttpBrowser();
        world.signIn(other, "/acme/ruled/named/", "carol");
        assertThat(call(other, "GET", "/acme/ruled/named/").status()).isEqualTo(403);

        rewrite(RULES);
    }

    private static void rewrite(String rules) {
        long before = reloads();
        world.write(
                "routes.yaml",
                (World.ROUTES + ROUTE.formatted("${upstream}", rules))
                        .replace("${upstream}", world.upstream.uri().toString()));
        await().until(() -> reloads() > before);
    }

    private static long reloads() {
        return world.log.lines().stream()
                .filter(line -> line.startsWith("configuration: reloaded"))
                .count();
    }

    private static HttpBrowser signedIn(String username) {
        HttpBrowser browser = new HttpBrowser();
        Page page = world.signIn(browser, "/acme/portal/", username);
        assertThat(page.status()).isEqualTo(200);
        return browser;
    }

    private static Page call(HttpBrowser browser, String method, String path) {
        return browser.send(
                world.url(path), request -> request.method(method, BodyPublishers.ofString("", StandardCharsets.UTF_8))
                        .setHeader("X-Requested-With", "XMLHttpRequest"));
    }
}
