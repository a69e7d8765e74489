package io.gatehouse.journey;

import static io.gatehouse.journey.HttpAttackJourney.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HttpBrowser.Page;
import io.gatehouse.journey.RawClient.Answer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cookies that nobody was given. */
abstract class CookieAttacks {

    private static String value() {
        return WORLD.alice.substring("Cookie: gatehouse-acme=".length());
    }

    static Stream<String> forged() {
        return Stream.of(
                "",
                "gatehouse-acme=",
                "gatehouse-acme",
                "gatehouse-acme=%%%",
                "gatehouse-acme=\"\"",
                "gatehouse-acme=null",
                "gatehouse-acme=" + "A".repeat(90),
                "gatehouse-acme=" + "x".repeat(8192),
                "gatehouse-acme=; gatehouse-acme=",
                "gatehouse-acme=\u0000",
                "gatehouse-acme=\u00ff\u00fe",
                ";;==;gatehouse-acme",
                "=; =;= ;;;=",
                "\u0003=x",
                "\u0003=",
                " \t=x",
                "\u00a0=x",
                "gatehouse-acme_chunks=99999999",
                "$Version=1; gatehouse-acme=x; $Path=/",
                "SESSION=x; gatehouse-acme[]=x; gatehouse-acme.0=x",
                "gatehouse-acme=../../etc/passwd; gatehouse-acme=${jndi:ldap://x}",
                "gatehouse-.setup-acme=x; gatehouse-.turn-acme.0=-1; gatehouse-.turn-acme.1=99.AAAAAAAAAAAAAAAAAAAAAA; gatehouse-login-0=x");
    }

    /** A malformed cookie is a stranger's: never a fault, and never let through without a name. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("forged")
    @Proves({"SEC-29", "SEC-43", "SEC-44"})
    void aCookieThatNobodyWasGivenIsAStrangers(String cookie) {
        for (String target : List.of("/acme/portal/", "/acme/filtered/", "/organizations/acme/whoami")) {
            assertThat(WORLD.exchange(WORLD.get(target, "Cookie: " + cookie)).status())
                    .as(target)
                    .isIn(400, 401);
            assertThat(WORLD.exchange(WORLD.get(target, "Cookie: " + cookie, "Accept: text/html"))
                            .status())
                    .as(target)
                    .isIn(302, 400, 401);
        }
        assertThat(WORLD.received()).isEmpty();

        assertThat(WORLD.exchange(WORLD.get("/acme/public/", "Cookie: " + cookie))
                        .status())
                .isIn(200, 400);
        assertThat(WORLD.received()).allSatisfy(received -> assertThat(received.header("X-Forwarded-User"))
                .isEmpty());
    }

    @Test
    @Proves("SEC-29")
    void aGoodCookieBesideABadOneIsItsOwnersAndOneThatIsChangedIsNobodys() {
        String good = "gatehouse-acme=" + value();
        for (String both : List.of(good + "; gatehouse-acme=bad", "gatehouse-acme=bad; " + good)) {
            assertThat(WORLD.exchange(WORLD.get("/acme/portal/", "Cookie: " + both))
                            .status())
                    .isEqualTo(200);
            assertThat(WORLD.world.upstream.last().header("X-Forwarded-Preferred-Username"))
                    .containsExactly("alice");
        }
        assertThat(WORLD.exchange(WORLD.get("/acme/portal/", "Cookie: a=1", "Cookie: " + good))
                        .status())
                .isEqualTo(200);
    }

    /** One answer for every change: whoever guesses learns nothing (CVE-2026-47775). */
    @Test
    @Proves("SEC-46")
    void everyCharacterOfACookieCounts() {
        String good = value();
        String expected = null;
        for (int i = 0; i < good.length(); i++) {
            char other = good.charAt(i) == 'A' ? 'Q' : 'A';
            String forged = good.substring(0, i) + other + good.substring(i + 1);
            Answer answer = WORLD.exchange(WORLD.get("/acme/portal/", "Cookie: gatehouse-acme=" + forged));
            String said = answer.status() + answer.text().replaceAll("\"reference\":\"[^\"]*\"", "");
            expected = expected == null ? said : expected;

            assertThat(said).as("character " + i).isEqualTo(expected).startsWith("401");
        }
        for (String forged : List.of(good + "A", good + "=", good + ".", good.substring(1), " " + good + "x")) {
            assertThat(WORLD.exchange(WORLD.get("/acme/portal/", "Cookie: gatehouse-acme=" + forged))
                            .status())
                    .as(forged)
                    .isEqualTo(401);
        }
        assertThat(WORLD.received()).isEmpty();
    }

