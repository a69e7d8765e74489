package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.journey.HttpBrowser.Page;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Roles and Sessions pages in a real browser: wide, narrow, light, dark, and as axe sees them. */
@Tag("once")
class SettingsPagesBrowserJourney {

    @TempDir
    Path config;

    @Test
    void rolesAreEnteredAndSessionsEndedInARealBrowser() {
        try (ChromiumBrowser browser = ChromiumBrowser.startOrSkip();
                ConsoleWorld world = ConsoleWorld.start(config)) {
            world.setUp(new HttpBrowser());
            HttpBrowser oscar = new HttpBrowser();
            oscar.submit(oscar.open(world.url("/newco/portal/")), Map.of("username", "oscar"));
            browser.width(1000);
            browser.open(world.settings("newco").toString());
            browser.click("button[value=nina]");
            browser.waitFor("the settings", page -> page.text().contains("Sign-on for Newco"));
            browser.look("console-frame");

            browser.click("Roles");
            browser.waitFor("the roles", page -> page.text().contains("Roles of Newco"));
            browser.type("#role-0", "developer");
            browser.type("#values-0", "staff");
            browser.click("Save, and look at what it gives");
            browser.waitFor("the preview", page -> page.text().contains("does not count yet"));
            browser.look("console-roles");
            browser.click("Make it count");
            browser.waitFor("the roles", page -> !page.text().contains("does not count yet"));

            browser.click("Sessions");
            browser.waitFor("the sessions", page -> page.text().contains("Who is signed in to Newco"));
            assertThat(browser.text()).contains("Chrome on Linux", "this is you, here", "oscar");
            browser.look("console-sessions");
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
            browser.look("console-sessions-end");
        }
    }
}
