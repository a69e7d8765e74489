package io.gatehouse.journey;

import static io.gatehouse.journey.HostileProviderJourney.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HostileProvider.Endpoint;
import io.gatehouse.journey.HostileWorld.Case;
import io.gatehouse.journey.HttpBrowser.Page;
import io.gatehouse.problem.Problem;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the browser could bring back: another provider's answer, another person's code, an answer used before, too much or too little. */
abstract class ResponseAttacks {

    final Case sign = WORLD.next();

    @Test
    @Proves({"fapi2-security-profile-final-client-test-invalid-authorization-response-iss", "SEC-54"})
    void anAnswerThatNamesAnotherIssuerIsRefusedBeforeItsCodeGoesAnywhere() {
        for (String issuer : List.of("https://evil.example", "", sign.provider.at(Endpoint.TOKEN))) {
            Case other = WORLD.next();
            other.provider.response(parameters -> parameters.put("iss", issuer));
            other.isRefused(Problem.SIGN_IN_STALE, "iss: another identity provider");
            assertThat(other.asked(Endpoint.TOKEN)).isZero();
        }
    }

    @Test
    @Proves({"fapi2-security-profile-final-client-test-remove-authorization-response-iss", "SEC-54"})
    void anAnswerWithoutTheIssuerThatTheProviderPromisesIsRefused() {
        sign.provider.response(parameters -> parameters.remove("iss"));

        sign.isRefused(Problem.SIGN_IN_STALE, "iss: another identity provider");
        assertThat(sign.asked(Endpoint.TOKEN)).isZero();
    }

    @Test
    @Proves("SEC-54")
    void anErrorThatNamesAnotherIssuerIsNotBelievedEither() {
        sign.provider.response(parameters -> {
            parameters.remove("code");
            parameters.put("error", "access_denied");
            parameters.put("iss", "https://evil.example");
        });

        sign.isRefused(Problem.SIGN_IN_STALE, "iss: another identity provider");
    }

    @Test
    @Proves("RFC-9207-2.4")
    void aProviderThatPromisesNoIssuerMayNameItselfAndNobodyElse() {
        sign.provider.metadata("authorization_response_iss_parameter_supported", false);
        sign.provider.response(parameters -> parameters.put("iss", "https://evil.example"));
        sign.isRefused(Problem.SIGN_IN_STALE, "iss: another identity provider");

        Case other = WORLD.next();
        other.provider.metadata("authorization_response_iss_parameter_supported", false);
        other.provider.response(parameters -> parameters.remove("iss"));
        other.isAccepted();
    }

    @Test
    @Proves({"fapi2-security-profile-final-client-test-state-invalid", "SEC-53"})
    void anotherStateIsRefused() {
        sign.provider.response(parameters -> parameters.put("state", "another"));

        Page page = sign.signIn();

        sign.isRefused(page, Problem.SIGN_IN_STALE, "state: not begun in this browser");
        assertThat(sign.asked(Endpoint.TOKEN)).isZero();
    }

    @Test
    @Proves("fapi2-security-profile-final-client-test-state-missing")
    void aMissingStateIsRefused() {
        sign.provider.response(parameters -> parameters.remove("state"));

        Page page = sign.signIn();

        sign.isRefused(page, Problem.SIGN_IN_STALE, "state: not begun in this browser");
        assertThat(sign.asked(Endpoint.TOKEN)).isZero();
    }

    @Test
    @Proves("SEC-53")
    void anAttackersAnswerSignsNoVictimInNotEvenOneWhoIsAboutToSignIn() {
        String attackers = callback(sign, sign.browser, "/portal/attackers");
        HttpBrowser victim = new HttpBrowser();
        Page bare = victim.open(attackers);
        assertThat(bare.body()).contains("GH-4001", "sent none of the cookies");

        victim.get(sign.url("/portal/own"));
        Page sentOn = victim.get(attackers);

        assertThat(sign.asked(Endpoint.TOKEN)).as("the attacker's code").isZero();
        assertThat(sentOn.header("Location").orElseThrow()).startsWith(sign.provider.at(Endpoint.AUTHORIZE));
        assertThat(victim.cookiesFor(WORLD.gateway.uri())).doesNotContainKey("gatehouse-" + sign.organization);
    }

