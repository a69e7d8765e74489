package io.gatehouse.journey;

import static io.gatehouse.journey.HostileProviderJourney.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HostileProvider.Answer;
import io.gatehouse.journey.HostileProvider.Endpoint;
import io.gatehouse.journey.HostileWorld.Case;
import io.gatehouse.journey.HttpBrowser.Page;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What could be sent in an identity provider's name to sign people out, and what it may send. */
abstract class LogoutTokenAttacks {

    final Case sign = WORLD.next();
    final URI issuer = WORLD.provider.issuer(sign.organization);

    @Test
    @Proves("oidcc-client-test-rp-backchannel-rpinitlogout")
    void aLogoutTokenEndsTheSessionThatItNames() {
        signIn("one");
        HttpBrowser first = sign.browser;
        HttpBrowser second = another("two");

        Page answer = send(token("one"));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(isIn(first)).isFalse();
        assertThat(isIn(second)).as("another session of the same person").isTrue();
        assertThat(sign.lines("event=signed-out-by-provider")).singleElement().satisfies(line -> assertThat(line)
                .contains("channel=back", "subject=alice", "sessions=1"));
    }

    @Test
    @Proves("MAO-sub-only")
    void aLogoutTokenThatNamesNoSessionEndsAllOfThePersonAndNobodyElses() {
        signIn("one");
        HttpBrowser second = another("two");
        sign.provider.claim("sub", "bob");
        HttpBrowser bob = another("three");

        assertThat(send(token("one").claim("sid", null)).status()).isEqualTo(200);

        assertThat(isIn(sign.browser)).isFalse();
        assertThat(isIn(second)).isFalse();
        assertThat(isIn(bob)).isTrue();
    }

    @Test
    void aLogoutTokenNeedNotNameThePersonOrItsOwnKind() {
        signIn("one");

        assertThat(send(token("one").claim("sub", null).claim("exp", null).header("typ", null))
                        .status())
                .isEqualTo(200);

        assertThat(isIn(sign.browser)).isFalse();
    }