    /** The sealed cookie of an attempt, changed: no session begins; at most the attempt begins again. */
    @Test
    @Proves({"SEC-46", "SEC-47", "SEC-53"})
    void anAttemptThatIsChangedIsNone() {
        HttpBrowser bob = new HttpBrowser();
        Page callback = bob.submitOnce(bob.open(WORLD.world.url("/acme/portal/")), Map.of("username", "bob"));
        String location = callback.header("Location").orElseThrow();
        String path = location.substring(WORLD.world.url("").length());
        Map<String, String> sent = bob.cookiesFor(java.net.URI.create(location));
        String name = sent.keySet().stream()
                .filter(cookie -> cookie.startsWith("gatehouse-login-"))
                .findFirst()
                .orElseThrow();
        String sealed = sent.get(name);
        for (int i = 0; i < sealed.length(); i += 7) {
            char other = sealed.charAt(i) == 'A' ? 'Q' : 'A';
            String forged = sealed.substring(0, i) + other + sealed.substring(i + 1);
            Answer answer = WORLD.exchange(WORLD.get(path, "Cookie: " + name + "=" + forged, "Accept: text/html"));
            assertNobodyIsSignedIn(answer);
        }
        assertNobodyIsSignedIn(
                WORLD.exchange(WORLD.get(path, "Cookie: gatehouse-login-11=" + sealed, "Accept: text/html")));
    }