    @Test
    @Proves("SEC-code-injection")
    void aCodeOfAnotherSignInIsRefused() {
        String stolen = parameter(callback(sign, new HttpBrowser(), "/portal/"), "code");
        sign.provider.response(parameters -> parameters.put("code", stolen));

        sign.isRefused(Problem.SIGN_IN_WRONG_NONCE, "nonce: of another sign-in");
    }

    @Test
    @Proves({"SEC-47", "MAO-duplicate-parameters"})
    void aParameterThatIsSentTwiceIsRefused() {
        String callback = callback(sign, sign.browser, "/portal/");
        for (String twice : List.of("code=x", "state=x", "iss=x", "error=x&error=y")) {
            Page page = sign.browser.open(callback + "&" + twice);
            assertThat(page.status()).as(twice).isEqualTo(400);
            assertThat(page.body()).contains("GH-1001", "class=\"button\"");
        }
        sign.hasNobody();
        assertThat(sign.asked(Endpoint.TOKEN)).isZero();
    }

    @Test
    @Proves("SEC-47")
    void anAnswerWithoutACodeIsRefused() {
        for (String code : List.of("", " ", "\t")) {
            Case other = WORLD.next();
            other.provider.response(parameters -> parameters.put("code", code));
            assertThat(other.signIn().body()).contains("GH-4002");
            other.hasNobody();
            assertThat(other.asked(Endpoint.TOKEN)).isZero();
        }
        sign.provider.response(parameters -> parameters.remove("code"));
        sign.isRefused(Problem.SIGN_IN_REFUSED, "authorization: no_code");
    }

    @Test
    @Proves("SEC-error-and-code")
    void anErrorBesideACodeIsAnError() {
        sign.provider.response(parameters -> parameters.put("error", "access_denied"));

        sign.isRefused(Problem.SIGN_IN_REFUSED, "authorization: access_denied");
        assertThat(sign.asked(Endpoint.TOKEN)).isZero();
    }

    @Test
    @Proves({"SEC-26", "SEC-27", "SEC-59"})
    void wordsOfAnErrorStandNeitherOnThePageNorInTheLog() {
        sign.provider.response(parameters -> {
            parameters.remove("code");
            parameters.put("error", "x<script>alert(1)</script>\r\nGH-0000");
            parameters.put("error_description", "<script>alert(2)</script>");
        });

        Page page = sign.isRefused(Problem.SIGN_IN_REFUSED, "an error without a proper name");

        assertThat(page.body()).doesNotContain("script>", "alert(");
        assertThat(WORLD.log.lines()).noneMatch(line -> line.contains("alert(") || line.startsWith("GH-0000"));
    }

    @Test
    @Proves("SEC-implicit-injection")
    void tokensInTheAnswerOfTheBrowserAreNotRead() {
        sign.provider.response(parameters -> {
            parameters.remove("code");
            parameters.put("id_token", new HostileToken().serialize());
            parameters.put("access_token", "x");
            parameters.put("response", "x.y.z");
        });

        sign.isRefused(Problem.SIGN_IN_REFUSED, "authorization: no_code");
    }

    /** A script of another host of the same site can ask for an answer of its own with this browser's cookies, unseen. */
    @Test
    @Proves("SEC-53")
    void anAnswerThatAScriptBringsIsNotRead() {
        String provider =
                sign.browser.get(sign.url("/portal/")).header("Location").orElseThrow();
        String callback = sign.browser.get(provider).header("Location").orElseThrow();
        for (String mode : new String[] {"no-cors", "cors", "same-origin"}) {
            Page page = sign.browser.send(
                    callback,
                    request -> request.headers(
                            "Sec-Fetch-Mode", mode, "Sec-Fetch-Dest", "empty", "Sec-Fetch-Site", "same-site"));

            assertThat(page.status()).as(mode).isEqualTo(403);
            assertThat(page.body()).contains("GH-1005");
            sign.hasNobody();
        }
        assertThat(sign.browser.open(callback).status())
                .as("the person’s own way")
                .isEqualTo(200);
    }

