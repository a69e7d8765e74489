package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.demo.DemoOrganizations;
import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HttpBrowser.Page;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway's own pages as people of an organization with a look of its own see them, and the page at {@code /}. */
@Tag("once")
class OwnPagesJourney {

    @TempDir
    static Path config;

    static World world;

    final HttpBrowser browser = new HttpBrowser();

    @BeforeAll
    static void start() {
        world = World.start(config);
        logo(config.resolve("acme.png"));
        world.write("organizations/acme.yaml", acme(world));
        org.awaitility.Awaitility.await()
                .until(() -> new HttpBrowser()
                                .open(world.url("/organizations/acme/logo"))
                                .status()
                        == 200);
    }

    static String acme(World world) {
        return World.organization(DemoOrganizations.ACME, world.acme.issuer()) + """
                branding:
                  logo: acme.png
                  accent: "#0b5fff"
                  support: help@acme.com
                """;
    }

    /** Some letters' worth of blue. */
    static void logo(Path file) {
        BufferedImage picture = new BufferedImage(240, 60, BufferedImage.TYPE_INT_ARGB);
        var pen = picture.createGraphics();
        pen.setColor(new java.awt.Color(0x0b5fff));
        pen.fillOval(4, 4, 52, 52);
        pen.fillRect(76, 18, 150, 10);
        pen.fillRect(76, 36, 100, 10);
        pen.dispose();
        try {
            Files.createDirectories(file.getParent());
            ImageIO.write(picture, "png", file.toFile());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void itsPeopleSeeItsLogoItsColourAndWhomToAsk() {
        world.signIn(browser, "/acme/portal/", "bob");
        Page refused = browser.open(world.url("/acme/portal/admin/"));
        Page signOut = browser.open(world.url("/organizations/acme/logout"));
        Page signedOut = browser.open(world.url("/organizations/acme/signed-out"));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body())
                .contains("Ask <a href=\"mailto:help@acme.com\"><bdi>help@acme.com</bdi></a>.")
                .doesNotContain("your administrator");
        for (Page page : new Page[] {refused, signOut, signedOut}) {
            assertThat(page.body())
                    .contains(
                            "src=\"/organizations/acme/logo?v&#x3D;",
                            "alt=\"Acme\"",
                            "href=\"/organizations/acme/style.css?v&#x3D;");
        }
    }

    @Test
    void logoAndColoursAreFilesOfOursThatAnybodyMayKeep() {
        Page page = browser.open(world.url("/organizations/acme/signed-out"));
        Page logo = browser.get(world.url(path(page, "src=\"(/organizations/acme/logo[^\"]+)")));
        Page style = browser.get(world.url(path(page, "href=\"(/organizations/acme/style.css[^\"]+)")));

        assertThat(logo.header("Content-Type")).contains("image/png");
        assertThat(logo.header("Cache-Control")).contains("max-age=31536000, public, immutable");
        assertThat(style.header("Content-Type")).contains("text/css;charset=UTF-8");
        assertThat(style.body()).contains("--accent: #0b5fff; --on-accent: #ffffff");
        for (Page file : new Page[] {logo, style}) {
            assertThat(file.status()).isEqualTo(200);
            assertThat(file.header("X-Content-Type-Options")).contains("nosniff");
            assertThat(file.header("Content-Security-Policy").orElseThrow()).contains("default-src 'none'");
            assertThat(file.headers().allValues("Set-Cookie")).isEmpty();
        }
        assertThat(browser.get(world.url("/organizations/acme/logo?v=another")).header("Cache-Control"))
                .contains("max-age=300, public");
    }

    @Test
    @Proves("SEC-LOOK-3")
    void nobodyElsesPageShowsAnythingOfIt() {
        for (String path : new String[] {
            "/",
            "/initech/portal/",
            "/organizations/initech/logo",
            "/organizations/globex/signed-out",
            "/organizations/globex/logo",
            "/acme/no-such-route"
        }) {
            assertThat(browser.open(world.url(path)).body())
                    .as(path)
                    .doesNotContain("organizations/acme/logo", "organizations/acme/style", "help@acme.com");
        }
        assertThat(withoutNumbers(browser.open(world.url("/organizations/initech/logo"))))
                .isEqualTo(withoutNumbers(browser.open(world.url("/initech/portal/"))))
                .isEqualTo(withoutNumbers(browser.open(world.url("/no/such/address"))));
    }

    @Test
    @Proves("SEC-LOOK-3")
    void whatOthersShowInAFrameSaysNothingOfAnybody() {
        Page framed = browser.send(world.url("/acme/portal/"), request -> request.header("Accept", "text/html")
                .header("Sec-Fetch-Dest", "iframe"));

        assertThat(framed.body())
                .contains("GH-4006")
                .doesNotContain("Acme", "organizations/acme/logo", "help@acme.com");
    }

    @Test
    void aNameLeadsToItsOrganization() {
        assertThat(post("acme").address()).hasPort(world.acme.port());
        assertThat(post(" globex ").address()).hasPort(world.globex.port());
    }

    @Test
    @Proves("SEC-INDEX-2")
    void aWorkAddressLeadsToWhoClaimsItsDomainAndTheProviderNeedNotAsk() {
        Page index = browser.open(world.url("/"));
        Page sent = browser.send(world.url("/"), request -> request.header("Accept", "text/html")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("where=Alice%40ACME.com")));

        assertThat(index.body()).contains("method=\"post\"");
        assertThat(sent.header("Location").orElseThrow())
                .startsWith(world.acme.issuer().toString())
                .contains("login_hint=alice@acme.com");
        assertThat(sent.header("Referrer-Policy")).contains("same-origin");
        assertThat(sent.headers().allValues("Set-Cookie").toString()).doesNotContain("alice");
        assertThat(String.join("\n", world.log.lines())).doesNotContainIgnoringCase("alice@acme.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "initech",
                "somebody@initech.com",
                "Acme",
                "alice@evil.com@acme.com",
                "alice@acme.com.evil.com",
                "@acme.com",
                "../acme",
                "\"><script>alert(1)</script>",
            })
    @Proves("SEC-INDEX-1")
    void whatLeadsNowhereGetsOneAnswer(String typed) {
        Page answer = post(typed);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.address()).hasPath("/").hasNoQuery();
        assertThat(answer.body())
                .contains("This name or address leads nowhere here.")
                .doesNotContain("<script>");
        assertThat(answer.body().replaceFirst("value=\"[^\"]*\"", ""))
                .isEqualTo(post("nobody").body().replaceFirst("value=\"[^\"]*\"", ""));
    }

    @Test
    @Proves("SEC-INDEX-3")
    void anotherSiteCannotSendAnybodyAnywhere() {
        assertThat(browser.postFrom(
                                URI.create("https://evil.example/"), world.url("/"), Map.of("where", "alice@acme.com"))
                        .status())
                .isEqualTo(403);
        assertThat(browser.get(world.url("/?where=acme")).status()).isEqualTo(200);
    }

    @Test
    @Proves("SEC-INDEX-1")
    void theIndexShowsWhereOneIsSignedInAndNoMore() {
        world.signIn(browser, "/acme/portal/", "alice");
        assertThat(browser.open(world.url("/")).body())
                .contains("Where you are signed in", "<a href=\"/acme/portal/\"><bdi>Acme</bdi></a>")
                .doesNotContain("lobex");

        browser.post(world.url("/organizations/acme/logout"), Map.of());
        assertThat(browser.open(world.url("/")).body()).doesNotContain("Where you are signed in", "Acme");
    }

    private Page post(String typed) {
        return browser.post(world.url("/"), Map.of("where", typed));
    }

    private static String path(Page page, String pattern) {
        var found = java.util.regex.Pattern.compile(pattern).matcher(page.body());
        assertThat(found.find()).isTrue();
        return found.group(1).replace("&#x3D;", "=");
    }

    /** The reference and the time differ each time. */
    private static String withoutNumbers(Page page) {
        return page.status() + page.body().replaceFirst("GH-1003 · [^<]+", "");
    }
}