    private static void assertNobodyIsSignedIn(Answer answer) {
        assertThat(answer.status()).isIn(302, 400);
        assertThat(answer.header("Set-Cookie")).noneMatch(line -> line.startsWith("gatehouse-acme="));
        assertThat(answer.header("Location"))
                .allMatch(location -> location.startsWith(WORLD.world.url("/organizations/acme/oidc/login"))
                        || location.startsWith("/organizations/acme/oidc/login")
                        || location.startsWith(WORLD.world.acme.issuer() + "/authorize?"));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "",
                "?",
                "?code",
                "?code&state&error&error_description&iss",
                "?&&=&=x&&",
                "?code=x",
                "?state=x",
                "?error=x",
                "?code=x&code=y&state=z",
                "?state=x&state=y&code=z",
                "?error=a&error=b",
                "?iss=a&iss=b&code=x&state=y",
                "?code=&state=",
                "?code=%00&state=%0a",
                "?state=%ff%fe",
                "?code[]=x&state[]=y",
                "?error=access_denied&error_description=%3Cscript%3E",
                "?id_token=x&access_token=y&state=z",
                "?response=eyJhbGciOiJub25lIn0.e30.",
            })
    @Proves({"SEC-47", "SEC-54"})
    void anAnswerThatNobodyAskedForIsAPageAndNoSession(String query) {
        for (String method : List.of("GET", "HEAD")) {
            Answer answer = WORLD.exchange(
                    WORLD.request(method + " /organizations/acme/oidc/consume" + query, "Accept: text/html"));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("Set-Cookie")).isEmpty();
            assertThat(answer.text()).doesNotContain("Exception", "io.gatehouse", "<script");
        }
        assertThat(WORLD.exchange(WORLD.request("POST /organizations/acme/oidc/consume" + query, "Content-Length: 0"))
                        .status())
                .isEqualTo(405);
    }

    /** Somebody signed in who is led to such an answer stays who they are. */
    @Test
    @Proves({"SEC-47", "SEC-53"})
    void anAnswerOfAnotherBrowserLeavesWhoIsSignedInAlone() {
        Answer answer = WORLD.exchange(
                WORLD.get("/organizations/acme/oidc/consume?code=ATT&state=ATT", WORLD.alice, "Accept: text/html"));

        assertThat(answer.header("Set-Cookie")).isEmpty();
        assertThat(WORLD.exchange(WORLD.get("/organizations/acme/whoami", WORLD.alice))
                        .text())
                .contains("\"username\":\"alice\"");
    }

    @Test
    @Proves("SEC-43")
    void manyCookiesAndLongOnesAreRefusedAtOnce() {
        List<String> lines = List.of(
                "Cookie: " + "a=1;".repeat(200),
                "Cookie: " + ";".repeat(10_000),
                "Cookie: " + "=;".repeat(10_000),
                "Cookie: a=" + "x".repeat(64 * 1024),
                "Cookie: gatehouse-acme=x\r\n".repeat(900) + "X: y",
                "Cookie: " + "gatehouse-acme=x;".repeat(1_500));
        for (String line : lines) {
            long began = System.nanoTime();
            Answer answer = WORLD.exchange(WORLD.get("/acme/portal/", line));
            assertThat(answer.status()).isIn(401, 431);
            assertThat(System.nanoTime() - began).as("nanoseconds").isLessThan(2_000_000_000L);
        }
        assertThat(WORLD.received()).isEmpty();
    }

    /** No session is kept before somebody has signed in, and a browser's cookies stay within bounds. */
    @Test
    @Proves("SEC-49")
    void whoNeverSignsInLeavesNothingBehind() {
        HttpBrowser browser = new HttpBrowser();
        for (int i = 0; i < 40; i++) {
            browser.get(WORLD.world.url("/organizations/acme/oidc/login"));
        }

        Map<String, String> kept =
                browser.cookiesFor(java.net.URI.create(WORLD.world.url("/organizations/acme/oidc/consume")));
        assertThat(kept).hasSize(13).doesNotContainKey("gatehouse-acme");
        assertThat(kept.toString().length()).isLessThan(16 * 1024);
    }

    /** An id from the browser is never made a session's. */
    @Test
    @Proves({"SEC-41", "SEC-42", "SEC-60"})
    void whoBringsACookieGetsAnotherOneAtSignIn() {
        HttpBrowser bob = new HttpBrowser();
        WORLD.world.signIn(bob, "/acme/portal/", "bob");
        String first = bob.cookiesFor(WORLD.world.gateway.uri()).get("gatehouse-acme");
        WORLD.world.signIn(bob, "/organizations/acme/oidc/login?account=other", "carol");
        String second = bob.cookiesFor(WORLD.world.gateway.uri()).get("gatehouse-acme");

        assertThat(second).isNotEqualTo(first);
        assertThat(WORLD.exchange(WORLD.get("/acme/portal/", "Cookie: gatehouse-acme=" + first))
                        .status())
                .as("the one before")
                .isEqualTo(401);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "",
                "Content-Length: 0",
                "Transfer-Encoding: chunked\r\n\r\n0",
                "Content-Type: \r\nContent-Length: 0",
                "Content-Type: x\r\nContent-Length: 0",
                "Content-Type: multipart/form-data\r\nContent-Length: 0",
                "Content-Type: application/x-www-form-urlencoded;charset=nonsense\r\nContent-Length: 1\r\n\r\n%",
                "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5\r\n\r\na=%zz",
            })
    @Proves({"SEC-70", "SEC-71"})
    void aFormThatIsEmptyOrUnreadableIsNoFaultOfOurs(String lines) {
        for (String target : List.of(
                "/acme/portal/save",
                "/organizations/acme/logout",
                "/organizations/acme/settings/sign-on",
                "/organizations/acme/oidc/consume",
                "/organizations/acme/oidc/login")) {
            for (String accept : List.of("Accept: text/html", "Accept: */*")) {
                Answer answer = WORLD.exchange(WORLD.request(
                        "POST " + target,
                        Stream.of(accept, lines).filter(line -> !line.isEmpty()).toArray(String[]::new)));
                assertThat(answer.status()).as(target).isBetween(200, 499);
                assertThat(answer.text()).doesNotContain("%zz", "Exception");
            }
        }
        assertThat(WORLD.received()).isEmpty();
    }
}
