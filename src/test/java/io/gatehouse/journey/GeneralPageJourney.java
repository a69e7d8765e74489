package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.demo.DemoUser;
import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestPictures;
import io.gatehouse.journey.HttpBrowser.Page;
import io.gatehouse.organization.branding.Logo;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An organization's name, its look and whom it admits, as an admin enters them, at two replicas with Redis between them. */
@Tag("once")
class GeneralPageJourney {

    private static final Pattern LOGO = Pattern.compile("src=\"(/organizations/newco/logo)\\?v&#x3D;([^\"]+)\"");
    private static final String DOMAINS = "members: {email-domains: [newco.com]}\n";
    private static final byte[] PICTURE = TestPictures.png(320, 80);

    private static final DemoUser NINA = new DemoUser("nina", "", "", true, List.of());

    @TempDir
    static Path config;

    @TempDir
    static Path elsewhere;

    static RedisServer redis;
    static ConsoleWorld world;
    static RunningGateway second;
    static HttpBrowser admin;

    @BeforeAll
    static void start() throws IOException {
        redis = RedisServer.start();
        String[] arguments = {"--gateway.sessions.store=redis", "--spring.data.redis.url=" + redis.uri()};
        world = ConsoleWorld.start(config, arguments);
        Files.writeString(file(), DOMAINS);
        Files.writeString(config.resolve("organizations/other.yaml"), """
                name: Other
                branding: {logo: "%s", accent: "#0b5fff", accent-dark: "#7fb2ff", support: help@other.com}
                members: {admit: invited}
                """.formatted(
                        Logo.of(PICTURE, "").dataUrl()));
        second = world.replica(arguments);
        admin = new HttpBrowser();
        world.setUp(admin);
        Awaitility.await().until(() -> general().body().contains("id=\"name\""));
    }

    @AfterAll
    static void stop() {
        second.close();
        world.close();
        redis.close();
    }

    @BeforeEach
    void nothingButTheDefaults() {
        look(general(), Map.of());
        admit("anyone");
        if (general().body().contains("/general/no-logo")) {
            world.press(admin, general(), "/general/no-logo", Map.of());
        }
    }

    @Test
    void whatIsEnteredIsSeenByTheOrganizationsPeopleAndAtTheOtherReplicaWithinTwoSeconds() {
        look(
                general(),
                Map.of(
                        "name", "New & Company",
                        "support", "help@newco.com",
                        "accent", "#0B5FFF",
                        "accent-dark", "#7fb2ff"));
        Page entered = logo(general(), PICTURE);

        assertThat(entered.body())
                .contains("value=\"New &amp; Company\"", "value=\"#0b5fff\"", "data:image/png;base64,");
        Awaitility.await().atMost(Duration.ofSeconds(3)).untilAsserted(() -> assertThat(
                        atSecond("/organizations/newco/signed-out"))
                .contains("New &amp; Company", "/organizations/newco/style.css?v&#x3D;0b5fff7fb2ff"));
        Page signedOut = new HttpBrowser().open(world.url("/organizations/newco/signed-out"));
        assertThat(signedOut.body()).contains("alt=\"New &amp; Company\"");
        Matcher logo = LOGO.matcher(signedOut.body());
        assertThat(logo.find()).isTrue();
        // It is a change of its own.
        Awaitility.await().atMost(Duration.ofSeconds(3)).untilAsserted(() -> assertThat(
                        atSecond(logo.group(1) + "?v=" + logo.group(2)))
                .contains("Content-Type: image/png", "immutable"));
        assertThat(atSecond("/organizations/newco/style.css")).contains("--accent: #0b5fff");
    }

    @Test
    void whoIsNotInvitedReadsWhereToGetHelpAndAnAdminIsLetInAlways() {
        look(general(), Map.of("support", "help@newco.com"));
        admit("invited");

        Page vera = signIn("vera");

        assertThat(vera.status()).isEqualTo(403);
        assertThat(vera.body()).contains("GH-3107", "href=\"mailto:help@newco.com\"");
        assertThat(signIn("nina").status()).isEqualTo(200);
        assertThat(admin.open(world.settings("newco") + "/members").body()).contains("Only who is invited");
    }

