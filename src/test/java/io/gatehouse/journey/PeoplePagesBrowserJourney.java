package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The Members and Activity pages in a real browser: wide, narrow, light, dark, by keyboard, and as axe sees them. */
@Tag("once")
class PeoplePagesBrowserJourney {

    @TempDir
    Path config;

    @Test
    @Proves("SEC-91")
    void peopleAreInvitedAndRemovedInARealBrowserAndAnotherBrowserSeesIt() {
        try (ChromiumBrowser browser = ChromiumBrowser.startOrSkip();
                ConsoleWorld world = ConsoleWorld.start(config)) {
            world.setUp(new HttpBrowser());
            HttpBrowser oscar = new HttpBrowser();
            oscar.submit(oscar.open(world.url("/newco/portal/")), Map.of("username", "oscar"));
            failedSignIn(world);
            browser.width(1000);
            browser.open(world.settings("newco") + "/members");
            browser.click("button[value=nina]");
            browser.waitFor("the members", page -> page.text().contains("Members of Newco"));

            invitedByKeyboard(browser, "carol@partner.example");
            browser.click("Show everybody");
            browser.waitFor("all", page -> page.text().contains("oscar"));
            browser.look("console-members");

            browser.type("#search", "oscar");
            browser.click("Find");
            browser.waitFor("oscar", page -> !page.text().contains("carol@partner.example"));
            assertThat(oscar.get(world.url("/newco/portal/")).status()).isEqualTo(200);
            browser.click("button[aria-label='Remove oscar']");
            browser.waitFor("nobody", page -> page.text().contains("Nobody is found"));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(1))
                    .until(() -> oscar.get(world.url("/newco/portal/")).status() == 302);

            browser.click("Activity");
            browser.waitFor("what happened", page -> page.text().contains("Removed a member"));
            assertThat(browser.text()).contains("A sign-in failed", "Invited somebody", "nina");
            browser.look("console-activity");
            browser.type("#person", "carol");
            browser.press(Keys.ENTER);
            browser.waitFor("what concerns her", page -> !page.text().contains("A sign-in failed"));
        }
    }

    private static void invitedByKeyboard(ChromiumBrowser browser, String address) {
        browser.tabTo("#address");
        browser.press(address, Keys.ENTER);
        browser.waitFor("the invitation", page -> page.text().contains("invited until"));
        assertThat(browser.text()).contains(address);
    }

    private static void failedSignIn(ConsoleWorld world) {
        HttpBrowser somebody = new HttpBrowser();
        String there = somebody.open(world.url("/newco/portal/")).address().toString();
        String state = there.replaceAll(".*[?&]state=([^&]+).*", "$1");
        somebody.open(world.url("/organizations/newco/oidc/consume?error=access_denied&state=" + state));
    }
}
