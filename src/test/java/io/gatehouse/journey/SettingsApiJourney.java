package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.command.MakeApiKey;
import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestPictures;
import io.gatehouse.journey.ApiClient.Answer;
import io.gatehouse.journey.HttpBrowser.Page;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An organization's settings over the API, beside the operator's file and the settings pages. */
@Tag("once")
class SettingsApiJourney {

    private static final String LOGO =
            "data:image/png;base64," + Base64.getEncoder().encodeToString(TestPictures.png(32, 32));

    private static final Map<String, String> KEYS = new HashMap<>();

    @TempDir
    static Path config;

    static ConsoleWorld world;

    @BeforeAll
    static void start() throws IOException {
        world = ConsoleWorld.start(config);
        write("newco", "members: {email-domains: [newco.com]}\n");
        write("other", "{}\n");
        Awaitility.await()
                .until(() ->
                        !api("newco", "look").get("/v1/settings/status").body().contains("\"name\""));
        Awaitility.await()
                .until(() ->
                        !api("other", "look").get("/v1/settings/status").body().contains("\"name\""));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static void write(String organization, String yaml) throws IOException {
        Files.writeString(config.resolve("organizations/" + organization + ".yaml"), yaml);
    }

    /** By the operator's command. */
    private static ApiClient api(String organization, String name) {
        String key = KEYS.computeIfAbsent(organization + name, unused -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            int exit = MakeApiKey.run(
                    world.withStore(organization, "--name", name, "--scope", "write"),
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    Clock.systemUTC());
            assertThat(exit).as(err.toString(StandardCharsets.UTF_8)).isZero();
            return out.toString(StandardCharsets.UTF_8).strip();
        });
        return new ApiClient(world.gateway.uri(), organization, key);
    }

    @Test
    @Proves("SEC-API-4")
    void whateverIsSentIsAnsweredAndNoSecretIsRepeated() {
        ApiClient api = api("other", "fuzzer");
        String hidden = "MARK-0f9a7c";
        String provider =
                "{\"identity-provider\": {\"issuer\": \"https://x.example\", \"client-id\": \"a\", \"client-secret\": %s}}";
        List<String> bodies = List.of(
                "null",
                "[]",
                "7",
                "\ufeff{}",
                "{\"a\":".repeat(600) + "1" + "}".repeat(600),
                "{\"name\": " + "9".repeat(2_000) + "}",
                "{\"name\": {\"a\": 1}}",
                "{\"name\": \"\\ud800\"}",
                "{\"name\": \"\\u0000\"}",
                "{\"\": \"\"}",
                "{\"name: x\\nhosts\": \"https://evil.example\"}",
                "{\"__proto__\": {\"sso\": \"off\"}}",
                "{\"roles\": {\"grant\": {\"admin\": [null]}}}",
                "{\"roles\": {\"grant\": {\"admin\": [[\"x\"]]}}}",
                "{\"roles\": [null]}",
                "{\"admins\": [null]}",
                "{\"admins\": [\"#\"]}",
                "{\"admins\": [\"https://x.example#\"]}",
                "{\"branding\": {\"logo\": {\"a\": null}}}",
                "{\"members\": {\"admit\": null, \"email-domains\": [\"evil.example\"]}}",
                "{\"hosts\": [\"https://evil.example\"]}",
                "{\"upstreams\": {\"portal\": \"http://evil.example\"}}",
                "{\"pilot\": [\"mallory@evil.example\"]}",
                "{\"client-secret\": \"MARK\"}",
                "{\"identity-provider\": {\"client_secret\": \"MARK\"}}",
                provider.formatted("{\"MARK\": \"MARK\"}"),
                provider.formatted("[[\"MARK\"]]"),
                provider.formatted("[\"MARK\", \"MARK2\", \"MARK3\"]"));

        SoftAssertions all = new SoftAssertions();
        for (String body : bodies) {
            Answer answer = api.patchSettings(body.replace("MARK", hidden));
            all.assertThat(answer.status()).as("%s: %s", body, answer.body()).isEqualTo(422);
            all.assertThat(answer.body()).as(body).doesNotContain(hidden);
        }
        for (String query : List.of(
                "sessions?cursor=99999999999999999999.99999999999",
                "sessions?cursor=9999999999999.9999999999",
                "activity?cursor=99999999999999999999-1.others",
                "activity?from=2999-99-99",
                "activity?until=%2B999999999-12-31",
                "members?limit=0&limit=1",
                "members?cursor=%00")) {
            all.assertThat(api.get("/v1/" + query).status()).as(query).isEqualTo(422);
        }
        all.assertThat(api.get("/v1/members/*").status()).isEqualTo(404);
        all.assertThat(api.get("/v1/members/%E2%80%AE").status()).isEqualTo(404);
        all.assertThat(api.delete("/v1/sessions/a%20b").status()).isEqualTo(404);
        all.assertAll();
    }

