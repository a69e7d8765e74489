package io.gatehouse.login.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.fixture.TestClock;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.SecretKeys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpCookie;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

class PendingLoginsTests {

    private static final OrganizationName ACME = new OrganizationName("acme");
    private static final String TURN = "__Host-gatehouse-.turn-acme.3";

    private final TestClock clock = new TestClock();
    private final PendingLogins logins =
            new PendingLogins(PublicUrl.parse("https://portal.example"), SecretKeys.random(), clock);

    @Test
    void anAttemptComesBackToTheBrowserThatBeganIt() {
        Map<String, String> browser = new LinkedHashMap<>();
        begin(browser, "state");

        assertThat(logins.take(exchange(browser), ACME, "state")).isPresent();
        assertThat(logins.take(exchange(browser), ACME, "another")).isEmpty();
    }

    /** A script of another host of the same domain can set every cookie but those with the prefix {@code __Host-}. */
    @Test
    @Proves("SEC-53")
    void anAttemptThatAnotherHostPlantsIsNoAttempt() {
        Map<String, String> attacker = new LinkedHashMap<>();
        begin(attacker, "state");
        Map<String, String> victim = new LinkedHashMap<>(attacker);
        victim.keySet().removeIf(name -> name.startsWith("__Host-"));
        assertThat(victim).hasSize(1);

        assertThat(logins.take(exchange(victim), ACME, "state"))
                .as("who began nothing")
                .isEmpty();
        begin(victim, "own");
        victim.putAll(withoutHostOnly(attacker));
        assertThat(logins.take(exchange(victim), ACME, "state"))
                .as("who is signing in")
                .isEmpty();
    }

    @Test
    void allTabsOfABrowserHaveTheSameValue() {
        Map<String, String> browser = new LinkedHashMap<>();
        for (int tab = 0; tab < 12; tab++) {
            begin(browser, "state-" + tab);
        }

        for (int tab = 0; tab < 12; tab++) {
            assertThat(logins.take(exchange(browser), ACME, "state-" + tab)).isPresent();
        }
        assertThat(browser).hasSize(13);
    }

    /** Each answer sets a value, and none of them is there when the next tab begins. */
    @Test
    void tabsThatBeginAtTheVerySameMomentKeepTheirOwnValues() {
        Map<String, String> browser = new LinkedHashMap<>();
        Map<String, String> names = new LinkedHashMap<>();
        for (int tab = 0; names.size() < 2; tab++) {
            Map<String, String> fresh = new LinkedHashMap<>();
            begin(fresh, "state-" + tab);
            String name = fresh.keySet().stream()
                    .filter(cookie -> cookie.startsWith("__Host-"))
                    .findFirst()
                    .orElseThrow();
            boolean ownPlace = fresh.keySet().stream().noneMatch(browser::containsKey);
            if (ownPlace) {
                names.put(name, "state-" + tab);
                browser.putAll(fresh);
            }
        }

        assertThat(names.values()).allSatisfy(state -> assertThat(logins.take(exchange(browser), ACME, state))
                .isPresent());
    }

    @Test
    void whatIsNoTurnOrStandsTwiceIsNone() {
        for (String turn : List.of("", "1", "-1.AAAAAAAAAAAAAAAAAAAAAA", "1.short", "1.AAAAAAAAAAAAAAAAAAAAA%")) {
            assertThat(logins.browser(exchange(Map.of(TURN, turn)), ACME))
                    .as(turn)
                    .isEmpty();
        }
        HttpCookie cookie = new HttpCookie(TURN, "1.AAAAAAAAAAAAAAAAAAAAAA");
        assertThat(logins.browser(
                        MockServerWebExchange.from(
                                MockServerHttpRequest.get("/").cookie(cookie)),
                        ACME))
                .hasSize(1);
        assertThat(logins.browser(
                        MockServerWebExchange.from(
                                MockServerHttpRequest.get("/").cookie(cookie, cookie)),
                        ACME))
                .isEmpty();
    }

    private void begin(Map<String, String> browser, String state) {
        MockServerWebExchange exchange = exchange(browser);
        PendingLogin login = new PendingLogin(
                States.digest(state),
                "n",
                "v",
                "",
                "i",
                "c",
                "r",
                "/acme/portal/",
                0,
                PendingLogin.Purpose.SIGN_IN,
                false,
                clock.instant());
        logins.keep(exchange, ACME, login, false);
        exchange.getResponse()
                .getCookies()
                .forEach((name, cookies) -> browser.put(name, cookies.get(0).getValue()));
    }

    private static Map<String, String> withoutHostOnly(Map<String, String> cookies) {
        Map<String, String> others = new LinkedHashMap<>(cookies);
        others.keySet().removeIf(name -> name.startsWith("__Host-"));
        return others;
    }

    private static MockServerWebExchange exchange(Map<String, String> cookies) {
        MockServerHttpRequest.BaseBuilder<?> request = MockServerHttpRequest.get("/");
        cookies.forEach((name, value) -> request.cookie(new HttpCookie(name, value)));
        return MockServerWebExchange.from(request.build());
    }
}
