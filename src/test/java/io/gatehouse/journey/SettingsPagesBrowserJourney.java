package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.TestPictures;
import io.gatehouse.journey.HttpBrowser.Page;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The General, Roles, API keys and Sessions pages in a real browser: wide, narrow, light, dark, and as axe sees them. */
@Tag("once")
class SettingsPagesBrowserJourney {

    @TempDir
    Path config;

    @Test
    void lookAndRolesAreEnteredAndSessionsEndedInARealBrowser() {
        try (ChromiumBrowser browser = ChromiumBrowser.startOrSkip();
                ConsoleWorld world = ConsoleWorld.start(config)) {
            world.setUp(new HttpBrowser());
            HttpBrowser oscar = new HttpBrowser();
            oscar.submit(oscar.open(world.url("/newco/portal/")), Map.of("username", "oscar"));
            browser.width(1000);
            browser.open(world.settings("newco").toString());
            browser.click("button[value=nina]");
            browser.waitFor("the settings", page -> page.text().contains("Sign-on for Newco"));
            look(browser, "console-frame");

            anotherProvider(browser);
            nameAndLook(browser);

            browser.click("Roles");
            browser.waitFor("the roles", page -> page.text().contains("Roles of Newco"));
            browser.type("#role-0", "developer");
            browser.type("#values-0", "staff");
            browser.click("Save, and look at what it gives");
            browser.waitFor("the preview", page -> page.text().contains("does not count yet"));
            look(browser, "console-roles");
            browser.click("Make it count");
            browser.waitFor("the roles", page -> !page.text().contains("does not count yet"));

            browser.click("API keys");
            browser.waitFor("the keys", page -> page.text().contains("API keys of Newco"));
            look(browser, "console-keys");
            browser.type("#name", "terraform prod");
            browser.click("Make a key");
            browser.waitFor("the key", page -> page.text().contains("it is shown this once"));
            look(browser, "console-key-made");
            browser.click("Revoke");
            browser.waitFor("no key", page -> page.text().contains("There are none"));

            browser.click("Sessions");
            browser.waitFor("the sessions", page -> page.text().contains("Who is signed in to Newco"));
            assertThat(browser.text()).contains("Chrome on Linux", "this is you, here", "oscar");
            look(browser, "console-sessions");
            browser.type("#person", "oscar");
            browser.click("Find");
            browser.waitFor("oscar", page -> page.text().contains("Sessions of oscar"));
            browser.click("End this session");
            browser.waitFor("nobody", page -> page.text().contains("Nobody of that name is signed in"));
            Page portal = oscar.get(world.url("/newco/portal/"));
            assertThat(portal.status()).isEqualTo(302);
            browser.click("Show everybody");
            browser.waitFor("nina", page -> page.text().contains("this is you, here"));
            browser.click("End all sessions…");
            browser.waitFor("the question", page -> page.text().contains("Sign everybody of Newco out?"));
            look(browser, "console-sessions-end");
        }
    }

    private static void anotherProvider(ChromiumBrowser browser) {
        browser.click("Other identity providers");
        browser.waitFor("the page", page -> page.text().contains("Add another identity provider"));
        browser.tabTo("#first-title");
        browser.press("Newco");
        browser.tabTo("#first-domains");
        browser.press("newco.com", Keys.ENTER);
        browser.waitFor("the page", page -> page.isThere("#first-domains[value='newco.com']"));
        look(browser, "console-providers");
        browser.tabTo("#name");
        browser.press("Partners", Keys.ENTER);
        browser.waitFor("the answer", page -> page.text().contains("Nothing was saved"));
        look(browser, "console-providers-refused");
    }

    private void nameAndLook(ChromiumBrowser browser) {
        browser.click("General");
        browser.waitFor("the page", page -> page.text().contains("Name and look"));
        browser.tabTo("#support");
        browser.press("help@newco.com");
        browser.tabTo("#accent");
        browser.press("#dddddd", Keys.ENTER);
        browser.waitFor("the contrast", page -> page.text().contains("has a contrast of 1.35:1 with light pages"));
        look(browser, "console-general-refused");
        browser.type("#accent", "#7a1fa2");
        browser.type("#accent-dark", "#c58af9");
        browser.press(Keys.ENTER);
        browser.waitFor("the page", page -> !page.text().contains("Nothing was saved"));
        browser.choose("#file", TestPictures.write(config.resolve("photo.jpg"), new byte[8_000_000]));
        browser.click("Use this logo");
        browser.waitFor("the answer", page -> page.text().contains("The file is too large"));
        browser.choose("#file", TestPictures.write(config.resolve("newco.png"), TestPictures.logo()));
        browser.tabTo("form[action$='/logo'] button");
        browser.press(Keys.ENTER);
        browser.waitFor("the logo", page -> page.text().contains("Remove the logo"));
        look(browser, "console-general");
    }

    /** Pictures, and what a person with a screen reader, at 320 px or in the dark would stumble over. */
    private static void look(ChromiumBrowser browser, String name) {
        browser.wholePage(name);
        assertThat(browser.accessibilityProblems()).as(name).isEmpty();
        browser.dark();
        browser.wholePage(name + "-dark");
        assertThat(browser.accessibilityProblems()).as(name + ", dark").isEmpty();
        browser.light();
        browser.width(320);
        browser.wholePage(name + "-narrow");
        assertThat(browser.isWiderThanItsWindow()).as(name + ", narrow").isFalse();
        browser.width(1000);
    }
}
