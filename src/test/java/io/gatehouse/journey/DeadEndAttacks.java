package io.gatehouse.journey;

import static io.gatehouse.journey.HostileProviderJourney.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HostileProvider.Endpoint;
import io.gatehouse.journey.HostileWorld.Case;
import io.gatehouse.journey.HttpBrowser.Page;
import io.gatehouse.problem.Problem;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.web.util.HtmlUtils;

/** What would go round in circles, or end where there is no way on. */
abstract class DeadEndAttacks {

    final Case sign = WORLD.next();

    @Test
    @Proves("SEC-login-loop")
    void aBrowserThatDoesNotKeepItsSignInIsStoppedAfterThreeRounds() {
        Page page = sign.browser.open(sign.url("/portal/"));
        for (int round = 1; round < 3; round++) {
            forgetSession(sign);
            page = sign.browser.open(sign.url("/portal/"));
        }
        assertThat(page.status()).as("three rounds are no loop yet").isEqualTo(200);
        forgetSession(sign);

        Page stopped = sign.browser.open(sign.url("/portal/"));

        assertThat(stopped.status()).isEqualTo(403);
        assertThat(stopped.body())
                .contains("GH-4005", "Signing in goes round in circles", "does not keep your sign-in", "Try again");
        assertThat(sign.asked(Endpoint.AUTHORIZE)).isEqualTo(3);
        assertThat(sign.lines("GH-4005")).singleElement().satisfies(line -> assertThat(line)
                .contains("three rounds in a minute", "no session cookie came back"));
        assertThat(sign.browser.open(sign.url("/portal/other")).status())
                .as("another page")
                .isEqualTo(200);
    }

