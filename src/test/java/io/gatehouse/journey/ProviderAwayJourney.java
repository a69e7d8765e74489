package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.demo.DemoIdentityProvider;
import io.gatehouse.demo.DemoOrganizations;
import io.gatehouse.journey.HttpBrowser.Page;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class ProviderAwayJourney {

    @TempDir
    Path config;

    @Test
    void anIdentityProviderThatIsOffAffectsItsOwnOrganizationOnly() {
        try (World world = World.start(config)) {
            int port = world.acme.port();
            world.acme.close();
            HttpBrowser browser = new HttpBrowser();

            Page page = browser.open(world.url("/acme/portal/"));
            assertThat(page.status()).isEqualTo(503);
            assertThat(page.body()).contains("Your company’s sign-in cannot be reached", "GH-4003");
            assertThat(page.header("Retry-After")).isPresent();

            world.signIn(browser, "/globex/portal/", "mona");
            assertThat(world.upstream.last().header("X-Forwarded-Organization")).containsExactly("globex");

            URI publicUrl = world.gateway.uri();
            try (DemoIdentityProvider back = DemoIdentityProvider.start(
                    DemoOrganizations.ACME.identityProvider().withPort(port))) {
                Awaitility.await()
                        .until(() -> browser.open(world.url("/acme/portal/"))
                                        .address()
                                        .getPort()
                                == back.port());
            }
        }
    }

    @Test
    void aProviderThatGoesAwayBetweenTheRedirectAndTheCallbackGetsAPage() {
        try (World world = World.start(config)) {
            HttpBrowser browser = new HttpBrowser();
            Page signIn = browser.open(world.url("/acme/portal/"));
            Page callback = browser.submitOnce(signIn, Map.of("username", "alice"));
            world.acme.close();

            Page page = browser.open(callback.header("Location").orElseThrow());

            assertThat(page.status()).isEqualTo(503);
            assertThat(page.body()).contains("GH-4003", "Try again");
            assertThat(browser.cookiesFor(world.gateway.uri())).doesNotContainKey("gatehouse-acme");
        }
    }

    @Test
    void aWrongClientSecretIsSaidToTheOperatorAndNotToThePerson() {
        try (World world = World.start(config)) {
            String organization = World.organization(DemoOrganizations.ACME, world.acme.issuer());
            world.write("organizations/acme.yaml", organization.replace("demo-acme-secret", "demo-wrong-secret"));
            HttpBrowser browser = new HttpBrowser();

            Awaitility.await().untilAsserted(() -> {
                browser.forgetCookies();
                Page page = world.signIn(browser, "/acme/portal/", "alice");
                assertThat(page.status()).isEqualTo(502);
                assertThat(page.body())
                        .contains("Signing in did not work", "GH-4101")
                        .doesNotContain("invalid_client", "secret");
                assertThat(world.log.lines())
                        .anyMatch(line -> line.contains("cause=sign-in: acme: token endpoint: invalid_client"
                                + " (mend: client-secret: copy the client secret again"))
                        .noneMatch(line -> line.contains("demo-wrong-secret"));
            });

            world.write(
                    "organizations/acme.yaml",
                    organization.replace("demo-acme-secret", "[demo-wrong-secret, demo-acme-secret]"));
            Awaitility.await().untilAsserted(() -> {
                browser.forgetCookies();
                assertThat(world.signIn(browser, "/acme/portal/", "alice").status())
                        .isEqualTo(200);
            });
        }
    }
}
