package io.gatehouse.journey;

import static io.gatehouse.journey.HttpAttackJourney.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.RawClient.Answer;
import io.gatehouse.journey.TestUpstream.Received;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Header lines by which a client would be somebody else, come from elsewhere, or write into the log. */
abstract class HeaderAttacks {

    /** Each name as CGI, WSGI, PHP or a careless proxy would fold it into what some upstream reads. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "X-Forwarded-User",
                "X-Forwarded-Preferred-Username",
                "X-Forwarded-Email",
                "X-Forwarded-Groups",
                "X-Forwarded-Organization",
                "X-Forwarded-Roles",
                "X-Forwarded-Prefix",
                "X-Forwarded-Proto",
                "X-Forwarded-Uri",
                "X-Gatehouse-Jwt-Assertion",
                "X-Auth-Request-User",
                "Remote-User",
                "X-Original-URL",
                "X-Real-IP",
                "Forwarded"
            })
    @Proves({"SEC-20", "SEC-21", "SEC-23", "SEC-24", "SEC-25"})
    void nobodyIsSomebodyElseHoweverTheySpellIt(String name) {
        String forged = spellings(name).map(spelling -> spelling + ": root").collect(Collectors.joining("\r\n"));
        for (String way : List.of("/acme/portal/", "/acme/filtered/")) {
            WORLD.exchange(WORLD.get(way, WORLD.alice, forged));
            assertThat(alices(WORLD.world.upstream.last())).doesNotContain("root");
        }
        for (String method : List.of("GET", "OPTIONS")) {
            WORLD.exchange(WORLD.request(method + " /acme/public/", "Origin: https://evil.example", forged));
            Received received = WORLD.world.upstream.last();
            assertThat(received.headers().toString()).doesNotContain("root");
            assertThat(received.header("X-Forwarded-User")).isEmpty();
        }
    }

    private static Stream<String> spellings(String name) {
        Stream<String> folded = Stream.of("_", ".", "+", "!", "~", "'").map(other -> name.replace("-", other));
        return Stream.concat(
                folded,
                Stream.of(
                        name,
                        name,
                        name.toUpperCase(Locale.ROOT),
                        name.toLowerCase(Locale.ROOT),
                        name.replaceFirst("-", "_"),
                        name.toLowerCase(Locale.ROOT).replace('-', '_')));
    }

    /** What the upstream was told, after checking that it is of Alice alone. */
    private static String alices(Received received) {
        assertThat(received.header("X-Forwarded-User"))
                .singleElement()
                .asString()
                .startsWith("acme:");
        assertThat(received.header("X-Forwarded-Preferred-Username")).containsExactly("alice");
        assertThat(received.header("X-Forwarded-Organization")).containsExactly("acme");
        assertThat(received.header("X-Forwarded-Roles")).containsExactly("admin,developer");
        return received.headers().toString();
    }

