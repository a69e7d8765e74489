package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.demo.DemoIdentityProvider;
import io.gatehouse.demo.DemoOrganizations;
import io.gatehouse.demo.DemoUser;
import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HttpBrowser.Page;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
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
import org.springframework.web.util.HtmlUtils;

/** Acme's staff and its contractors sign in each at their own identity provider. */
@Tag("once")
class SeveralProvidersJourney {

    /** A contractor whom the contractors' provider calls whatever he likes, under the same subject as Alice's. */
    private static final DemoUser IMPOSTOR =
            new DemoUser("alice", "Mallory", "alice@acme.com", true, List.of("platform-team"));

    private static final DemoUser CARL =
            new DemoUser("carl", "Carl Contractor", "carl@partner.example", true, List.of("builders"));

    private static final DemoUser DORA =
            new DemoUser("dora", "Dora", "dora@partner.example", true, List.of("builders"));

    private static final Pattern BUTTON = Pattern.compile("href=\"([^\"]*[?&]provider=([a-z0-9-]+)[^\"]*)\"");

    @TempDir
    static Path config;

    static World world;
    static DemoIdentityProvider contractors;

    HttpBrowser browser = new HttpBrowser();

    @BeforeAll
    static void start() {
        world = World.start(config);
        contractors = contractors(0);
        both();
    }

    @AfterAll
    static void stop() {
        contractors.close();
        world.close();
    }

    @BeforeEach
    void another() {
        browser = new HttpBrowser();
    }

    @Test
    void asksAtWhichToSignInAndGoesOnToThePageThatWasAskedFor() {
        Page choice = browser.open(world.url("/acme/portal/catalog?a=b"));

        assertThat(choice.status()).isEqualTo(200);
        assertThat(choice.body()).contains("Sign in to <bdi>Acme</bdi>", "Staff", "Partners", "Work e-mail address");
        assertThat(html(choice).indexOf("provider=staff"))
                .isLessThan(html(choice).indexOf("provider=contractors"));

        Page portal = browser.submit(press(choice, "staff"), Map.of("username", "alice"));

        assertThat(portal.address().toString()).endsWith("/acme/portal/catalog?a=b");
        assertThat(whoami()).contains("\"identity_provider\":\"staff\"", "\"roles\":[\"admin\"");
    }

    @Test
    @Proves("SEC-several-providers-people")
    void twoPeopleOfOneSubjectAreTwoToAnUpstream() {
        signIn("staff", "alice");
        String staff = user();
        browser.forgetCookies();
        signIn("contractors", "alice");
        String contractor = user();

        assertThat(staff).startsWith("acme:").doesNotContain("contractors");
        assertThat(contractor).isEqualTo(staff.replace("acme:", "acme:contractors:"));
    }

    @Test
    @Proves("SEC-several-providers-vouching")
    void aProviderCannotVouchForAnotherOnesAdminNorItsGroupsGrantAnything() {
        signIn("contractors", "alice");

        assertThat(whoami())
                .contains("\"email\":\"alice@acme.com\"", "\"email_verified\":false", "\"roles\":[\"member\"]");
        assertThat(browser.open(world.url("/organizations/acme/settings")).status())
                .isEqualTo(403);
    }

    @Test
    void anAddressChoosesTheProviderAndStandsInNoAddressOfOurs() {
        Page choice = browser.open(world.url("/acme/portal/"));
        Page sent = browser.submitOnce(choice, Map.of("email", "Carl@partner.example"));

        assertThat(sent.header("Location").orElseThrow())
                .startsWith(contractors.issuer().toString())
                .contains("login_hint=carl@partner.example");
        Page portal = browser.submit(browser.open(sent.header("Location").orElseThrow()), Map.of("username", "carl"));
        assertThat(portal.address().getPath()).isEqualTo("/acme/portal/");
        assertThat(world.log.lines()).noneMatch(line -> line.contains("carl@partner.example") && line.contains("GET "));
    }

    @Test
    void anAddressOfNobodysIsSaidToBeThatAndTheButtonsStay() {
        Page choice = browser.open(world.url("/acme/portal/a"));

        Page again = browser.submit(choice, Map.of("email", "eve@evil.example"));

        assertThat(html(again)).contains("No sign-in goes with that address", "provider=staff");
        assertThat(browser.submit(press(again, "contractors"), Map.of("username", "carl"))
                        .address()
                        .getPath())
                .isEqualTo("/acme/portal/a");
    }

