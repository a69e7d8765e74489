package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.demo.DemoIdentityProvider;
import io.gatehouse.demo.DemoOrganizations;
import io.gatehouse.demo.DemoPortal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo in a real browser, on free ports, with the configuration as committed. */
@Tag("once")
class BrowserJourney {

    @TempDir
    Path config;

    @Test
    void aPersonWalksFromThePortalThroughSignInToThePortalAndOutAgain() throws Exception {
        try (ChromiumBrowser browser = ChromiumBrowser.startOrSkip()) {
            int port = RedisServer.freePort();
            URI publicUrl = URI.create("http://localhost:" + port);
            try (var acme = DemoIdentityProvider.start(
                            DemoOrganizations.ACME.identityProvider().withPort(0));
                    var globex = DemoIdentityProvider.start(
                            DemoOrganizations.GLOBEX.identityProvider().withPort(0));
                    var portal = DemoPortal.start(0)) {
                copyCommittedConfig(acme.port(), globex.port(), portal.port());
                try (RunningGateway gateway = RunningGateway.start(config, port, port)) {
                    walk(browser, gateway);
                }
            }
        }
    }

    private static void walk(ChromiumBrowser browser, RunningGateway gateway) throws Exception {
        browser.width(900);
        browser.open(gateway.url("/acme/portal/"));
        browser.waitFor("Acme's sign-in", page -> page.text().contains("Alice Adams"));
        browser.screenshot("sign-in");
        browser.click("button[value=alice]");
        browser.waitFor("the portal", page -> page.address().equals(gateway.url("/acme/portal/")));
        assertThat(browser.text()).contains("alice", "alice@acme.com", "admin", "acme");
        assertThat(Files.size(browser.screenshot("portal"))).isPositive();

        browser.click("#forge");
        browser.waitFor("the forged request's answer", page -> page.text().contains("acme:"));
        browser.screenshot("portal-forged");
        browser.dark();
        browser.width(320);
        browser.screenshot("portal-dark-narrow");

        browser.open(gateway.url("/initech/portal/"));
        assertThat(browser.text()).contains("There is nothing at this address", "GH-1003");
        browser.screenshot("unknown-address-dark-narrow");

        browser.open(gateway.url("/organizations/acme/logout"));
        assertThat(browser.text()).contains("Sign out of Acme?");
        browser.screenshot("sign-out-dark-narrow");
        browser.click("Sign out");
        browser.waitFor("the signed-out page", page -> page.text().contains("You are signed out of Acme"));
        assertThat(browser.address()).startsWith(gateway.url("/organizations/acme/signed-out"));
        browser.screenshot("signed-out");

        browser.open(gateway.url("/globex/portal/"));
        browser.waitFor("Globex's sign-in", page -> page.text().contains("Hank Scorpio"));
    }

    private void copyCommittedConfig(int acme, int globex, int portal) throws Exception {
        Files.createDirectories(config.resolve("organizations"));
        for (String file :
                new String[] {"gateway.yaml", "routes.yaml", "organizations/acme.yaml", "organizations/globex.yaml"}) {
            String committed = Files.readString(Path.of("config", file));
            Files.writeString(
                    config.resolve(file),
                    committed
                            .replace(":7101", ":" + acme)
                            .replace(":7102", ":" + globex)
                            .replace(":7107", ":" + portal));
        }
    }
}