    @Test
    void whoHasAnAddressOfTheOperatorsDomainsIsLetInByItAndNobodyElse() {
        assertThat(admit("domains").body()).contains("In newco.com, if your identity provider");
        assertThat(signIn("oscar").status()).isEqualTo(200);
        assertThat(signIn("vera").body()).contains("GH-3107");
    }

    @Test
    @Proves("SEC-LOOK-2")
    void aColourThatCannotBeSeenIsRefusedWithTheContrastThatWasMeasured() {
        Page refused = look(
                general(),
                Map.of(
                        "name",
                        "a\u202eb",
                        "support",
                        "javascript:alert(1)",
                        "accent",
                        "#dddddd",
                        "accent-dark",
                        "red"));
        Page unseen = look(general(), Map.of("accent", "#dddddd"));
        Page dark = look(general(), Map.of("accent", "#0b5fff", "accent-dark", "#0b1020"));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body())
                .contains(
                        "a b (expected: one line",
                        "javascript:alert(1) (expected: an e-mail address, or an https URL)",
                        "“red” (expected: a colour such as #0b5fff)",
                        "value=\"#dddddd\"");
        assertThat(unseen.body()).contains("#dddddd has a contrast of 1.35:1 with light pages (expected: at least 3:1");
        assertThat(dark.body()).contains("id=\"accent-dark-problem\">✕ #0b1020 has a contrast of 1.");
        assertThat(general().body()).doesNotContain("#dddddd", "#0b1020");
    }

    @Test
    @Proves("SEC-LOOK-1")
    void whatIsNoPictureOrTooLargeIsNoLogo() {
        String svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";

        Page script = logo(general(), svg.getBytes(StandardCharsets.UTF_8));
        Page bomb = logo(general(), TestPictures.png(2000, 2));
        Page photo = logo(general(), new byte[3_000_000]);
        Page nothing = logo(general(), new byte[0]);

        assertThat(script.status()).isEqualTo(422);
        assertThat(script.body()).contains("another kind of file (expected: PNG, JPEG or WebP, at most 64 KB");
        assertThat(bomb.body()).contains("2000 × 2 pixels");
        assertThat(photo.status()).isEqualTo(422);
        assertThat(photo.body()).contains("The file is too large");
        assertThat(nothing.body()).contains("No file was chosen");
        assertThat(general().body()).contains("None: the name stands in its place");
    }

    @Test
    @Proves("SEC-LOOK-4")
    void aLogoFromElsewhereOrWithoutAProofIsNone() {
        URI target = URI.create(world.settings("newco") + "/general/logo");

        Page elsewhere = admin.postFile(URI.create("http://evil.example/"), target, Map.of(), "file", PICTURE);
        Page withoutProof = admin.postFile(target, target, Map.of("version", "1"), "file", PICTURE);
        Page stranger = new HttpBrowser().postFile(target, target, Map.of(), "file", PICTURE);

        assertThat(elsewhere.status()).isEqualTo(403);
        assertThat(withoutProof.status()).isEqualTo(403);
        assertThat(stranger.status()).isEqualTo(401);
        assertThat(general().body()).contains("None: the name stands in its place");
    }

    @Test
    @Proves("SEC-LOOK-4")
    void whoSeesAnOlderVersionChangesNothing() {
        Page first = general();
        look(first, Map.of("name", "New"));

        assertThat(look(first, Map.of("name", "Old")).status()).isEqualTo(409);
        assertThat(logo(first, PICTURE).status()).isEqualTo(409);
        assertThat(general().body()).contains("value=\"New\"").doesNotContain("data:image/png");
    }

    @Test
    @Proves("SEC-ADMIT-1")
    void whatTheOperatorsFileSaysIsShownAndTheRestStaysTheAdminsAndWithoutDomainsOnlyTheInvitedComeIn()
            throws IOException {
        look(general(), Map.of("name", "New", "support", "help@newco.com"));
        admit("domains");
        Page before = general();
        Files.write(config.resolve("newco.png"), PICTURE);
        Files.writeString(file(), """
                name: Newco
                branding: {logo: newco.png, accent: "#0b5fff", accent-dark: "#7fb2ff"}
                """);
        Awaitility.await().until(() -> general().body().contains("Newco (in the operator"));

        Page general = general();

        assertThat(general.body())
                .contains(
                        "#7fb2ff (in the operator", "data:image/png", "id=\"support\"", "has listed no e-mail domains")
                .doesNotContain("id=\"name\"", "id=\"accent\"", "id=\"file\"");
        assertThat(logo(before, PICTURE).status()).isEqualTo(405);
        assertThat(signIn("vera").body()).contains("GH-3107");
        assertThat(world.press(admin, general, "/general/admit", Map.of("admit", "domains"))
                        .status())
                .isEqualTo(400);
        look(general, Map.of("support", "https://help.newco.com/"));
        Files.writeString(file(), DOMAINS);
        Awaitility.await().until(() -> general().body().contains("In newco.com"));
        assertThat(general().body()).contains("value=\"New\"", "value=\"https://help.newco.com/\"");
    }

    @Test
    void whereTheFileSaysAllOfItNothingCanBeSent() {
        HttpBrowser visitor = new HttpBrowser();
        world.enter(visitor, "other");

        Page general = visitor.open(world.settings("other") + "/general");

        assertThat(general.body())
                .contains("Other (in the operator", "help@other.com (in the operator", "Only who is invited.")
                .contains("so it can be looked at here, not changed")
                .doesNotContain("<form", "<input");
    }

    @Test
    void anOrganizationMadeOnThePagesExportsToTheSameFileAsOneMadeByHand() throws IOException {
        look(
                general(),
                Map.of("name", "New & Co", "support", "help@newco.com", "accent", "#0b5fff", "accent-dark", "#7fb2ff"));
        logo(general(), PICTURE);
        admit("domains");
        Page roles = world.press(
                admin,
                admin.open(world.settings("newco") + "/roles"),
                "/roles/stage",
                Map.of("default", "none", "role-0", "developer", "values-0", "staff\nothers"));
        world.press(admin, roles, "/roles/take", Map.of());
        Files.createDirectories(elsewhere.resolve("organizations"));
        Files.copy(config.resolve("routes.yaml"), elsewhere.resolve("routes.yaml"));
        Files.copy(config.resolve("gateway.yaml"), elsewhere.resolve("gateway.yaml"));
        Files.write(elsewhere.resolve("newco.png"), PICTURE);
        Files.writeString(
                elsewhere.resolve("organizations/newco.yaml"), """
                name: New & Co
                branding: {logo: newco.png, accent: "#0B5FFF", accent-dark: "#7FB2FF", support: help@newco.com}
                admins: ["%1$s#%2$s"]
                identity-provider: {issuer: "%1$s", client-id: gatehouse-at-newco, client-secret: "a secret of theirs"}
                members: {admit: domains, email-domains: [newco.com]}
                roles: {default: none, grant: {developer: [staff, others]}}
                """.formatted(world.provider.issuer(), NINA.subject()));

        String made = world.export("newco");
        String written = ConsoleWorld.exportCommand(
                "newco", "--config=" + elsewhere, "--gateway.data-directory=" + elsewhere.resolve("data"));

        assertThat(made).contains("logo: \"data:image/png;base64,", "admit: domains", "developer: [others, staff]");
        assertThat(made).isEqualTo(written);
    }

    private static Path file() {
        return config.resolve("organizations/newco.yaml");
    }

    private static Page general() {
        return admin.open(world.settings("newco") + "/general");
    }

    /** With nothing in the fields that are not named. */
    private static Page look(Page page, Map<String, String> fields) {
        Map<String, String> filled = new HashMap<>(Map.of("name", "", "support", "", "accent", "", "accent-dark", ""));
        filled.putAll(fields);
        return world.press(admin, page, "/general/look", filled);
    }

    private static Page logo(Page page, byte[] file) {
        return admin.submitFile(page, "/organizations/newco/settings/general/logo", "file", file);
    }

    private static Page admit(String whom) {
        return world.press(admin, general(), "/general/admit", Map.of("admit", whom));
    }

    private static Page signIn(String username) {
        HttpBrowser browser = new HttpBrowser();
        return browser.submit(browser.open(world.url("/newco/portal/")), Map.of("username", username));
    }

    private static String atSecond(String path) {
        return RawHttp.exchange(
                second.port(),
                "GET " + path + " HTTP/1.1\r\nHost: localhost:" + world.gateway.port()
                        + "\r\nAccept: text/html\r\nConnection: close\r\n\r\n");
    }
}