    @Test
    @Proves("SEC-form-post")
    void anAnswerThatIsPostedIsNotRead() {
        sign.browser.get(sign.url("/portal/"));
        Page page = sign.browser.post(sign.callback(), Map.of("code", "x", "state", "y"));

        assertThat(page.status()).isEqualTo(405);
        sign.hasNobody();
    }

    @Test
    @Proves("SEC-replayed-callback")
    void anAnswerThatIsOpenedAgainChangesNothingAndLeadsToItsOwnPage() {
        String callback = callback(sign, sign.browser, "/portal/own?page=2");
        sign.browser.open(callback);
        String session = session(sign);

        for (int reload = 0; reload < 3; reload++) {
            assertThat(sign.browser.get(callback).header("Location"))
                    .contains("/" + sign.organization + "/portal/own?page=2");
        }

        assertThat(session(sign)).isEqualTo(session);
        assertThat(sign.asked(Endpoint.TOKEN)).isEqualTo(1);
        assertThat(new HttpBrowser().open(callback).body()).contains("GH-4001");
    }

    @Test
    @Proves("SEC-52")
    void tenTabsFinishInAnyOrderEachOnItsOwnPage() {
        List<String> callbacks = new ArrayList<>(IntStream.range(0, 10)
                .mapToObj(tab -> callback(sign, sign.browser, "/portal/tab-" + tab))
                .toList());
        Collections.shuffle(callbacks, new Random(7));

        List<String> pages = callbacks.stream()
                .map(callback -> sign.browser.open(callback).address().getPath())
                .toList();

        assertThat(pages).doesNotHaveDuplicates().allMatch(path -> path.matches("/org-\\d+/portal/tab-\\d"));
        assertThat(WORLD.upstream.received())
                .filteredOn(received -> received.uri().startsWith("/" + sign.organization))
                .hasSize(10);
    }

    @Test
    @Proves("SEC-52")
    void tenTabsThatBeginAtTheVerySameMomentAllArrive() {
        List<CompletableFuture<String>> tabs = IntStream.range(0, 10)
                .mapToObj(tab -> CompletableFuture.supplyAsync(() -> sign.browser
                        .open(sign.url("/portal/tab-" + tab))
                        .address()
                        .getPath()))
                .toList();

        assertThat(tabs.stream().map(CompletableFuture::join))
                .containsExactlyElementsOf(IntStream.range(0, 10)
                        .mapToObj(tab -> "/" + sign.organization + "/portal/tab-" + tab)
                        .toList());
    }

    @Test
    @Proves("SEC-52")
    void aTabWhoseAttemptAnothersHasReplacedStillArrivesAtItsOwnPage() {
        String first = callback(sign, sign.browser, "/portal/first");
        sign.browser.forgetCookies();
        callback(sign, sign.browser, "/portal/second");

        Page page = sign.browser.open(first);

        assertThat(page.address()).hasPath("/" + sign.organization + "/portal/first");
        assertThat(sign.asked(Endpoint.AUTHORIZE)).isEqualTo(3);
        assertThat(sign.asked(Endpoint.TOKEN)).as("with a code of its own").isEqualTo(1);
    }

    /** Signs in at the provider, and stops at the address it sends the browser back to. */
    private static String callback(Case sign, HttpBrowser browser, String path) {
        String provider = browser.get(sign.url(path)).header("Location").orElseThrow();
        return browser.get(provider).header("Location").orElseThrow();
    }

    private static String session(Case sign) {
        return sign.browser.cookiesFor(WORLD.gateway.uri()).get("gatehouse-" + sign.organization);
    }

    private static String parameter(String address, String name) {
        return HostileProvider.form(URI.create(address).getRawQuery()).get(name);
    }
}
