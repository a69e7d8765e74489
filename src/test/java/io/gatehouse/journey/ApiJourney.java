package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.ApiClient.Answer;
import io.gatehouse.journey.HttpBrowser.Page;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that come with keys which an admin has made, and everybody who would like to have come with one. */
@Tag("once")
class ApiJourney {

    private static final String KEYS = "/organizations/acme/settings/api-keys";
    private static final Pattern KEY = Pattern.compile("gatehouse_[0-9a-f]{16}_[0-9a-f]{64}");

    @TempDir
    static Path config;

    static World world;
    static HttpBrowser alice = new HttpBrowser();
    static String writing;
    static String reading;

    @BeforeAll
    static void start() {
        world = World.start(config);
        world.signIn(alice, KEYS, "alice");
        writing = made("terraform prod", "write");
        reading = made("dashboards", "read");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static String made(String name, String scope) {
        Page page = alice.submitTo(
                alice.open(world.url(KEYS)), KEYS + "/make", Map.of("name", name, "scope", scope, "days", "90"));
        Matcher key = KEY.matcher(page.body());
        assertThat(key.find()).as(page.body()).isTrue();
        return key.group();
    }

    private static ApiClient with(String key) {
        return new ApiClient(world.gateway.uri(), "acme", key);
    }

    @Test
    void aKeyIsShownOnceAndListedWithoutItself() {
        String key = made("once", "read");

        Page page = alice.open(world.url(KEYS));

        assertThat(page.body()).contains("once", "reads", "by alice").doesNotContain(key, key.substring(27));
        assertThat(String.join("\n", world.log.lines()))
                .contains("event=api-key-made", "key=once")
                .doesNotContain(key.substring(27));
    }

    @Test
    void theSettingsHaveTheKeysOfTheFileAndNoSecret() {
        Answer settings = with(reading).get("/v1/settings");
        Answer status = with(reading).get("/v1/settings/status");
        Answer yaml = with(reading).get("/v1/settings.yaml");

        assertThat(settings.json().at("/identity-provider/client-secret").asText())
                .isEqualTo("***");
        assertThat(settings.json().at("/roles/grant/developer/0").asText()).isEqualTo("engineering");
        assertThat(status.json().path("in_file").toString()).contains("identity-provider", "roles");
        assertThat(yaml.body()).contains("name: Acme", "client-secret: ${ACME_CLIENT_SECRET}");
    }

    @Test
    void membersAreInvitedChangedAndRemoved() {
        ApiClient api = with(writing);

        Answer invited = api.post("/v1/members", "{\"email\": \"Carol@partner.example\", \"role\": \"developer\"}");
        String path = "/v1/members/" + invited.json().path("id").asText();

        assertThat(invited.status()).isEqualTo(201);
        assertThat(invited.header("Location").orElseThrow()).endsWith(path);
        assertThat(api.post("/v1/members", "{\"email\": \"carol@partner.example\"}")
                        .code())
                .isEqualTo("GH-6009");
        assertThat(api.patch(path, "{\"role\": null}").json().has("role")).isFalse();
        assertThat(api.post(path + "/invitation", "").status()).isEqualTo(200);
        assertThat(api.patch(path, "{\"state\": \"blocked\"}").status()).isEqualTo(422);
        assertThat(api.delete(path).status()).isEqualTo(204);
        assertThat(api.get(path).status()).isEqualTo(404);
        assertThat(String.join("\n", world.log.lines()))
                .contains("event=member-invited", "by=\"api key terraform prod\"", "event=invitation-revoked");
    }

    @Test
    void aListIsTakenInAndGivenOutPartByPart() {
        ApiClient api = with(writing);

        Answer taken = api.call(
                "POST",
                "/v1/members/import",
                "email,role\nx1@list.example,developer\nx2@list.example\nnobody\nx3@list.example,boss",
                Map.of("Content-Type", "text/csv"));
        Answer first = api.get("/v1/members?search=list.example&limit=1");
        Answer second = api.get("/v1/members?search=list.example&limit=1&cursor="
                + first.json().path("next").asText());

        assertThat(taken.json().path("invited").asInt()).isEqualTo(2);
        assertThat(taken.json().path("problems").toString()).contains("nobody", "boss is no role");
        assertThat(first.json().at("/members/0/email").asText() + second.json().at("/members/0/email"))
                .contains("x1@list.example", "x2@list.example");
        assertThat(second.json().has("next")).isFalse();
        assertThat(api.get("/v1/members.csv").body()).contains("\"x1@list.example\",\"developer\",\"invited\"");
    }

    @Test
    void whoIsBlockedIsOutAndWhoIsSignedInIsSeen() {
        ApiClient api = with(writing);
        HttpBrowser bob = new HttpBrowser();
        world.signIn(bob, "/acme/portal/", "bob");
        String bobs =
                api.get("/v1/members?search=bob").json().at("/members/0/id").asText();

        Answer sessions = api.get("/v1/sessions?person=bob");
        assertThat(sessions.json().at("/sessions/0/username").asText()).isEqualTo("bob");
        assertThat(api.delete("/v1/sessions/"
                                + sessions.json().at("/sessions/0/id").asText())
                        .status())
                .isEqualTo(204);
        assertThat(bob.get(world.url("/acme/portal/")).status()).isEqualTo(302);

        bob.open(world.url("/acme/portal/"));
        assertThat(api.delete("/v1/sessions?person=bob").status())
                .as("whoever is called that")
                .isEqualTo(422);
        String issuer = sessions.json().at("/sessions/0/issuer").asText();
        String subject = sessions.json().at("/sessions/0/subject").asText();
        assertThat(api.delete("/v1/sessions?issuer=" + issuer + "&subject=" + subject)
                        .json()
                        .path("ended")
                        .asInt())
                .isPositive();
        assertThat(api.patch("/v1/members/" + bobs, "{\"state\": \"blocked\"}")
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("blocked");
        assertThat(bob.open(world.url("/acme/portal/")).body()).contains("GH-3109");
        api.patch("/v1/members/" + bobs, "{\"state\": \"active\"}");
        assertThat(api.delete("/v1/sessions").status()).isEqualTo(422);
        assertThat(api.get("/v1/activity?kind=revocation&person=terraform").body())
                .contains("person-signed-out", "api key terraform prod");
    }

    @Test
    @Proves("SEC-API-1")
    void onlyAKeyOfThisOrganizationOpensAnything() {
        Answer none = with("").get("/v1/settings");
        Answer other = new ApiClient(world.gateway.uri(), "globex", writing).get("/v1/settings");
        String altered = writing.substring(0, 90) + (writing.endsWith("000") ? "111" : "000");

        assertThat(none.header("WWW-Authenticate")).contains("Bearer");
        assertThat(other.header("WWW-Authenticate")).contains("Bearer error=\"invalid_token\"");
        assertThat(with(altered).get("/v1/settings").status()).isEqualTo(401);
        assertThat(with("").get("/v1/settings?access_token=" + writing).status())
                .isEqualTo(401);
        assertThat(with("").get("/v1/no-such-thing").status()).isEqualTo(401);
        assertThat(with(reading).get("/v1/no-such-thing").status()).isEqualTo(404);
        assertThat(with(reading).call("PUT", "/v1/members", "", Map.of()).status())
                .isEqualTo(405);
    }

    @Test
    @Proves("SEC-API-2")
    void aSessionOpensNothingAndAKeyOpensNothingElse() {
        String cookie =
                "gatehouse-acme=" + alice.cookiesFor(world.gateway.uri()).get("gatehouse-acme");

        assertThat(with("").call("GET", "/v1/settings", "", Map.of("Cookie", cookie))
                        .status())
                .isEqualTo(401);
        assertThat(with("").call("DELETE", "/v1/sessions?everybody=true", "", Map.of("Cookie", cookie))
                        .status())
                .isEqualTo(401);
        String answer = RawHttp.exchange(
                world.gateway.port(),
                "GET " + KEYS + " HTTP/1.1\r\nHost: localhost:" + world.gateway.port() + "\r\nAuthorization: Bearer "
                        + writing + "\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 401");
        assertThat(RawHttp.exchange(
                        world.gateway.port(),
                        "GET /acme/portal/ HTTP/1.1\r\nHost: localhost:" + world.gateway.port()
                                + "\r\nAuthorization: Bearer " + writing + "\r\n\r\n"))
                .startsWith("HTTP/1.1 401");
    }

    @Test
    @Proves("SEC-API-3")
    void aKeyThatMayReadChangesNothing() {
        ApiClient api = with(reading);
        Map<String, String> json = Map.of("Content-Type", "application/json");

        assertThat(api.patch("/v1/settings", "{\"sso\": \"off\"}").header("WWW-Authenticate"))
                .contains("Bearer error=\"insufficient_scope\", scope=\"write\"");
        assertThat(api.call("PUT", "/v1/settings", "{}", json).code()).isEqualTo("GH-6002");
        assertThat(api.post("/v1/members", "{\"email\": \"evil@evil.example\"}").status())
                .isEqualTo(403);
        assertThat(api.delete("/v1/sessions?everybody=true").status()).isEqualTo(403);
        assertThat(api.get("/v1/members?search=evil").json().path("members")).isEmpty();
    }

    @Test
    @Proves("SEC-API-1")
    void aKeyThatIsRevokedIsWorthNothingAtOnce() {
        String key = made("to be revoked", "read");
        assertThat(with(key).get("/v1/members").status()).isEqualTo(200);

        revoke(key);

        assertThat(with(key).get("/v1/members").status()).isEqualTo(401);
        assertThat(String.join("\n", world.log.lines())).contains("event=api-key-revoked");
    }

    @Test
    @Proves("SEC-API-4")
    void whatIsNotWellSentIsRefusedByName() {
        ApiClient api = with(writing);
        Map<String, String> expected = new HashMap<>();
        expected.put("{\"email\": \"a@b.example\", \"rol\": \"x\"}", "rol");
        expected.put("{\"email\": \"a@b.example\", \"email\": \"c@d.example\"}", "");
        expected.put("{\"email\": \"a@b.example\"} {}", "");
        expected.put("[]", "");
        expected.put("{\"email\": \"a@b.example@evil.example\"}", "email");
        expected.put("{\"email\": \"a@b.example\", \"role\": \"boss\"}", "role");
        expected.put("{\"email\": 7}", "email");

        expected.forEach((sent, key) ->
                assertThat(api.post("/v1/members", sent).errors()).as(sent).containsKey(key));
        assertThat(api.get("/v1/members?serch=x").errors()).containsKey("serch");
        assertThat(api.get("/v1/members?limit=0").errors()).containsKey("limit");
        assertThat(api.call("POST", "/v1/members", "{}", Map.of("Content-Type", "text/plain"))
                        .status())
                .isEqualTo(415);
        assertThat(api.post("/v1/members", "{\"email\": \"" + "x".repeat(200_000) + "\"}")
                        .status())
                .isEqualTo(413);
    }

    @Test
    @Proves("SEC-API-4")
    void aNameOfAKeyCannotWriteLinesOfItsOwn() {
        Page page = alice.open(world.url(KEYS));

        for (String name : new String[] {"", "a\r\nX-Evil: 1", "a\" by=\"root", "<b>", "x".repeat(61), "dashboards"}) {
            Page refused = alice.submitTo(page, KEYS + "/make", Map.of("name", name, "scope", "read", "days", "1"));
            assertThat(refused.status()).as(name).isEqualTo(422);
        }
        Page tooLong = alice.submitTo(page, KEYS + "/make", Map.of("name", "long", "scope", "write", "days", "366"));
        assertThat(tooLong.status()).isEqualTo(422);
        assertThat(tooLong.body()).contains("value=\"long\"", "value=\"write\" selected", "value=\"366\"");
    }

    @Test
    void settingsInTheOperatorsFileAreNotChangedAndSaySo() {
        ApiClient api = with(writing);
        String version = api.get("/v1/settings").header("ETag").orElseThrow();

        assertThat(api.patchSettings("{\"sso\": \"off\"}").errors().get("sso")).contains("operator’s file");
        assertThat(api.patchSettings("{\"hosts\": [\"evil.localhost\"]}").errors())
                .containsKey("hosts");
        assertThat(api.patchSettings("{\"roles\": {\"default\": \"developer\"}}")
                        .errors())
                .containsKey("roles");
        assertThat(api.patchSettings("{\"ssso\": \"off\"}").errors().get("ssso"))
                .contains("did you mean sso");
        assertThat(api.patch("/v1/settings", "{}").code()).isEqualTo("GH-6006");
        assertThat(api.changeSettings("PATCH", "{}", "*").code()).isEqualTo("GH-6006");
        assertThat(api.changeSettings("PATCH", "{}", "\"0-000000000000\"").code())
                .isEqualTo("GH-6007");
        assertThat(api.changeSettings("PUT", api.get("/v1/settings").body(), version)
                        .status())
                .isEqualTo(200);
        assertThat(api.get("/v1/settings").header("ETag")).contains(version);
    }

    /** Both ways: what is described answers, and nothing else does. */
    @Test
    void whatAnswersIsWhatIsDescribed() {
        Map<String, String> json = Map.of("Content-Type", "application/json");
        ApiClient.DESCRIPTION.path("paths").fieldNames().forEachRemaining(path -> {
            for (String method : new String[] {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
                boolean described = !ApiClient.DESCRIPTION
                        .path("paths")
                        .path(path)
                        .path(method.toLowerCase(Locale.ROOT))
                        .isMissingNode();
                Answer answer = with(reading).call(method, path.replace("{id}", "none"), "{}", json);
                if (described) {
                    assertThat(answer.status())
                            .as(method + " " + path)
                            .isIn(200, 403, path.contains("{id}") ? 404 : 200);
                } else {
                    assertThat(answer.status()).as(method + " " + path).isIn(404, 405, 403);
                }
            }
        });
        assertThat(with("").call("OPTIONS", "/v1/settings", "", Map.of("Origin", "https://evil.example"))
                        .status())
                .isEqualTo(401);
        assertThat(with("").get("/openapi.json").json()).isEqualTo(ApiClient.DESCRIPTION);
    }

    @Test
    @Proves("SEC-API-2")
    void aKeyThatIsSentToAnUpstreamDoesNotArriveThere() {
        for (String route : new String[] {"/acme/public/", "/acme/filtered/"}) {
            String cookie =
                    "gatehouse-acme=" + alice.cookiesFor(world.gateway.uri()).get("gatehouse-acme");
            for (String scheme : new String[] {"Bearer ", "bearer   "}) {
                String answer = RawHttp.exchange(
                        world.gateway.port(),
                        "GET " + route + " HTTP/1.1\r\nHost: localhost:" + world.gateway.port() + "\r\nCookie: "
                                + cookie + "\r\nAuthorization: " + scheme + writing + "\r\n\r\n");
                assertThat(answer).startsWith("HTTP/1.1 200").doesNotContain(writing);
            }
            assertThat(RawHttp.exchange(
                            world.gateway.port(),
                            "GET " + route + " HTTP/1.1\r\nHost: localhost:" + world.gateway.port() + "\r\nCookie: "
                                    + cookie + "\r\nAuthorization: Bearer their-own\r\n\r\n"))
                    .contains("their-own");
        }
    }

    /** As long as its sender likes, up to the end of the patience for bodies. */
    @Test
    @Proves("SEC-API-1")
    void aKeyThatIsRevokedWhileABodyIsOnItsWayChangesNothing() throws IOException {
        String key = made("slow", "write");
        String body = "{\"email\": \"slow@evil.example\"}";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), world.gateway.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /organizations/acme/api/v1/members HTTP/1.1\r\nHost: localhost:" + world.gateway.port()
                            + "\r\nAuthorization: Bearer " + key
                            + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n{")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            Awaitility.await().until(() -> lastUse("slow"));

            revoke(key);
            out.write(body.substring(1).getBytes(StandardCharsets.US_ASCII));
            out.flush();
            byte[] answer = new byte[12];
            assertThat(socket.getInputStream().readNBytes(answer, 0, answer.length))
                    .isEqualTo(12);

            assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 401");
        }
        assertThat(with(reading).get("/v1/members?search=slow").json().path("members"))
                .isEmpty();
    }

    /** Whether the key has been looked at. */
    private static boolean lastUse(String name) {
        return alice.open(world.url(KEYS))
                .body()
                .matches("(?s).*<h3>" + name + "</h3>.*?Last used</dt><dd>(?!never).*");
    }

    private static void revoke(String key) {
        Page page = alice.open(world.url(KEYS));
        alice.post(
                world.url(KEYS + "/revoke"),
                Map.of(
                        "key",
                        key.substring(10, 26),
                        "proof",
                        page.body().replaceAll("(?s).*name=\"proof\" value=\"([^\"]+)\".*", "$1")));
    }
}