    @Test
    @Proves("SEC-login-loop")
    void thePageThatStopsALoopHasAWayOn() {
        for (int round = 0; round < 3; round++) {
            sign.browser.open(sign.url("/portal/"));
            forgetSession(sign);
        }
        Page stopped = sign.browser.open(sign.url("/portal/"));

        Page page = sign.browser.open(link(stopped, "Try again"));

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.address()).hasToString(sign.url("/portal/"));
    }

    @Test
    @Proves("SEC-login-loop")
    void anUpstreamThatSendsPeopleToSignInAgainAndAgainIsStopped() {
        sign.isAccepted();
        String sentBack = WORLD.gateway.url(
                "/organizations/" + sign.organization + "/oidc/login?return_to=/" + sign.organization + "/portal/");
        sign.browser.open(sentBack);
        sign.browser.open(sentBack);

        Page stopped = sign.browser.open(sentBack);

        assertThat(stopped.body())
                .contains("GH-4005", "You are signed in", "Open the start page", "Use another account", "Try again");
        assertThat(sign.asked(Endpoint.AUTHORIZE)).isEqualTo(3);
        assertThat(sign.lines("GH-4005")).singleElement().satisfies(line -> assertThat(line)
                .contains("with a session (expected: an upstream that sends nobody to sign in who is signed in)"));
    }

    /** What only the page that stopped it can give: else whoever redirects here goes round for ever. */
    @Test
    @Proves("SEC-login-loop")
    void whoeverSendsPeopleToSignInCannotSwitchTheStopOff() {
        sign.isAccepted();
        String sentBack = WORLD.gateway.url(
                "/organizations/" + sign.organization + "/oidc/login?return_to=/" + sign.organization + "/portal/");
        Case attacker = WORLD.next();
        for (int round = 0; round < 3; round++) {
            attacker.browser.open(attacker.url("/portal/"));
            forgetSession(attacker);
        }
        String anothers = link(attacker.browser.open(attacker.url("/portal/")), "Try again")
                .replaceFirst(".*&(afresh=.*)", "$1");
        for (String afresh : new String[] {"afresh=afresh", anothers}) {
            sign.browser.open(sentBack + "&" + afresh);
        }

        Page stopped = sign.browser.open(sentBack + "&" + anothers);

        assertThat(stopped.body()).contains("GH-4005");
    }

    @Test
    @Proves("SEC-login-loop")
    void somebodyWithoutTheRoleWhoTriesAgainAndAgainIsToldSo() {
        Page page = sign.browser.open(sign.url("/admin/"));
        for (int round = 1; round < 3; round++) {
            assertThat(page.body()).contains("GH-3003");
            page = sign.browser.open(link(page, "Use another account"));
        }

        Page stopped = sign.browser.open(link(page, "Use another account"));

        assertThat(stopped.body()).contains("GH-4005", "It may not be meant for your account");
    }

    @Test
    @Proves("SEC-login-loop")
    void aProviderThatRefusesAgainAndAgainIsNotAskedForEver() {
        sign.provider.claim("nonce", "another");
        Page page = sign.signIn();
        for (int round = 1; round < 3; round++) {
            page = sign.browser.open(link(page, "Try again"));
        }

        Page stopped = sign.browser.open(link(page, "Try again"));

        assertThat(stopped.body()).contains("GH-4005");
        assertThat(sign.asked(Endpoint.AUTHORIZE)).isEqualTo(3);
    }

    @Test
    @Proves("SEC-login-loop")
    void aCookieThatIsNotOursCountsNoRounds() {
        sign.browser.plantCookie(WORLD.gateway.uri(), "gatehouse-.rounds-" + sign.organization + "=AQIDBA; Path=/");
        sign.isAccepted();

        String rounds = sign.browser.cookiesFor(WORLD.gateway.uri()).get("gatehouse-.rounds-" + sign.organization);
        Case other = WORLD.next();
        other.browser.plantCookie(
                WORLD.gateway.uri(), "gatehouse-.rounds-" + other.organization + "=" + rounds + "; Path=/");
        other.isAccepted();
    }

    @Test
    @Proves("SEC-cookies-blocked")
    void aBrowserThatBlocksCookiesReadsSoInsteadOfGoingRound() {
        HttpBrowser blocking = sign.browser;
        String provider =
                blocking.get(sign.url("/portal/page")).header("Location").orElseThrow();
        String callback = blocking.get(provider).header("Location").orElseThrow();
        blocking.forgetCookies();

        Page page = blocking.open(callback);

        sign.isRefused(page, Problem.SIGN_IN_STALE, "no cookie of ours came with it");
        assertThat(page.body()).contains("Allow cookies for this address", "inside an app", "Sign in");
        assertThat(link(page, "Sign in")).contains("return_to=%2F" + sign.organization + "%2Fportal%2Fpage");
        assertThat(sign.browser.open(link(page, "Sign in")).address()).hasToString(sign.url("/portal/page"));
    }

    @Test
    @Proves("SEC-lost-once")
    void anAttemptThatIsLostAgainAndAgainIsNotBegunForEver() {
        String provider =
                sign.browser.get(sign.url("/portal/")).header("Location").orElseThrow();
        String first = sign.browser.get(provider).header("Location").orElseThrow();
        String callback = first;
        for (int lost = 0; lost < 3; lost++) {
            loseAttempts(sign);
            String again = sign.browser.get(callback).header("Location").orElseThrow();
            callback = sign.browser.get(again).header("Location").orElseThrow();
        }
        loseAttempts(sign);

        Page page = sign.browser.open(callback);

        sign.isRefused(page, Problem.SIGN_IN_STALE, "state: not begun in this browser");
    }

    @Test
    @Proves("SEC-framed")
    void aSignInInsideAFrameIsOfferedAWindowOfItsOwn() {
        for (String address : new String[] {
            sign.url("/portal/x?y=1"), WORLD.gateway.url("/organizations/" + sign.organization + "/oidc/login")
        }) {
            Page page = sign.browser.send(
                    address,
                    request -> request.headers(
                            "Accept", "text/html", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"));

            sign.isRefused(page, Problem.SIGN_IN_FRAMED, "in a frame");
            assertThat(page.body())
                    .contains("target=\"_blank\" rel=\"noopener\"")
                    .doesNotContain("<form");
            assertThat(page.header("X-Frame-Options"))
                    .as("it must be seen there")
                    .isEmpty();
            assertThat(page.header("Content-Security-Policy").orElseThrow()).contains("frame-ancestors *;");
        }
        assertThat(sign.asked(Endpoint.AUTHORIZE)).isZero();
    }

    @Test
    @Proves("SEC-framed")
    void anAnswerInsideAFrameSendsNobodyToTheProviderThere() {
        String provider =
                sign.browser.get(sign.url("/portal/x")).header("Location").orElseThrow();
        String callback = sign.browser.get(provider).header("Location").orElseThrow();
        String another = sign.browser.get(provider).header("Location").orElseThrow();
        String attempt = sign.browser.cookiesFor(java.net.URI.create(callback)).keySet().stream()
                .filter(name -> name.contains("login-"))
                .findFirst()
                .orElseThrow();
        for (String address : new String[] {callback, another}) {
            Page page = sign.browser.send(
                    address,
                    request -> request.headers(
                            "Accept", "text/html", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"));

            sign.isRefused(page, Problem.SIGN_IN_FRAMED, "in a frame");
            assertThat(link(page, "Open in a window of its own"))
                    .contains("/oidc/login?return_to=%2F" + sign.organization + "%2Fportal%2Fx");
            sign.browser.plantCookie(
                    java.net.URI.create(callback),
                    attempt + "=; Max-Age=0; Path=/organizations/" + sign.organization + "/oidc/");
        }
    }

    @Test
    @Proves("SEC-framed")
    void noOtherPageIsShownInsideAFrame() {
        Page page = sign.browser.send(
                WORLD.gateway.url("/nothing-of-the-kind/"),
                request -> request.headers(
                        "Accept", "text/html", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"));

        assertThat(page.header("X-Frame-Options")).contains("DENY");
        assertThat(page.header("Content-Security-Policy").orElseThrow()).contains("frame-ancestors 'none'");
    }

    /** Android's WebView names the app in {@code X-Requested-With}, as scripts name themselves. */
    @Test
    @Proves("SEC-in-app-browser")
    void aBrowserInsideAnAppIsLedToTheProviderLikeAnyOther() {
        Page page = sign.browser.send(
                sign.url("/portal/"),
                request -> request.headers(
                        "Accept", "text/html",
                        "Sec-Fetch-Mode", "navigate",
                        "Sec-Fetch-Dest", "document",
                        "X-Requested-With", "com.example.chat"));

        assertThat(page.status()).isEqualTo(302);
        assertThat(page.header("Location").orElseThrow()).startsWith(sign.provider.at(Endpoint.AUTHORIZE));
    }

    /** As if other tabs had taken their places. */
    private static void loseAttempts(Case sign) {
        sign.browser.forgetCookies();
        sign.browser.get(sign.url("/portal/"));
    }

    private static void forgetSession(Case sign) {
        sign.browser.plantCookie(WORLD.gateway.uri(), "gatehouse-" + sign.organization + "=; Path=/; Max-Age=0");
    }

    private static String link(Page page, String label) {
        return Pattern.compile("href=\"([^\"]*)\"[^>]*>" + label + "<")
                .matcher(page.body())
                .results()
                .map(found -> HtmlUtils.htmlUnescape(found.group(1)))
                .map(address -> page.address().resolve(address).toString())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no link " + label + " on " + page.body()));
    }
}