    /** RFC 9110 §7.6.1 lets a client name headers that go no further; ours are none of its. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "Connection: close, X-Forwarded-User, X-Forwarded-Organization, X-Forwarded-For",
                "Connection: close, x-forwarded-user, x-forwarded-organization, x-forwarded-roles",
                "Connection: X-FORWARDED-USER,X-FORWARDED-IDENTITY",
                "Connection: keep-alive\r\nConnection: X-Forwarded-User",
                "Connection: ,,x-forwarded-user\t, ,",
                "connection: x-forwarded-user",
                "Proxy-Connection: X-Forwarded-User",
                "Keep-Alive: X-Forwarded-User\r\nConnection: Keep-Alive, X-Forwarded-User",
                "Connection: Upgrade, X-Forwarded-User\r\nUpgrade: h2c",
                "Connection: x_forwarded_user",
                "Connection: cookie, host, x-forwarded-user",
            })
    @Proves("SEC-22")
    void connectionTakesNoneOfOurHeadersAway(String lines) {
        for (String way : List.of("/acme/portal/", "/acme/filtered/")) {
            Answer answer = WORLD.exchange(WORLD.get(way, WORLD.alice, lines));

            assertThat(answer.status()).isEqualTo(200);
            Received received = WORLD.world.upstream.last();
            alices(received);
            assertThat(received.header("X-Forwarded-For")).containsExactly("127.0.0.1");
            assertThat(received.header("X-Forwarded-Proto")).containsExactly("http");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "X-Forwarded-Uri: /acme/public/",
                "X-Forwarded-Path: /acme/public/",
                "X-Forwarded-Prefix: /acme/public",
                "X-Original-URL: /acme/public/",
                "X-Original-URI: /acme/public/",
                "X-Original-URL: https://gw/%zz",
                "X-Rewrite-URL: /acme/public/",
                "X-Forwarded-Method: OPTIONS",
                "X-HTTP-Method-Override: OPTIONS",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Proto: evil_protocol",
                "X-Forwarded-Host: evil.example",
                "X-Forwarded-Port: 443",
                "X-Forwarded-For: 127.0.0.1, 10.0.0.1",
                "Forwarded: for=127.0.0.1;host=evil.example;proto=https",
                "X-Host: evil.example",
                "User-Agent: GoogleHC/1.0",
                "User-Agent: kube-probe/1.33",
                "User-Agent: ELB-HealthChecker/2.0",
                "Authorization: Bearer x",
                "Authorization: Basic YWRtaW46YWRtaW4=",
                "Cookie: BearerToken=x; access_token=x; _oauth2_proxy=x; SESSION=x; JSESSIONID=x",
                "Proxy-Authorization: Basic YWRtaW46YWRtaW4=",
                "X-Api-Key: x",
                "X-Client-Verify: SUCCESS",
            })
    @Proves({"SEC-03", "SEC-04", "SEC-08", "SEC-09", "SEC-24", "SEC-48"})
    void noHeaderLetsAStrangerIn(String line) {
        for (String target : List.of("/acme/portal/", "/acme/portal/?access_token=x", "/organizations/acme/whoami")) {
            assertThat(WORLD.exchange(WORLD.get(target, line)).status())
                    .as(target)
                    .isEqualTo(401);
        }
        Answer page = WORLD.exchange(WORLD.get("/acme/portal/", "Accept: text/html", line));

        assertThat(page.header("Location"))
                .singleElement()
                .asString()
                .startsWith(WORLD.world.acme.issuer().toString())
                .contains("redirect_uri=" + WORLD.world.url("/organizations/acme/oidc/consume"))
                .doesNotContain("evil");
        assertThat(WORLD.received()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "X-Forwarded-For: 127.0.0.1, 10.0.0.1, <script>",
                "X-Forwarded-For: 6.6.6.6",
                "X-Real-IP: 6.6.6.6",
                "Forwarded: for=6.6.6.6",
                "True-Client-IP: 6.6.6.6",
                "X-Client-IP: 6.6.6.6"
            })
    @Proves({"SEC-24", "SEC-26"})
    void whereAClientComesFromIsWhoConnected(String line) {
        WORLD.exchange(WORLD.get("/acme/public/", line));

        Received received = WORLD.world.upstream.last();
        assertThat(received.header("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(received.headers().toString()).doesNotContain("6.6.6.6", "<script>");
    }

    /** A quote, a brace or an escape in what a client says never becomes a line, a field or a colour of the log. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/acme/portal/x%0aGH-5000%20500",
                "/acme/x%22%7d%20%7b%22event%22:%22login%22",
                "/%0a%0dacme/",
                "/acme%1b%5b31m/portal/",
                "/organizations/acme%0a/oidc/consume?error=x%0ay",
                "/organizations/acme/oidc/consume?error=%0aaudit&error_description=%0d%0aevent=sign-in&state=%0a",
                "/organizations/acme/oidc/consume?code=%0aevent=sign-in&state=x",
                "/?organization=%0aevent",
                "/acme/nowhere/",
            })
    @Proves({"SEC-26", "SEC-27"})
    void nothingThatComesInMakesALineOfItsOwn(String target) {
        int before = WORLD.world.log.lines().size();
        for (String header : List.of(
                "User-Agent: x\"} {\"event\":\"login\"", "Referer: x\u001b[31m", "X-Request-Id: \u2028event=sign-in")) {
            WORLD.exchange(WORLD.get(target, header, "Accept: text/html"));
        }
        assertThat(WORLD.world
                        .log
                        .lines()
                        .subList(before, WORLD.world.log.lines().size()))
                .noneMatch(line -> line.chars().anyMatch(Character::isISOControl))
                .noneMatch(line -> line.startsWith("event=") || line.contains("\"event\":\"login\""));
    }

    @Test
    @Proves({"SEC-26", "SEC-27"})
    void noPageRepeatsWhatAnAddressSays() {
        for (String target : List.of(
                "/initech/%3Cscript%3Ealert(1)%3C/script%3E",
                "/?organization=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
                "/organizations/acme/oidc/consume?error=%3Cscript%3E&error_description=%3Cscript%3E&state=%3Cscript%3E",
                "/organizations/acme/signed-out?x=%3Cscript%3E",
                "/organizations/acme/oidc/login?return_to=%3Cscript%3E")) {
            Answer answer =
                    WORLD.exchange(WORLD.get(target, "Accept: text/html", "Referer: http://evil.example/<script>"));
            assertThat(answer.text()).as(target).doesNotContain("<script", "alert(1)\">", "evil.example");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"Sec-WebSocket-Key: %%%", "Sec-WebSocket-Key: ", "Sec-WebSocket-Version: 99", "X-None: 1"})
    @Proves("SEC-28")
    void aWebSocketHandshakeThatIsNoneRepeatsNoSecret(String line) {
        int before = WORLD.world.log.lines().size();

        Answer answer = WORLD.exchange(WORLD.get(
                "/acme/portal/ws",
                WORLD.alice,
                "Authorization: Bearer s3cr3t-t0ken",
                "Connection: Upgrade",
                "Upgrade: websocket",
                line));

        assertThat(answer.status()).isBetween(400, 499);
        String cookie = WORLD.alice.substring("Cookie: gatehouse-acme=".length());
        assertThat(answer.head() + answer.text()).doesNotContain("s3cr3t", cookie);
        assertThat(WORLD.world
                        .log
                        .lines()
                        .subList(before, WORLD.world.log.lines().size()))
                .noneMatch(entry -> entry.contains("s3cr3t") || entry.contains(cookie));
    }

    /** SEC-13: a pre-flight request is asked for who sent it like any other. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/acme/portal/",
                "/acme/portal/admin/x",
                "/organizations/acme/whoami",
                "/organizations/acme/settings",
                "/organizations/acme/settings/sign-on",
                "/organizations/acme/settings/access"
            })
    @Proves("SEC-13")
    void aPreflightOpensNothing(String target) {
        Answer answer = WORLD.exchange(WORLD.request(
                "OPTIONS " + target,
                "Origin: https://evil.example",
                "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: content-type"));

        assertThat(answer.status()).isIn(401, 403, 405);
        assertThat(answer.head()).doesNotContainIgnoringCase("access-control-allow");
        assertThat(WORLD.received()).isEmpty();
    }

    /** Browsers set {@code Origin} and {@code Sec-Fetch-…}; who writes them by hand gains nothing by leaving them out. */
    @Test
    @Proves("SEC-23")
    void anOptionsRequestOfSomebodySignedInIsTheirs() {
        WORLD.exchange(WORLD.request("OPTIONS /acme/portal/", WORLD.alice, "X-Forwarded-User: root"));

        alices(WORLD.world.upstream.last());
    }

