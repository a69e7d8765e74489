package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.journey.HttpBrowser.Page;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings on an origin of their own ({@code gateway.console-url}), where no upstream's script ever runs. */
class ConsoleOriginJourney {

    @TempDir
    static Path config;

    static World world;
    static String console;

    final HttpBrowser browser = new HttpBrowser();

    @BeforeAll
    static void start() {
        world = World.start(config, "--gateway.console-url=http://127.0.0.2:{port}");
        console = "http://127.0.0.2:" + world.gateway.port();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void sendsPagesOfTheSettingsThere() {
        assertThat(browser.get(world.url("/organizations/acme/settings?provider=okta"))
                        .header("Location"))
                .contains(console + "/organizations/acme/settings?provider=okta");
        assertThat(browser.fetch(world.url("/organizations/acme/settings")).status())
                .isEqualTo(421);
        assertThat(browser.post(world.url("/organizations/acme/settings/sign-on"), Map.of())
                        .status())
                .isEqualTo(421);
    }

    @Test
    void anAdminSignsInThereByTheRedirectUriThatEverybodyUses() {
        Page settings = signIn("alice");

        assertThat(settings.status()).isEqualTo(200);
        assertThat(settings.address()).hasToString(console + "/organizations/acme/settings");
        assertThat(settings.hops().toString())
                .contains("redirect_uri=" + world.url("/organizations/acme/oidc/consume&"))
                .contains(world.url("/organizations/acme/oidc/consume?"));
        assertThat(settings.body()).contains(world.url("/organizations/acme/oidc/consume"));
        assertThat(browser.cookiesFor(world.gateway.uri())).doesNotContainKey("gatehouse-acme");
        assertThat(browser.cookiesFor(URI.create(console))).containsKey("gatehouse-acme");
    }

    @Test
    void aTestEndsThereToo() {
        Page settings = signIn("alice");

        Page tested = browser.submitTo(settings, "/organizations/acme/settings/sign-on", Map.of());
        Page back = tested.body().contains("name=\"username\"")
                ? browser.submit(tested, Map.of("username", "alice"))
                : tested;

        assertThat(back.address()).hasToString(console + "/organizations/acme/settings#test");
        assertThat(back.body()).contains("It works.");
    }

    @Test
    void whoIsNoAdminMayTryAnotherAccountThere() {
        assertThat(signIn("bob").status()).isEqualTo(403);
    }

    @Test
    void anAnswerForTheConsoleIsNobodysSignInElsewhere() {
        Page answer = browser.get(world.url("/organizations/acme/oidc/consume?code=x&state=y.console"));

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location"))
                .contains(console + "/organizations/acme/oidc/consume?code=x&state=y.console");
        assertThat(browser.open(console + "/organizations/acme/oidc/consume?code=x&state=y.console")
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/acme/portal/", "/acme/public/", "/globex/portal/x?y=z", "/"})
    void nothingOfUpstreamsIsThere(String path) {
        world.upstream.clear();

        Page page = browser.get(console + path);

        assertThat(page.status()).isEqualTo(308);
        assertThat(page.header("Location")).contains(world.url(path));
        assertThat(browser.fetch(console + path).status()).isEqualTo(421);
        assertThat(world.upstream.received()).isEmpty();
    }

    @Test
    void aSessionOfThePortalOpensNoSettings() {
        world.signIn(browser, "/acme/portal/", "alice");

        Page settings = browser.get(console + "/organizations/acme/settings");

        assertThat(settings.status()).isEqualTo(302);
        assertThat(settings.header("Location").orElseThrow()).contains("/authorize?");
    }

    @Test
    void aFormFromThePortalsOriginIsRefused() {
        signIn("alice");
        Page sent = browser.postFrom(
                world.gateway.uri(),
                console + "/organizations/acme/settings/access",
                Map.of("sso", "off", "sure", "yes"));

        assertThat(sent.status()).isEqualTo(403);
    }

    private Page signIn(String username) {
        Page form = browser.open(console + "/organizations/acme/settings");
        return browser.submit(form, Map.of("username", username));
    }
}