    @Test
    void aSignInThatIsUnderWayDoesNotSurvive() {
        sign.provider.claim("sid", "one").answers(Endpoint.TOKEN, usual -> {
            assertThat(send(token("one")).status()).isEqualTo(200);
            return usual;
        });

        Page page = sign.signIn();

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.body()).contains("GH-4001");
        sign.hasNobody();
    }

    @Test
    void aSignInThatIsUnderWayDoesNotSurviveThePersonsLogout() {
        sign.provider.claim("sid", "one").answers(Endpoint.TOKEN, usual -> {
            assertThat(send(token("one").claim("sid", null)).status()).isEqualTo(200);
            return usual;
        });

        assertThat(sign.signIn().body()).contains("GH-4001");
        sign.hasNobody();
    }

    @Test
    @Proves("oidcc-client-test-rp-backchannel-rpinitlogout-alg-none")
    void anUnsignedTokenEndsNothing() {
        isRefused(token -> token.header("alg", "none").signedWith(HostileToken.nobody()));
    }

    @Test
    @Proves("oidcc-client-test-rp-backchannel-rpinitlogout-wrong-alg")
    void aTokenThatIsSignedInAnotherWayEndsNothing() {
        byte[] secret = HostileScript.SECRET.getBytes(StandardCharsets.UTF_8);
        isRefused(token -> token.header("alg", "HS256").signedWith(HostileToken.hs256(secret)));
        isRefused(token -> token.header("alg", "ES256").signedWith(HostileToken.es256(HostileToken.EC_KEY)));
        isRefused(token -> token.signedWith(HostileToken.rs256(HostileToken.OTHER_KEY)));
        isRefused(token -> token.signedWith(HostileToken.nearly(HostileToken.KEY)));
        isRefused(token -> token.signedWith(HostileToken.nobody()));
    }

    @Test
    @Proves("oidcc-client-test-rp-backchannel-rpinitlogout-wrong-aud")
    void anotherClientsTokenEndsNothing() {
        isRefused(token -> token.claim("aud", "another"));
        isRefused(token -> token.claim("aud", List.of()));
        isRefused(token -> token.claim("aud", null));
    }

    @Test
    @Proves({"oidcc-client-test-rp-backchannel-rpinitlogout-wrong-iss", "SEC-40"})
    void anotherIssuersTokenEndsNothing() {
        URI neighbour = WORLD.provider.issuer(WORLD.next().organization);
        isRefused(token -> token.claim("iss", neighbour.toString()));
        isRefused(token -> token.claim("iss", issuer + "/"));
        isRefused(token -> token.claim("iss", issuer.toString().replace("http:", "HTTP:")));
        isRefused(token -> token.claim("iss", null));
        isRefused(token -> token.claim("iss", 1));
    }

    @Test
    @Proves("oidcc-client-test-rp-backchannel-rpinitlogout-no-event")
    void aTokenWithoutAnEventEndsNothing() {
        isRefused(token -> token.claim("events", null));
        isRefused(token -> token.claim("events", Map.of()));
    }

    @Test
    @Proves("oidcc-client-test-rp-backchannel-rpinitlogout-wrong-event")
    void aTokenOfAnotherEventEndsNothing() {
        isRefused(token -> token.claim("events", Map.of("http://schemas.openid.net/event/another", Map.of())));
        isRefused(token -> token.claim("events", Map.of(ProviderLogout.EVENT, "yes")));
        isRefused(token -> token.claim("events", List.of(ProviderLogout.EVENT)));
        isRefused(token -> token.claim("events", ProviderLogout.EVENT));
    }

    @Test
    @Proves("oidcc-client-test-rp-backchannel-rpinitlogout-with-nonce")
    void aTokenWithANonceEndsNothing() {
        isRefused(token -> token.claim("nonce", "n"));
        isRefused(token -> token.claim("nonce", ""));
    }

    @Test
    @Proves("MAO-logout-token")
    void aTokenThatIsTooOldOrOfTheFutureOrNeverMadeEndsNothing() {
        long now = Instant.now().getEpochSecond();
        isRefused(token -> token.claim("iat", now - 200));
        isRefused(token -> token.claim("iat", now + 90).claim("exp", now + 200));
        isRefused(token -> token.claim("iat", null));
        isRefused(token -> token.claim("iat", "now"));
        isRefused(token -> token.claim("iat", 1e300));
        isRefused(token -> token.claim("exp", now - 90).claim("iat", now - 100));
        isRefused(token -> token.claim("exp", "later"));
        isRefused(token -> token.claim("nbf", now + 90));
    }

    @Test
    @Proves("MAO-logout-token")
    void aTokenWithoutANameOfItsOwnOrOfAnythingToEndEndsNothing() {
        isRefused(token -> token.claim("jti", null));
        isRefused(token -> token.claim("jti", ""));
        isRefused(token -> token.claim("jti", 7));
        isRefused(token -> token.claim("jti", "x".repeat(256)));
        isRefused(token -> token.claim("sub", null).claim("sid", null));
        isRefused(token -> token.claim("sid", 7));
        isRefused(token -> token.claim("sid", " "));
        isRefused(token -> token.claim("sub", ""));
        isRefused(token -> token.claim("sub", List.of("alice")));
    }

    @Test
    @Proves("MAO-logout-token")
    void aTokenThatTwoReadersCouldReadDifferentlyEndsNothing() {
        isRefused(token -> token.claimsBeginning("{\"sub\":\"bob\","));
        isRefused(token -> token.headerBeginning("{\"typ\":\"JWT\","));
        isRefused(token -> token.header("crit", List.of("exp")).header("exp", 1));
        isRefused(token -> token.header("typ", "at+jwt"));
        isRefused(token -> token.header("typ", "secevent+jwt"));
        isRefused(token -> token.claim("groups", Collections.nCopies(2_400, "g")));
    }

    @Test
    void anIdTokenIsNoLogoutToken() {
        isRefused(token -> token.header("typ", null)
                .claim("events", null)
                .claim("jti", null)
                .claim("nonce", "n")
                .claim("email", "alice@acme.com"));
    }

    @Test
    @Proves("MAO-jti-replay")
    void aTokenThatWasCarriedOutEndsNothingAgain() {
        signIn("one");
        HostileToken token = token("one").claim("sid", null);
        assertThat(send(token).status()).isEqualTo(200);
        sign.provider.claim("iat", Instant.now().getEpochSecond() + 2);
        HttpBrowser again = another("two");

        assertThat(send(token).body()).contains("\"error\":\"invalid_request\"");

        assertThat(isIn(again)).isTrue();
        assertThat(sign.lines("GH-4201")).singleElement().satisfies(line -> assertThat(line)
                .contains("jti: seen before"));
    }

    @Test
    @Proves("MAO-duplicate-parameters")
    void whatIsNotOneTokenInAFormEndsNothing() {
        signIn("one");
        String good = token("one").serialize();
        Map<String, Integer> forms = new LinkedHashMap<>();
        forms.put("", 400);
        forms.put("logout_token=", 400);
        forms.put("logout_token=x", 400);
        forms.put("logout_token=a.b.c", 400);
        forms.put("token=" + good, 400);
        forms.put("logout_token=" + good + "&logout_token=" + good, 400);
        forms.put("logout_token=" + good + "&x=" + "y".repeat(20_000), 400);

        forms.forEach((form, status) -> {
            Page answer = ProviderLogout.sendForm(WORLD.gateway.uri().toString(), sign.organization, form);
            assertThat(answer.status()).as(form).isEqualTo(status);
            assertThat(answer.header("Cache-Control")).contains("no-store");
            assertThat(answer.body()).contains("\"error\":\"invalid_request\"");
        });
        String address = WORLD.gateway.url("/organizations/" + sign.organization + "/oidc/backchannel-logout");
        assertThat(new HttpBrowser().fetch(address + "?logout_token=" + good).status())
                .isEqualTo(405);
        assertThat(isIn(sign.browser)).isTrue();
    }

    @Test
    void anOrganizationThatIsNoneIsUnknownHereToo() {
        assertThat(ProviderLogout.send(WORLD.gateway.uri().toString(), "nobody", token("one"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void whileTheProvidersKeysCannotBeHadTheAnswerIsToComeAgain() {
        sign.provider.answers(Endpoint.KEYS, Answer.text(500, "text/plain", "x"));

        Page answer = send(token("one"));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isPresent();
        Case down = WORLD.next();
        down.provider.answers(Endpoint.DISCOVERY, Answer.text(404, "text/plain", "x"));
        assertThat(ProviderLogout.send(
                                WORLD.gateway.uri().toString(),
                                down.organization,
                                ProviderLogout.token(WORLD.provider.issuer(down.organization), "one"))
                        .status())
                .isEqualTo(503);
    }

    private void signIn(String sid) {
        sign.provider.claim("sid", sid);
        sign.isAccepted();
    }

    /** Another browser of whoever signs in at this provider. */
    private HttpBrowser another(String sid) {
        sign.provider.claim("sid", sid);
        HttpBrowser browser = new HttpBrowser();
        assertThat(browser.open(sign.url("/portal/")).status()).isEqualTo(200);
        return browser;
    }

    private HostileToken token(String sid) {
        return ProviderLogout.token(issuer, sid);
    }

    private Page send(HostileToken token) {
        return ProviderLogout.send(WORLD.gateway.uri().toString(), sign.organization, token);
    }

    /** Refused as the specification has it, and the session lives. */
    private void isRefused(Consumer<HostileToken> change) {
        if (sign.asked(Endpoint.TOKEN) == 0) {
            signIn("one");
        }
        HostileToken token = token("one");
        change.accept(token);

        Page answer = send(token);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("\"error\":\"invalid_request\"", "GH-4201");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(isIn(sign.browser)).as("the session lives").isTrue();
    }

    private boolean isIn(HttpBrowser browser) {
        return browser.get(sign.url("/portal/")).status() == 200;
    }
}
