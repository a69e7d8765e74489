package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HttpBrowser.Page;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.util.HtmlUtils;

/** An admin lets the people of another company in, who sign in elsewhere. */
@Tag("once")
class ProvidersPageJourney {

    private static final String PROVIDERS = "/organizations/newco/settings/providers";

    @TempDir
    Path config;

    ConsoleWorld world;
    HostileProvider elsewhere;
    final HttpBrowser nina = new HttpBrowser();
    final HttpBrowser partner = new HttpBrowser();

    @BeforeEach
    void theFirstIsLive() {
        world = ConsoleWorld.start(config);
        elsewhere = HostileProvider.start();
        elsewhere.script("partners").claim("email", "nina@newco.com").claim("email_verified", true);
        world.setUp(new HttpBrowser());
        nina.submit(nina.open(world.settings("newco").toString()), Map.of("username", "nina"));
    }

    @AfterEach
    void stop() {
        world.close();
        elsewhere.close();
    }

    @Test
    @Proves("SEC-several-providers-vouching")
    void anotherOneIsTestedThenLiveThenTakenAway() {
        Page wrong = stage(open(), Map.of("client-secret", "another"));
        assertThat(wrong.body())
                .contains("It does not work yet", "invalid_client")
                .doesNotContain("Make it live");
        Page refused = take(wrong);
        assertThat(refused.body()).contains("GH-2007").doesNotContain("People sign in with it");
        assertThat(new HttpBrowser().open(world.url("/newco/portal/")).body()).doesNotContain("Partners");

        Page tested = stage(nina.open(world.url(PROVIDERS + "?name=partners")), Map.of());
        assertThat(tested.body()).contains("It works.", "not live yet").doesNotContain(HostileScript.SECRET);
        Page taken = nina.submitTo(tested, PROVIDERS + "/take", Map.of());
        assertThat(taken.body()).contains("People sign in with it");

        Page choice = new HttpBrowser().open(world.url("/newco/portal/"));
        assertThat(HtmlUtils.htmlUnescape(choice.body()))
                .contains("Sign in to <bdi>Newco</bdi>", "provider=partners", "provider=first");
        assertThat(signIn(partner)).isEqualTo(200);
        assertThat(whoami(partner))
                .contains("\"identity_provider\":\"partners\"", "\"email_verified\":false", "\"roles\":[\"member\"]");
        assertThat(user(partner)).isEqualTo("newco:partners:alice");
        assertThat(whoami(nina)).contains("\"identity_provider\":\"first\"", "admin");
        assertThat(user(nina)).startsWith("newco:").doesNotContain("first");

        String exported = world.export("newco");
        assertThat(exported)
                .contains("identity-providers:", "first:", "user: plain", "partners:", "NEWCO_PARTNERS_CLIENT_SECRET");

        Page gone = nina.submitTo(open(), PROVIDERS + "/remove", Map.of());
        assertThat(gone.body()).doesNotContain("Short name</dt>");
        Awaitility.await()
                .until(() -> partner.fetch(world.url("/newco/portal/")).status() == 401);
        assertThat(nina.fetch(world.url("/newco/portal/")).status()).isEqualTo(200);
    }

    @Test
    void whatCannotBeToldApartIsNotTaken() {
        Page same = nina.submitTo(
                open(),
                PROVIDERS + "/stage",
                Map.of(
                        "name", "Partners!",
                        "title", "",
                        "email-domains", "partner",
                        "issuer", world.provider.issuer().toString(),
                        "client-id", "x",
                        "client-secret", "y"));

        assertThat(same.status()).isEqualTo(422);
        assertThat(same.body())
                .contains("1 to 40 of a-z", "one line of at most 80", "domains such as acme.com", "another one’s")
                .doesNotContain("value=\"y\"");
    }

    /** What the page has no button for. */
    private Page take(Page page) {
        Matcher fields =
                Pattern.compile("name=\"(proof|version)\" value=\"([^\"]*)\"").matcher(page.body());
        Map<String, String> form = new HashMap<>(Map.of("name", "partners"));
        fields.results().forEach(field -> form.put(field.group(1), HtmlUtils.htmlUnescape(field.group(2))));
        return nina.postFrom(page.address(), world.url(PROVIDERS + "/take"), form);
    }

    private Page open() {
        return nina.open(world.url(PROVIDERS));
    }

    /** Whoever comes to that provider is signed in there. */
    private Page stage(Page page, Map<String, String> other) {
        Map<String, String> fields = new HashMap<>(Map.of(
                "name",
                "partners",
                "title",
                "Partners",
                "email-domains",
                "partner.example",
                "issuer",
                elsewhere.issuer("partners").toString(),
                "client-id",
                HostileScript.CLIENT,
                "client-secret",
                HostileScript.SECRET));
        fields.putAll(other);
        if (fields.get("client-secret").equals("another")) {
            elsewhere
                    .script("partners")
                    .answers(
                            HostileProvider.Endpoint.TOKEN,
                            HostileProvider.Answer.text(401, "application/json", "{\"error\":\"invalid_client\"}"));
        } else {
            elsewhere.script("partners").answers(HostileProvider.Endpoint.TOKEN, usual -> usual);
        }
        return nina.submitTo(page, PROVIDERS + "/stage", fields);
    }

    private int signIn(HttpBrowser browser) {
        return browser.open(world.url("/organizations/newco/oidc/login?provider=partners"))
                .status();
    }

    private String whoami(HttpBrowser browser) {
        return browser.open(world.url("/organizations/newco/whoami")).body();
    }

    private String user(HttpBrowser browser) {
        browser.open(world.url("/newco/portal/"));
        return world.upstream.last().header("X-Forwarded-User").get(0);
    }
}
