package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings in a real browser, with a real Keycloak: from an empty organization to an enabled one, wrong secret first. */
@Tag("once")
class ConsoleBrowserJourney {

    private static final String SECRET = "the-right-secret-of-newco";

    @TempDir
    Path config;

    @Test
    void anAdminWalksFromASetUpLinkThroughAWrongSecretToAnEnforcedSignOn() {
        try (ChromiumBrowser browser = ChromiumBrowser.startOrSkip();
                ConsoleWorld world = ConsoleWorld.start(config);
                KeycloakServer keycloak = KeycloakServer.startOrSkip(List.of(new KeycloakServer.Realm(
                        "newco",
                        "gatehouse",
                        SECRET,
                        List.of(world.url("/organizations/newco/oidc/consume")),
                        List.of(),
                        List.of(
                                new KeycloakServer.User(
                                        "nina", "pass-of-nina", "nina@newco.com", "Nina", "New", List.of("staff")),
                                new KeycloakServer.User(
                                        "oscar",
                                        "pass-of-oscar",
                                        "oscar@newco.com",
                                        "Oscar",
                                        "Ordinary",
                                        List.of("staff"))))))) {
            walk(browser, world, keycloak);
        }
    }

    @Test
    void theAccessibilityCheckFindsWhatIsWrong() {
        try (ChromiumBrowser browser = ChromiumBrowser.startOrSkip()) {
            browser.open("data:text/html,<title>x</title><img src=x><input>");

            assertThat(browser.accessibilityProblems().toString()).contains("image-alt", "label");
        }
    }

    private static void walk(ChromiumBrowser browser, ConsoleWorld world, KeycloakServer keycloak) {
        browser.width(1000);
        browser.open(world.setupLink("newco"));
        look(browser, "console-1-link");
        browser.click("Open the settings");
        browser.waitFor("the settings", page -> page.text().contains("Sign-on for Newco"));
        assertThat(browser.text()).contains("You came by a set-up link");
        look(browser, "console-2-empty");

        browser.type("#issuer", keycloak.issuer("newco").toString());
        browser.type("#client-id", "gatehouse");
        browser.type("#client-secret", "a-wrong-secret");
        browser.click("Update and Test OIDC configuration");
        signIn(browser, "nina");
        browser.waitFor("the failed test", page -> page.text().contains("It does not work yet"));
        assertThat(browser.text())
                .contains("Client secret", "Clients, the client, Credentials: copy Client Secret again", "GH-41")
                .doesNotContain("a-wrong-secret");
        look(browser, "console-3-wrong-secret");
        browser.dark();
        look(browser, "console-3-wrong-secret-dark");
        browser.light();

        browser.type("#client-secret", SECRET);
        browser.click("Update and Test OIDC configuration");
        browser.waitFor("the passed test", page -> page.text().contains("It works."));
        look(browser, "console-4-passed");
        browser.click("Make me admin");
        browser.waitFor("the bound admin", page -> page.text().contains("passed for an admin"));
        browser.click("#sso-enforced");
        browser.click("Save");
        browser.waitFor("the enforced sign-on", page -> page.isChecked("#sso-enforced"));
        look(browser, "console-5-enforced");
        browser.width(320);
        look(browser, "console-5-enforced-narrow");

        world.upstream.clear();
        browser.open(world.url("/newco/portal/"));
        browser.waitFor("the portal", page -> page.address().equals(world.url("/newco/portal/")));
        assertThat(world.upstream.last().header("X-Forwarded-Preferred-Username"))
                .containsExactly("nina");
    }

    /** A picture, and what a person with a screen reader or a keyboard would stumble over. */
    private static void look(ChromiumBrowser browser, String name) {
        browser.wholePage(name);
        assertThat(browser.accessibilityProblems()).as(name).isEmpty();
    }

    private static void signIn(ChromiumBrowser browser, String username) {
        browser.waitFor("Keycloak's sign-in", page -> page.text().contains("Password"));
        browser.type("#username", username);
        browser.type("#password", "pass-of-" + username);
        browser.click("#kc-login");
    }
}
