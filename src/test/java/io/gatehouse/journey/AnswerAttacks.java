package io.gatehouse.journey;

import static io.gatehouse.journey.HttpAttackJourney.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.RawClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What another site, a frame, a cache or a guess about content could do with an answer of the gateway's own. */
abstract class AnswerAttacks {

    private static final String SAFE =
            "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-ancestors 'none';" + " base-uri 'none'";

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource({
        "200, GET, /, page, nobody",
        "200, GET, /?organization=acme, page, nobody",
        "200, GET, /organizations/acme/logout, page, alice",
        "200, GET, /organizations/acme/signed-out, page, nobody",
        "200, GET, /organizations/acme/settings, page, alice",
        "200, GET, /organizations/acme/whoami, program, alice",
        "401, GET, /organizations/acme/whoami, program, nobody",
        "401, GET, /organizations/acme/whoami, page, nobody",
        "302, GET, /organizations/acme/oidc/login, page, nobody",
        "400, GET, /organizations/acme/oidc/consume, page, nobody",
        "302, GET, /organizations/acme/oidc/consume, page, alice",
        "302, GET, /acme/portal/, page, nobody",
        "401, GET, /acme/portal/, program, nobody",
        "401, HEAD, /acme/portal/, program, nobody",
        "401, POST, /acme/portal/, page, nobody",
        "401, OPTIONS, /acme/portal/, program, nobody",
        "403, GET, /acme/portal/admin/, program, bob",
        "403, GET, /acme/portal/admin/, page, bob",
        "404, GET, /initech/portal/, page, nobody",
        "404, GET, /initech/portal/, program, nobody",
        "405, PUT, /, page, nobody",
        "405, DELETE, /organizations/acme/whoami, program, nobody",
        "405, GET, /organizations/acme/settings/sign-on, page, alice",
        "405, TRACE, /acme/public/, program, nobody",
        "400, GET, /acme/../x, page, nobody",
        "400, GET, /acme/../x, program, nobody",
        "502, GET, /acme/nowhere/, page, alice",
        "502, GET, /acme/nowhere/, program, alice",
        "421, POST, /acme/portal/, program, elsewhere",
        "308, GET, /acme/portal/, page, elsewhere",
        "302, GET, /acme/portal, page, alice",
    })
    @Proves({"CVE-2026-22732", "SEC-70"})
    void noAnswerOfOursIsFramedCachedGuessedOrScripted(
            int status, String method, String path, String reader, String who) {
        Answer answer = ask(method, path, reader, who);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Security-Policy"))
                .singleElement()
                .asString()
                .startsWith(SAFE);
        assertThat(answer.header("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(answer.header("X-Frame-Options")).containsExactly("DENY");
        assertThat(answer.header("Referrer-Policy")).containsExactly("same-origin");
        assertThat(answer.header("Cross-Origin-Resource-Policy")).containsExactly("same-origin");
        assertThat(answer.header("Cache-Control")).containsExactly("no-store");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(answer.header("Server")).isEmpty();
        if (status / 100 == 3) {
            assertThat(answer.body()).isEmpty();
        } else {
            assertThat(answer.header("Cross-Origin-Opener-Policy")).containsExactly("noopener-allow-popups");
            assertThat(answer.text())
                    .doesNotContainPattern("<script(?![^>]* nonce=)|<style|\\son[a-z]+=|\\sstyle=|javascript:");
        }
    }

    private static Answer ask(String method, String path, String reader, String who) {
        String accept = reader.equals("page") ? "Accept: text/html" : "Accept: */*";
        String cookie = who.equals("alice") ? WORLD.alice : who.equals("bob") ? WORLD.bob : "X-Nobody: 1";
        String request = WORLD.request(method + " " + path, accept, cookie);
        return WORLD.exchange(
                who.equals("elsewhere") ? request.replace("Host: localhost", "Host: elsewhere.example") : request);
    }

    @Test
    @Proves("CVE-2026-22732")
    void theStyleAndTheScriptAreWhatTheySayAndEverybodys() {
        for (String path : new String[] {"/organizations/.style.css", "/organizations/.script.js"}) {
            Answer answer = WORLD.exchange(WORLD.get(path));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("X-Content-Type-Options")).containsExactly("nosniff");
            assertThat(answer.header("Content-Security-Policy")).hasSize(1);
            assertThat(answer.header("Cross-Origin-Resource-Policy")).containsExactly("same-origin");
            assertThat(answer.header("Set-Cookie")).isEmpty();
        }
    }

    /** CVE-2026-47889 is an adapter that dropped it: what counts is what is on the wire. */
    @Test
    @Proves("CVE-2026-47889")
    void everyCookieOfOursIsClosedToScriptsAndOtherSites() {
        Answer answer = WORLD.exchange(WORLD.get("/acme/portal/", "Accept: text/html"));

        assertThat(answer.header("Set-Cookie")).isNotEmpty().allSatisfy(cookie -> assertThat(cookie)
                .containsIgnoringCase("; HttpOnly")
                .contains("; SameSite=Lax", "; Path=/"));
    }
}
