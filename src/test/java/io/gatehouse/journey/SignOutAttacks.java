package io.gatehouse.journey;

import static io.gatehouse.journey.HostileProviderJourney.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HostileProvider.Answer;
import io.gatehouse.journey.HostileProvider.Asked;
import io.gatehouse.journey.HostileProvider.Endpoint;
import io.gatehouse.journey.HostileWorld.Case;
import io.gatehouse.journey.HttpBrowser.Page;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an identity provider could do to a person who signs out: they are signed out here first, and land on our own page. */
abstract class SignOutAttacks {

    final Case sign = WORLD.next();

    @Test
    @Proves({"oidcc-client-test-rp-init-logout", "oidcc-client-test-rp-init-logout-no-state"})
    void signsOutThereWithTheIdTokenAsAHintAndComesBack() {
        sign.isAccepted();

        Page page = signOut();

        assertThat(page.address()).hasPath("/organizations/" + sign.organization + "/signed-out");
        Asked asked = sign.provider.asked(Endpoint.END_SESSION).get(0);
        assertThat(asked.parameters())
                .containsEntry("client_id", HostileScript.CLIENT)
                .containsEntry("post_logout_redirect_uri", page.address().toString())
                .hasEntrySatisfying("state", state -> assertThat(state).hasSizeGreaterThan(20))
                .hasEntrySatisfying("id_token_hint", hint -> assertThat(hint).startsWith("eyJ"));
    }

    @Test
    @Proves("oidcc-client-test-rp-init-logout-other-state")
    void whateverStateItSendsPeopleBackWithTheyLandOnOurOwnPage() {
        for (String query :
                List.of("?state=another", "?state=a&state=b", "?error=x&code=y", "?return_to=//evil.example")) {
            Case other = WORLD.next();
            other.isAccepted();
            other.provider.answers(
                    Endpoint.END_SESSION,
                    usual -> Answer.redirect(302, usual.headers().get("Location") + query));

            Page page = other.browser.post(logout(other), Map.of());

            assertThat(page.status()).as(query).isEqualTo(200);
            assertThat(page.address()).hasPath("/organizations/" + other.organization + "/signed-out");
            assertThat(page.body()).doesNotContain("evil.example");
            assertThat(other.asked(Endpoint.AUTHORIZE))
                    .as("no sign-in by itself")
                    .isEqualTo(1);
        }
    }

    @Test
    @Proves("oidcc-client-test-rp-init-logout")
    void whoIsNotSentBackIsSignedOutHereAllTheSame() {
        sign.isAccepted();
        sign.provider.answers(Endpoint.END_SESSION, Answer.text(500, "text/html", "<html>"));

        signOut();

        assertThat(sign.browser.cookiesFor(WORLD.gateway.uri())).doesNotContainKey("gatehouse-" + sign.organization);
        assertThat(sign.browser.get(sign.url("/portal/")).status()).isEqualTo(302);
    }

    private Page signOut() {
        return sign.browser.post(logout(sign), Map.of());
    }

    private static String logout(Case sign) {
        return WORLD.gateway.url("/organizations/" + sign.organization + "/logout");
    }
}
