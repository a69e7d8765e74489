package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.problem.RightToLeftPage;
import java.io.IOException;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The gateway's own pages in a real browser: with a look of their own, dark, narrow, in German, from right to left. */
@Tag("once")
class OwnPagesBrowserJourney {

    @TempDir
    Path config;

    @Test
    void peopleSeeTheirOrganizationInTheirLanguageOnEveryPage() throws IOException {
        try (ChromiumBrowser browser = ChromiumBrowser.startOrSkip();
                World world = World.start(config)) {
            OwnPagesJourney.logo(config.resolve("acme.png"));
            world.write("organizations/acme.yaml", OwnPagesJourney.acme(world));
            world.write("organizations/globex.yaml", several(world));
            Awaitility.await()
                    .until(() -> new HttpBrowser()
                                    .open(world.url("/organizations/acme/logo"))
                                    .status()
                            == 200);
            walk(browser, world);
            choose(browser, world);
        }
    }

    /** Its own people, and those of a partner. */
    private static String several(World world) {
        return """
                name: Globex
                identity-providers:
                  staff:
                    title: Globex
                    issuer: %s
                    client-id: gatehouse-globex
                    client-secret: demo-globex-secret
                    email-domains: [globex.com]
                    user: plain
                  contractors:
                    title: Contractors
                    issuer: %s
                    client-id: gatehouse-acme
                    client-secret: demo-acme-secret
                    email-domains: [partner.example]
                """.formatted(world.globex.issuer(), world.acme.issuer());
    }

    /** With a keyboard alone. */
    private void choose(ChromiumBrowser browser, World world) {
        browser.language("en");
        browser.open(world.url("/globex/portal/"));
        assertThat(browser.text()).contains("Sign in to Globex", "Work e-mail address", "Contractors");
        look(browser, "choose");
        browser.tabTo("#email");
        browser.press("hank@initech.com", Keys.ENTER);
        browser.waitFor("the answer", page -> page.text().contains("No sign-in goes with that address"));
        browser.width(320);
        browser.dark();
        look(browser, "choose-unknown-narrow-dark");
        assertThat(browser.isWiderThanItsWindow()).isFalse();
        browser.language("de");
        browser.open(world.url("/globex/portal/"));
        assertThat(browser.text()).contains("Bei Globex anmelden");
        look(browser, "choose-de-narrow-dark");
        browser.tabTo("a[href*='provider=staff']");
        browser.press(Keys.ENTER);
        browser.waitFor("Globex's sign-in", page -> page.text().contains("hank"));
        browser.light();
        browser.width(800);
    }

    private void walk(ChromiumBrowser browser, World world) throws IOException {
        browser.width(800);
        browser.open(world.url("/"));
        look(browser, "index");
        browser.type("#where", "bob@initech.com");
        browser.click("Continue");
        browser.waitFor("the answer", page -> page.text().contains("leads nowhere here"));
        look(browser, "index-unknown");
        browser.type("#where", "bob@acme.com");
        browser.click("Continue");
        browser.waitFor("Acme's sign-in", page -> page.text().contains("bob"));
        assertThat(browser.address()).contains("login_hint=bob@acme.com");
        browser.click("button[value=bob]");
        browser.waitFor("the portal", page -> page.address().equals(world.url("/acme/portal/")));

        browser.language("de");
        browser.open(world.url("/"));
        look(browser, "index-signed-in-de");
        browser.open(world.url("/acme/portal/admin/"));
        assertThat(browser.text()).contains("Sie dürfen diese Seite nicht öffnen", "help@acme.com");
        look(browser, "problem-de");
        browser.width(320);
        look(browser, "problem-de-narrow");
        browser.open(world.url("/organizations/acme/logout"));
        browser.dark();
        look(browser, "sign-out-de-narrow-dark");
        browser.width(800);
        browser.click("Abmelden");
        browser.waitFor("the end", page -> page.text().contains("abgemeldet"));
        browser.open(world.url("/organizations/acme/signed-out"));
        look(browser, "signed-out-de-dark");
        browser.light();
        browser.open(RightToLeftPage.write(config).toUri().toString());
        browser.width(800); // another process shows files, and nobody has told it
        look(browser, "right-to-left");
    }

    private static void look(ChromiumBrowser browser, String name) {
        browser.wholePage(name);
        assertThat(browser.accessibilityProblems()).as(name).isEmpty();
    }
}
