package io.gatehouse.login.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.TestClock;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.SecretKeys;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

class RoundsTests {

    private static final OrganizationName ACME = new OrganizationName("acme");
    private static final String NAME = "__Host-gatehouse-.rounds-acme";

    private final TestClock clock = new TestClock();
    private final Rounds rounds = new Rounds(PublicUrl.parse("https://portal.example"), SecretKeys.random(), clock);

    private Optional<String> cookie = Optional.empty();

    @Test
    void threeSignInsInARowForOnePageAreACircle() {
        for (int round = 0; round < 3; round++) {
            assertThat(Rounds.isCircle(before("/acme/portal/"))).isFalse();
            signIn("/acme/portal/");
            clock.pass(Duration.ofSeconds(10));
        }

        assertThat(Rounds.isCircle(before("/acme/portal/"))).isTrue();
        assertThat(before("/acme/other/")).isZero();
    }

    @Test
    void aQueryThatCountsItselfHidesNoCircle() {
        for (int round = 0; round < 3; round++) {
            signIn("/acme/portal/?round=" + round);
        }

        assertThat(Rounds.isCircle(before("/acme/portal/?round=4"))).isTrue();
    }

    @Test
    void roundsOverMoreThanAMinuteAreNone() {
        for (int round = 0; round < 10; round++) {
            assertThat(Rounds.isCircle(before("/acme/portal/"))).isFalse();
            signIn("/acme/portal/");
            clock.pass(Duration.ofSeconds(31));
        }
    }

    @Test
    void tabsThatBeganTogetherAreAllInTheirFirstRound() {
        PendingLogin began = pending("/acme/portal/", 0);
        for (int tab = 0; tab < 10; tab++) {
            end(began);
        }

        assertThat(before("/acme/portal/")).isEqualTo(1);
    }

    @Test
    void severalPagesAreCountedSideBySideAndTheOldestForgotten() {
        for (int page = 0; page < 5; page++) {
            signIn("/acme/" + page);
        }

        assertThat(before("/acme/0")).isZero();
        assertThat(before("/acme/1")).isEqualTo(1);
        assertThat(cookie.orElseThrow()).hasSizeLessThan(800);
    }

    @Test
    void anotherOrganizationsCountAndWhatIsNoneAreNothing() {
        signIn("/acme/portal/");
        MockServerHttpRequest foreign = MockServerHttpRequest.get("/")
                .cookie(new HttpCookie("__Host-gatehouse-.rounds-globex", cookie.orElseThrow()))
                .build();
        assertThat(rounds.before(MockServerWebExchange.from(foreign), new OrganizationName("globex"), "/acme/portal/"))
                .isZero();

        cookie = Optional.of("no base64!");
        assertThat(before("/acme/portal/")).isZero();
    }

    private int before(String page) {
        return rounds.before(exchange(), ACME, page);
    }

    private void signIn(String page) {
        end(pending(page, before(page)));
    }

    private void end(PendingLogin pending) {
        MockServerWebExchange exchange = exchange();
        rounds.ended(exchange, ACME, pending);
        ResponseCookie written = exchange.getResponse().getCookies().getFirst(NAME);
        cookie = Optional.ofNullable(written).map(ResponseCookie::getValue);
        assertThat(written).extracting(ResponseCookie::isHttpOnly).isEqualTo(true);
    }

    private MockServerWebExchange exchange() {
        MockServerHttpRequest.BaseBuilder<?> request = MockServerHttpRequest.get("/");
        cookie.ifPresent(value -> request.cookie(new HttpCookie(NAME, value)));
        return MockServerWebExchange.from(request.build());
    }

    private PendingLogin pending(String returnTo, int before) {
        return new PendingLogin(
                "s",
                "n",
                "v",
                "",
                "i",
                "c",
                "r",
                returnTo,
                before,
                PendingLogin.Purpose.SIGN_IN,
                false,
                clock.instant());
    }
}