    @Test
    @Proves("SEC-several-providers-choice")
    void anotherSiteChoosesForNobody() {
        Page refused = browser.postFrom(
                URI.create("https://evil.example/"),
                world.url("/organizations/acme/oidc/choose"),
                Map.of("email", "carl@partner.example"));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.hops()).hasSize(1);
    }

    @Test
    void whatWasChosenLastIsOfferedFirstAndNeverTakenByItself() {
        signIn("contractors", "carl");
        browser.post(world.url("/organizations/acme/logout"), Map.of());

        Page choice = browser.open(world.url("/acme/portal/"));

        assertThat(choice.status()).isEqualTo(200);
        assertThat(html(choice).indexOf("provider=contractors"))
                .isLessThan(html(choice).indexOf("provider=staff"));
        assertThat(choice.body()).contains("Used last in this browser");
        assertThat(browser.cookiesFor(URI.create(world.url("/organizations/acme/oidc/login"))))
                .containsEntry("gatehouse-.choice-acme", "contractors");
        assertThat(browser.cookiesFor(URI.create(world.url("/acme/portal/"))))
                .doesNotContainKey("gatehouse-.choice-acme");
    }

    @Test
    void aProviderThatIsNoneOfItsIsAskedAbout() {
        Page choice = browser.open(world.url(
                "/organizations/acme/oidc/login?provider=evil&account=other&return_to=/acme/portal/x%3Fy%3Dz"));

        assertThat(choice.status()).isEqualTo(200);
        Page asked = browser.get(world.url(button(choice, "staff")));
        assertThat(asked.header("Location").orElseThrow()).contains("prompt=select_account");
    }

    /** RFC 9207 §2.4, RFC 9700 §4.4: the one answers who was not asked. */
    @Test
    @Proves("SEC-several-providers-mix-up")
    void anAnswerOfTheOtherProviderIsRefused() {
        Page atStaff = press(browser.open(world.url("/acme/portal/")), "staff");
        Page staffs = browser.submitOnce(atStaff, Map.of("username", "alice"));
        Page atContractors = press(browser.open(world.url("/acme/portal/")), "contractors");
        Page theirs = browser.submitOnce(atContractors, Map.of("username", "alice"));
        String staffState = parameter(staffs, "state");

        String mixed = theirs.header("Location")
                .orElseThrow()
                .replaceFirst("state=[^&]*", "state=" + Matcher.quoteReplacement(staffState));
        int asked = world.acme.tokenRequests();
        Page refused = browser.open(mixed);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("GH-");
        assertThat(world.acme.tokenRequests()).isEqualTo(asked);
        assertThat(browser.open(world.url("/organizations/acme/whoami")).status())
                .isEqualTo(401);
    }

    @Test
    void signingOutEndsTheSignInAtTheProviderOfThatSession() {
        signIn("contractors", "carl");

        Page away = browser.postFrom(
                URI.create(world.url("/acme/portal/")), world.url("/organizations/acme/logout"), Map.of());

        assertThat(away.hops()).anyMatch(hop -> hop.getPort() == contractors.port());
        assertThat(away.hops()).noneMatch(hop -> hop.getPort() == world.acme.port());
    }

    @Test
    void theSettingsShowThemAndWhatTheirGroupsGiveAndChangeNone() {
        signIn("staff", "alice");

        Page settings = browser.open(world.url("/organizations/acme/settings"));
        Page roles = browser.open(world.url("/organizations/acme/settings/roles"));

        assertThat(settings.body())
                .contains("several identity providers", contractors.issuer().toString(), "partner.example")
                .doesNotContain("/settings/sign-on\"");
        assertThat(roles.body()).contains("Staff", "platform-team", "Partners").doesNotContain("/roles/stage");
    }

    @Test
    @Proves("SEC-91")
    void whoeverIsRemovedIsOutWhicheverProviderTheyCameBy() {
        HttpBrowser dora = new HttpBrowser();
        signIn(dora, "contractors", "dora");
        signIn("staff", "alice");
        String members = "/organizations/acme/settings/members";

        browser.submitTo(browser.open(world.url(members + "?search=dora")), members + "/remove", Map.of());

        Awaitility.await()
                .atMost(Duration.ofSeconds(1))
                .until(() -> dora.fetch(world.url("/acme/portal/")).status() == 401);
        assertThat(browser.fetch(world.url("/acme/portal/")).status()).isEqualTo(200);
    }

    @Test
    void oneThatIsAwayKeepsNobodyOfTheOthersOut() {
        int port = contractors.port();
        Page answer = browser.submitOnce(
                press(browser.open(world.url("/acme/portal/")), "contractors"), Map.of("username", "carl"));
        contractors.close();
        try {
            assertThat(browser.open(answer.header("Location").orElseThrow()).status())
                    .isEqualTo(503);
            signIn("staff", "alice");
            assertThat(whoami()).contains("\"identity_provider\":\"staff\"");
        } finally {
            contractors = contractors(port);
        }
    }

    @Test
    @Proves("SEC-several-providers-removal")
    void whoeverIsTakenOutOfTheFileEndsTheSessionsOfThatOneOnly() {
        HttpBrowser alice = new HttpBrowser();
        signIn(alice, "staff", "alice");
        signIn("contractors", "carl");
        try {
            world.write("organizations/acme.yaml", several(STAFF));
            Awaitility.await()
                    .until(() ->
                            browser.get(world.url("/organizations/acme/whoami")).status() == 401);
            assertThat(alice.get(world.url("/organizations/acme/whoami")).status())
                    .isEqualTo(200);
        } finally {
            both();
        }
    }

    private static final String STAFF = """
              staff:
                issuer: %s
                client-id: gatehouse-acme
                client-secret: demo-acme-secret
                sign-out: identity-provider
                email-domains: [acme.com]
                user: plain
                roles: {grant: {admin: [platform-team]}}
            """;

    private static final String CONTRACTORS = """
              contractors:
                title: Partners
                issuer: %s
                client-id: gatehouse-partners
                client-secret: demo-partners-secret
                sign-out: identity-provider
                email-domains: [partner.example]
            """;

    private static String several(String... providers) {
        return "name: Acme\nadmins: [alice@acme.com]\nidentity-providers:\n"
                + String.join("", providers)
                        .replaceFirst("%s", world.acme.issuer().toString())
                        .replaceFirst("%s", contractors.issuer().toString());
    }

    private static void both() {
        world.write("organizations/acme.yaml", several(STAFF, CONTRACTORS));
        Awaitility.await().untilAsserted(() -> assertThat(html(new HttpBrowser().open(world.url("/acme/portal/"))))
                .contains("provider=contractors"));
    }

    private static DemoIdentityProvider contractors(int port) {
        DemoIdentityProvider.Options acme = DemoOrganizations.ACME.identityProvider();
        return DemoIdentityProvider.start(new DemoIdentityProvider.Options(
                port,
                acme.issuer(),
                "Partners",
                "#555555",
                "gatehouse-partners",
                "demo-partners-secret",
                List.of(IMPOSTOR, CARL, DORA),
                uri -> uri.equals(world.url("/organizations/acme/oidc/consume/contractors")),
                uri -> uri.equals(world.url("/organizations/acme/signed-out"))));
    }

    private void signIn(String provider, String username) {
        signIn(browser, provider, username);
    }

    private static void signIn(HttpBrowser browser, String provider, String username) {
        Page atProvider = browser.open(world.url(button(browser.open(world.url("/acme/portal/")), provider)));
        assertThat(browser.submit(atProvider, Map.of("username", username)).status())
                .isEqualTo(200);
    }

    private Page press(Page choice, String provider) {
        return browser.open(world.url(button(choice, provider)));
    }

    private static String button(Page choice, String provider) {
        return BUTTON.matcher(html(choice))
                .results()
                .filter(button -> button.group(2).equals(provider))
                .map(button -> button.group(1)
                        .replace("&amp;", "&")
                        .replace("&#61;", "=")
                        .replace("&#x3D;", "="))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no button for " + provider + " on " + choice));
    }

    private static String html(Page page) {
        return HtmlUtils.htmlUnescape(page.body());
    }

    private String user() {
        browser.open(world.url("/acme/portal/"));
        return world.upstream.last().header("X-Forwarded-User").get(0);
    }

    private String whoami() {
        return browser.open(world.url("/organizations/acme/whoami")).body();
    }

    private static String parameter(Page page, String name) {
        Matcher found = Pattern.compile("[?&]" + name + "=([^&]*)")
                .matcher(page.header("Location").orElseThrow());
        assertThat(found.find()).isTrue();
        return found.group(1);
    }
}