    @Test
    void theSameOrganizationMadeInThreeWaysIsExportedToTheSameFile() throws IOException {
        ApiClient api = api("newco", "terraform");
        HttpBrowser nina = new HttpBrowser();
        byConsole(nina);
        String exported = world.export("newco");
        String settings = api.get("/v1/settings").body();
        String admin = exported.replaceAll("(?s).*admins: \\[\"?([^\"\\]]+)\"?].*", "$1");
        forget("newco");

        byApi(api, admin);

        assertThat(world.export("newco")).isEqualTo(exported);
        assertThat(api.get("/v1/settings.yaml").body()).isEqualTo(exported);
        assertThat(api.get("/v1/settings").body()).isEqualTo(settings);
        forget("newco");

        byFile(admin);

        assertThat(world.export("newco")).isEqualTo(exported);
        assertThat(exported).contains("sso: pilot", "branding:", "admit: domains", "developer: [staff]");
        Awaitility.await()
                .untilAsserted(() -> assertThat(api.get("/v1/settings").body()).isEqualTo(settings));
        assertThat(api.get("/v1/settings.yaml").body()).isEqualTo(exported);
        write("newco", "members: {email-domains: [newco.com]}\n");
    }

    private static void byConsole(HttpBrowser nina) {
        world.setUp(nina);
        Page settings = nina.open(world.settings("newco").toString());
        world.press(nina, settings, "/access", Map.of("sso", "pilot"));
        String roles = world.settings("newco") + "/roles";
        Page staged = nina.submit(
                nina.open(roles),
                Map.of("role-0", "admin", "values-0", "leads", "role-1", "developer", "values-1", "staff"));
        world.press(nina, staged, "/roles/take", Map.of());
        String general = world.settings("newco") + "/general";
        nina.submit(
                nina.open(general),
                Map.of(
                        "name",
                        "New & Company",
                        "support",
                        "help@newco.com",
                        "accent",
                        "#0b5fff",
                        "accent-dark",
                        "#7fb2ff"));
        nina.submitFile(
                nina.open(general), "/organizations/newco/settings/general/logo", "file", TestPictures.png(32, 32));
        world.press(nina, nina.open(general), "/general/admit", Map.of("admit", "domains"));
    }

    private static void byApi(ApiClient api, String admin) {
        Answer first = api.patchSettings(
                """
                {
                  "name": "New & Company",
                  "admins": ["%s"],
                  "identity-provider": {"issuer": "%s", "client-id": "%s", "client-secret": "%s"},
                  "branding": {"logo": "%s", "accent": "#0b5fff", "accent-dark": "#7fb2ff", "support": "help@newco.com"},
                  "members": {"admit": "domains"},
                  "roles": {"grant": {"admin": ["leads"], "developer": ["staff"]}}
                }""".formatted(admin, world.provider.issuer(), ConsoleWorld.CLIENT, ConsoleWorld.SECRET, LOGO));
        assertThat(first.status()).as(first.body()).isEqualTo(200);
        assertThat(first.json().path("sign_on").asText()).isEqualTo("live");
        Answer untested = api.patchSettings("{\"sso\": \"pilot\"}");
        assertThat(untested.code()).isEqualTo("GH-2007");
        assertThat(untested.json().path("test_at").asText())
                .isEqualTo(world.settings("newco").toString());

        HttpBrowser tester = new HttpBrowser();
        world.updateAndTest(tester, world.enter(tester, "newco"), ConsoleWorld.SECRET, "nina");

        assertThat(api.get("/v1/settings/status").json().path("tested").asBoolean())
                .isTrue();
        assertThat(api.patchSettings("{\"sso\": \"pilot\"}").status()).isEqualTo(200);
    }

    private static void byFile(String admin) throws IOException {
        write("newco", """
                name: New & Company
                sso: pilot
                admins: ["%s"]
                identity-provider:
                  issuer: %s
                  client-id: %s
                  client-secret: %s
                branding: {logo: "%s", accent: "#0b5fff", accent-dark: "#7fb2ff", support: help@newco.com}
                members: {admit: domains, email-domains: [newco.com]}
                roles:
                  grant:
                    admin: leads
                    developer: [staff]
                """.formatted(admin, world.provider.issuer(), ConsoleWorld.CLIENT, ConsoleWorld.SECRET, LOGO));
    }

    /** As if nobody had ever entered anything. */
    private static void forget(String organization) throws IOException {
        Files.delete(config.resolve(".data/settings/" + organization));
        Awaitility.await()
                .until(() -> api(organization, "look")
                                .get("/v1/settings/status")
                                .json()
                                .path("version")
                                .asInt()
                        == 0);
        Awaitility.await().until(() -> !new HttpBrowser()
                .open(world.url("/organizations/" + organization + "/signed-out"))
                .body()
                .contains("Company"));
    }

