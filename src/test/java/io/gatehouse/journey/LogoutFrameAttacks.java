package io.gatehouse.journey;

import static io.gatehouse.journey.HostileProviderJourney.WORLD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HostileWorld.Case;
import io.gatehouse.journey.HttpBrowser.Page;
import java.net.URI;
import java.net.URLEncoder;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a frame in anybody's browser could ask for in an identity provider's name. */
abstract class LogoutFrameAttacks {

    private static final String SID = "7f0c-a-session-at-the-provider";

    final Case sign = WORLD.next();
    final URI issuer = WORLD.provider.issuer(sign.organization);

    @BeforeEach
    void signIn() {
        sign.provider.claim("sid", SID);
        sign.isAccepted();
    }

    @Test
    @Proves({"oidcc-client-test-rp-frontchannel-rpinitlogout", "oidcc-client-test-rp-frontchannel-opinitlogout"})
    void aFrameOfTheProviderEndsItsSessionWithoutACookie() {
        Page answer = frame(new HttpBrowser(), "?iss=" + encoded(issuer.toString()) + "&sid=" + SID);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("Content-Security-Policy"))
                .contains("default-src 'none'; frame-ancestors http://127.0.0.1:" + issuer.getPort());
        assertThat(answer.header("X-Frame-Options")).isEmpty();
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.header("Set-Cookie")).isEmpty();
        assertThat(isIn()).isFalse();
        assertThat(sign.lines("event=signed-out-by-provider")).singleElement().satisfies(line -> assertThat(line)
                .contains("channel=front", "sessions=1")
                .doesNotContain(SID));
    }

    @Test
    @Proves("oidcc-client-test-rp-frontchannel-rpinitlogout")
    void theWrongSessionOrTheWrongIssuerEndsNothingAndIsToldNothing() {
        String iss = encoded(issuer.toString());
        String neighbour =
                encoded(WORLD.provider.issuer(WORLD.next().organization).toString());
        for (String query : List.of(
                "?iss=" + iss + "&sid=another",
                "?iss=" + iss + "&sid=alice",
                "?iss=" + iss + "&sid=" + "x".repeat(2_000),
                "?iss=" + neighbour + "&sid=" + SID,
                "?iss=" + iss + "%2F&sid=" + SID,
                "?iss=x&sid=" + SID)) {
            Page answer = frame(sign.browser, query);

            assertThat(answer.status()).as(query).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("<!doctype html><title>Signed out</title>");
            assertThat(isIn()).as(query).isTrue();
        }
    }

    @Test
    @Proves("MAO-frontchannel-others")
    void aFrameThatDoesNotNameTheSessionEndsNothingThoughItBringsTheCookie() {
        String iss = encoded(issuer.toString());
        for (String query : List.of(
                "",
                "?iss=" + iss,
                "?sid=" + SID,
                "?sid=&iss=",
                "?iss=" + iss + "&sub=alice",
                "?iss=" + iss + "&sid=" + SID + "&sid=another")) {
            assertThat(frame(sign.browser, query).status()).as(query).isEqualTo(400);
            assertThat(isIn()).as(query).isTrue();
        }
    }

    private boolean isIn() {
        return sign.browser.get(sign.url("/portal/")).status() == 200;
    }

    /** As browsers ask for a page that another site shows in a frame. */
    private Page frame(HttpBrowser browser, String query) {
        return browser.send(
                WORLD.gateway.url("/organizations/" + sign.organization + "/oidc/frontchannel-logout" + query),
                request -> request.GET()
                        .header("Accept", "text/html")
                        .header("Referer", "http://127.0.0.1:" + issuer.getPort() + "/")
                        .header("Sec-Fetch-Mode", "navigate")
                        .header("Sec-Fetch-Dest", "iframe")
                        .header("Sec-Fetch-Site", "cross-site"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