    /** RFC 9110 §5.5: neither a name nor a value that another reader could end elsewhere. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "X-A: b\u0000X-Forwarded-User: root",
                "X-A: b\nX-Forwarded-User: root",
                "X-A: b\rX-Forwarded-User: root",
                "X-A: b\r\n X-Forwarded-User: root",
                "X-A: b\r\n\tX-Forwarded-User: root",
                "X-A: b\u0085X-Forwarded-User: root",
                "X-A: b\u000bX-Forwarded-User: root",
                "X-A: b\u000cX-Forwarded-User: root",
                "X-Forwarded-User : root",
                "X-Forwarded-User\t: root",
                " X-Forwarded-User: root",
                "\u0000X-Forwarded-User: root",
                "X-Forwarded-User\u00a0: root",
                "X-Forwarded-User\u0000: root",
                ": X-Forwarded-User: root",
                "X-Forwarded-User;: root",
                "X-Forwarded-User(x): root",
            })
    @Proves({"SEC-20", "CVE-2025-58056"})
    void noLineEndsInTheMiddleOfAnother(String lines) {
        for (String way : List.of("/acme/portal/", "/acme/filtered/", "/acme/public/")) {
            Answer answer = WORLD.exchange(WORLD.get(way, WORLD.alice, lines));

            assertThat(answer.status()).isIn(0, 200, 400, 401);
            for (Received received : WORLD.received()) {
                assertThat(received.header("X-Forwarded-User")).allMatch(user -> user.startsWith("acme:"));
                received.headers().forEach((name, values) -> {
                    assertThat(name).matches(TOKEN);
                    assertThat(values).allMatch(value -> value.chars().allMatch(HeaderAttacks::isReadable));
                });
            }
        }
    }

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private static boolean isReadable(int c) {
        return c == '\t' || c >= 0x20 && c != 0x7f;
    }
}