    @Test
    @Proves("SEC-API-5")
    void nobodySignsInByWhatNoAdminHasTested() throws IOException {
        ApiClient api = api("other", "untested");
        String provider =
                "{\"identity-provider\": {\"issuer\": \"%s\", \"client-id\": \"%s\", \"client-secret\": \"%s\"}}";
        String first = provider.formatted(world.provider.issuer(), "one", "s3cr3t");

        assertThat(api.patchSettings(first).json().path("sign_on").asText()).isEqualTo("live");
        assertThat(api.patchSettings("{\"sso\": \"enforced\"}").code()).isEqualTo("GH-2007");
        Answer second = api.patchSettings(provider.formatted(world.provider.issuer(), "two", "s3cr3t"));

        assertThat(second.json().path("sign_on").asText()).isEqualTo("staged");
        assertThat(second.json().at("/staged/identity-provider/client-id").asText())
                .isEqualTo("two");
        assertThat(second.body()).doesNotContain("s3cr3t");
        assertThat(api.get("/v1/settings")
                        .json()
                        .at("/identity-provider/client-id")
                        .asText())
                .isEqualTo("one");
        assertThat(api.patchSettings(first).json().has("staged")).isFalse();
        assertThat(api.patchSettings("{\"identity-provider\": null}").errors()).containsKey("identity-provider");
        forget("other");
    }

    @Test
    @Proves("SEC-API-5")
    void aSecretThatIsNotSentGoesToNobodyElse() throws IOException {
        ApiClient api = api("other", "secrets");
        api.patchSettings(
                "{\"identity-provider\": {\"issuer\": \"https://one.example\", \"client-id\": \"c\", \"client-secret\": \"s3cr3t\"}}");

        Answer elsewhere = api.patchSettings("{\"identity-provider\": {\"issuer\": \"https://evil.example\"}}");
        Answer another = api.patchSettings("{\"identity-provider\": {\"client-id\": \"d\"}}");
        Answer same = api.patchSettings("{\"identity-provider\": {\"client-secret\": \"s3cr3t\"}}");
        String version = same.header("ETag").orElseThrow();

        assertThat(elsewhere.errors()).containsKey("identity-provider.client-secret");
        assertThat(another.errors()).containsKey("identity-provider.client-secret");
        assertThat(api.get("/v1/settings").header("ETag")).contains(version);
        assertThat(api.get("/v1/settings").body()).doesNotContain("s3cr3t");
        forget("other");
    }

    @Test
    @Proves("SEC-API-6")
    void whatIsSentIsLiteralAndReadsNoFileOfTheGateway() throws IOException {
        ApiClient api = api("other", "literal");

        Answer file = api.patchSettings("{\"branding\": {\"logo\": \"/etc/hostname\"}}");
        Answer made = api.patchSettings(
                "{\"name\": \"${HOME}\", \"roles\": {\"grant\": {\"admin\": [\"${HOME}\", \"file:/etc/hostname\"]}},"
                        + " \"identity-provider\": {\"issuer\": \"https://one.example\", \"client-id\": \"${USER}\","
                        + " \"client-secret\": \"file:/etc/hostname\"}}");

        assertThat(file.errors()).containsKey("branding.logo");
        assertThat(made.status()).as(made.body()).isEqualTo(200);
        assertThat(api.get("/v1/settings").body())
                .contains("\"name\":\"${HOME}\"", "\"client-id\":\"${USER}\"", "\"file:/etc/hostname\"");
        assertThat(world.export("other")).contains("name: $${HOME}");
        forget("other");
    }

    @Test
    @Proves("SEC-API-5")
    void somebodyStaysAdminAndTheOperatorsKeysStayTheirs() throws IOException {
        ApiClient api = api("other", "admins");

        assertThat(api.patchSettings("{\"roles\": {\"grant\": {\"developer\": [\"staff\"]}}}")
                        .code())
                .isEqualTo("GH-6008");
        api.patchSettings("{\"admins\": [\"https://one.example#1\"]}");
        assertThat(api.patchSettings("{\"admins\": null}").code()).isEqualTo("GH-6008");
        assertThat(api.patchSettings("{\"admins\": [\"root@evil.example\"]}").errors())
                .containsKey("admins");
        assertThat(api.patchSettings("{\"members\": {\"email-domains\": [\"evil.example\"]}}")
                        .errors())
                .containsKey("members.email-domains");
        assertThat(api.patchSettings("{\"upstreams\": {\"portal\": \"http://169.254.169.254\"}}")
                        .errors())
                .containsKey("upstreams");
        forget("other");
    }
}
