package io.gatehouse.journey;

import static io.gatehouse.journey.HttpAttackJourney.WORLD;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.BrowserAddress;
import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HttpBrowser.Page;
import io.gatehouse.journey.RawClient.Answer;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Addresses that would lead a person elsewhere after signing in or out, wherever somebody could write them. */
abstract class ReturnTargetAttacks {

    private static final String PARAMETERS =
            "rd redirect return_to url next target_link_uri post_logout_redirect_uri redirect_uri RelayState state iss";

    static Stream<String> elsewhere() {
        return Stream.of(
                "//evil.example",
                "///evil.example",
                "////evil.example/%2f%2e%2e",
                "/\\evil.example",
                "\\/\\/evil.example",
                "\\\\evil.example",
                "/%09/evil.example",
                "/\t/evil.example",
                "/\t\t\\\t/evil.example",
                "/\u000b/evil.example",
                "\t//evil.example",
                " //evil.example",
                "/%0d/evil.example",
                "/\r/evil.example",
                "/%0a%0d//evil.example",
                "/./\\evil.example",
                "/./../../\\evil.example",
                "/.//evil.example",
                "/..//evil.example",
                "/acme/..//evil.example",
                "/acme/../..//evil.example",
                "/%5cevil.example",
                "/%2f%2fevil.example",
                "%2f%2fevil.example",
                "https:evil.example",
                "https:/evil.example",
                "https:///evil.example",
                "https:\\\\evil.example",
                "hTTps://evil.example",
                "http:0xd83ad6ce",
                "https://gw.example@evil.example",
                "https://gw.example%40evil.example",
                "https://gw.example:443@evil.example",
                "https://evil.example#@gw.example",
                "https://evil.example?@gw.example",
                "https://evil.example\\@gw.example",
                "https://gw.example.evil.example",
                "https://evilgw.example",
                "https://gw.example%00.evil.example",
                "https://gw.example%2eevil.example",
                "https://[::ffff:127.0.0.1]",
                "http://2130706433",
                "http://0177.1",
                "javascript:alert(1)",
                "JaVaScRiPt:alert(1)",
                "java%09script:alert(1)",
                "java%0d%0ascript:alert(1)",
                "data:text/html;base64,PHN2Zz4=",
                "vbscript:x",
                "blob:x",
                "//javascript:alert(1)",
                "/logout?rd=/login?rd=//evil.example",
                "/globex/portal/admin",
                "/organizations/acme/logout",
                "/organizations/acme/oidc/consume?code=x",
                "/organizations/globex/settings",
                "/acme/portal/\r\nSet-Cookie: gatehouse-acme=x",
                "/acme/portal/\u0000",
                "/acme@evil.example",
                "/acme.evil.example/",
                "/acme\u3002evil.example",
                "\uff0f\uff0fevil.example",
                "/" + "a".repeat(8_000));
    }

    /** One sign-in with the target in every place at once. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("elsewhere")
    @Proves({"SEC-30", "SEC-25", "SEC-53"})
    void aSignInEndsAtItsOwnPortalWhateverTheAddressSays(String target) {
        String encoded = URLEncoder.encode(target, UTF_8);
        String query = Stream.of(PARAMETERS.split(" "))
                .map(name -> name + "=" + (name.equals("return_to") ? encoded : shortened(encoded)))
                .collect(Collectors.joining("&"));

        Answer answer = WORLD.exchange(WORLD.get("/organizations/acme/oidc/login?" + query));
        assertThat(answer.header("Location"))
                .singleElement()
                .asString()
                .startsWith(WORLD.world.acme.issuer() + "/")
                .contains("redirect_uri=" + WORLD.world.url("/organizations/acme/oidc/consume"))
                .doesNotContain("evil");

        assertThat(WORLD.signInAt("/organizations/acme/oidc/login?" + query))
                .as("where the sign-in ends")
                .isEqualTo("/acme/portal/");
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(text.length(), 300));
    }

    /** The path of the first request, before anybody has signed in: refused, or no address but our own in {@code Location}. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("elsewhere")
    @Proves({"SEC-30", "SEC-25"})
    void noFirstRequestIsSentElsewhere(String target) {
        List<String> targets = new ArrayList<>(List.of("/acme/portal" + target, "/acme/portal/?rd=" + target, target));
        targets.add("/" + URLEncoder.encode(target, UTF_8));
        for (String tried : targets) {
            String raw = new String(tried.getBytes(UTF_8), ISO_8859_1).replaceAll("[\r\n ]", "");
            Answer answer = WORLD.exchange(WORLD.get(
                    raw.isEmpty() ? "/" : raw,
                    "Accept: text/html",
                    "Referer: https://evil.example/",
                    "X-Forwarded-Uri: //evil.example",
                    "X-Forwarded-Prefix: %0d//evil.example",
                    "X-Forwarded-Host: evil.example"));

            for (String location : answer.header("Location")) {
                assertThat(ownOrigin(location)).as(location).isTrue();
            }
        }
    }

    /** Where a browser standing on one of our pages would go: to us, or to an identity provider with its own redirect URI. */
    private static boolean ownOrigin(String location) {
        String origin = BrowserAddress.origin(location, WORLD.world.url("/acme/portal/"));
        return origin.equals(WORLD.world.url(""))
                || location.startsWith(WORLD.world.acme.issuer() + "/")
                        && location.contains("redirect_uri=" + WORLD.world.url("/organizations/acme/oidc/consume"))
                || location.startsWith(WORLD.world.globex.issuer() + "/")
                        && location.contains("redirect_uri=" + WORLD.world.url("/organizations/globex/oidc/consume"));
    }

    @Test
    @Proves("SEC-30")
    void aSignOutEndsHere() {
        elsewhere().forEach(target -> {
            String encoded = shortened(URLEncoder.encode(target, UTF_8));
            String query = Stream.of(PARAMETERS.split(" "))
                    .map(name -> name + "=" + encoded)
                    .collect(Collectors.joining("&"));

            Page page = new HttpBrowser()
                    .post(
                            WORLD.world.url("/organizations/acme/logout?" + query),
                            Map.of("post_logout_redirect_uri", target));

            assertThat(page.hops()).allSatisfy(hop -> assertThat(hop.toString()).startsWith(WORLD.world.url("/")));
            assertThat(page.body()).doesNotContain("evil");
        });
    }

    /** What is remembered is what was asked for, and read again on the way back: a query of any kind stays one. */
    @Test
    @Proves("SEC-30")
    void thePageThatWasAskedForIsFoundAgainWithItsQuery() {
        for (String path : List.of(
                "/acme/portal/a%20b?q=//evil.example&r=https%3A%2F%2Fevil.example",
                "/acme/portal/?next=%5c%5cevil.example", "/acme/portal/@evil.example/", "/acme/portal/%E4%BD%A0")) {
            assertThat(WORLD.signInAt(path)).isEqualTo(path);
            assertThat(BrowserAddress.origin(path, WORLD.world.url("/"))).isEqualTo(WORLD.world.url(""));
        }
    }
}
