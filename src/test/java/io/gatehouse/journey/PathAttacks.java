package io.gatehouse.journey;

import static io.gatehouse.journey.HttpAttackJourney.WORLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.RawClient.Answer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths that one reader takes for acme's and another for globex's, or for public and not. */
abstract class PathAttacks {

    /** In each, {@code @} stands for what follows an organization's name where it leads to a page of theirs. */
    private static final List<String> CONFUSIONS = List.of(
            "/acme@../globex@",
            "/acme/../globex@",
            "/acme/./../globex@",
            "/acme/..;/globex@",
            "/acme/..;a=b/globex@",
            "/acme/;/globex@",
            "/acme;x=globex@",
            "/acme;/../globex@",
            "/;/globex@",
            "/globex;jsessionid=1@",
            "/acme/%2e%2e/globex@",
            "/acme/%2E%2E/globex@",
            "/acme/%2e%2e%2fglobex@",
            "/acme/..%2fglobex@",
            "/acme/..%2Fglobex@",
            "/acme%2fglobex@",
            "/acme%2f..%2fglobex@",
            "/acme/.%2e/globex@",
            "/acme/%2e./globex@",
            "/acme/%252e%252e/globex@",
            "/acme/..%252fglobex@",
            "/acme/%25%32%65%25%32%65/globex@",
            "/acme/%c0%ae%c0%ae/globex@",
            "/acme/%c0%2e%c0%2e/globex@",
            "/acme/%e0%80%ae./globex@",
            "/acme/%u002e%u002e/globex@",
            "/acme/\u00c0\u00ae\u00c0\u00ae/globex@",
            "//globex@",
            "///globex@",
            "/acme//globex@",
            "/.//globex@",
            "/./globex@",
            "/acme/..//globex@",
            "\\globex\\portal\\",
            "/\\globex@",
            "/acme\\..\\globex@",
            "/acme/..\\globex@",
            "/acme/..%5cglobex@",
            "/acme%5c..%5cglobex@",
            "/acme/%5c../globex@",
            "/ACME@",
            "/Acme@",
            "/acMe@",
            "/GLOBEX@",
            "/%67lobe%58@",
            "/acme%20@",
            "/globex%20@",
            "/%20globex@",
            "/acme%00@",
            "/acme%00globex@",
            "/globex%00@",
            "/acme%09@",
            "/globex\t@",
            "/acme.@",
            "/globex.@",
            "/globex%2e@",
            "/acme%2e@",
            "/acme?/../globex@",
            "/acme@?/../globex@",
            "/acme@?@../../globex@",
            "/acme%3f/../globex@",
            "/acme#/../globex@",
            "/acme@#/../globex@",
            "/acme%23/../globex@",
            "/acme/%3b/globex@",
            "/acme@%2e%2e/%2e%2e/globex@",
            "/acme@..%00/..%00/globex@",
            "/\u00ef\u00bd\u0087lobex@",
            "/globe\u00d1\u0085@",
            "http://localhost/globex@",
            "http://localhost:{port}/globex@",
            "//localhost:{port}/globex@",
            "http:/globex@",
            "globex@",
            "@globex",
            "*",
            "?/globex@",
            "");

    static Stream<String> confusions() {
        return CONFUSIONS.stream()
                .flatMap(line -> Stream.of(line.replace("@", "/"), line.replace("@", "/portal/")))
                .distinct();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("confusions")
    @Proves({"SEC-05", "SEC-06", "SEC-08", "SEC-10", "SEC-12"})
    void noPathLeadsFromOneOrganizationIntoAnother(String line) {
        String target = target(line);
        for (String who : List.of("X-Nobody: 1", WORLD.alice)) {
            Answer stranger = WORLD.exchange(WORLD.get(target, who));
            Answer page = WORLD.exchange(WORLD.get(target, who, "Accept: text/html"));

            assertThat(List.of(stranger.status(), page.status()))
                    .as(target + " " + who)
                    .allMatch(status -> isHarmless(target, status));
        }
        WORLD.assertNothingReachedGlobex();
    }

    /** Refused, or not there; or plainly acme's, of whom it is the portal. */
    private static boolean isHarmless(String target, int status) {
        boolean acmes = target.startsWith("/acme/portal/?");
        return status == 400 || status == 404 || acmes && List.of(200, 302, 401).contains(status);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/acme/public/../portal/",
                "/acme/public/%2e%2e/portal/",
                "/acme/public/..%2fportal/",
                "/acme/public/..;/portal/",
                "/acme/public/%252e%252e/portal/",
                "/acme/public/../portal/admin/secrets?param=test",
                "/acme/portal/%23/public/",
                "/acme/portal%23/public/",
                "/acme/portal#/public/",
                "/acme/portal/?/acme/public/",
                "/acme/portal/?path=/acme/public/&path=/status",
                "/acme/portal/public/",
                "/acme/%70ortal/",
                "/acme/portal/x%0a/acme/public/",
                "/acme/portal/%e2%80%a8/acme/public/",
            })
    @Proves({"SEC-01", "SEC-02", "SEC-05", "SEC-14"})
    void noPathMakesAMembersRouteAPublicOne(String line) {
        String target = target(line);

        assertThat(WORLD.exchange(WORLD.get(target)).status()).isIn(400, 401, 404);
        assertThat(WORLD.exchange(WORLD.get(target, "Accept: text/html")).status())
                .isIn(302, 400, 404);

        assertThat(WORLD.received()).isEmpty();
    }

    /** Bob may take the portal, not what is an admin's below it. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/acme/portal/./admin/x",
                "/acme/portal//admin/x",
                "/acme/portal/%61dmin/x",
                "/acme/portal/x/../admin/x",
                "/acme/portal/admin;/x",
                "/acme/portal/admin%2fx",
                "/acme/portal/admin%00/x",
                "/acme/portal/admin%0a/x",
                "/acme/portal/admin/x?a=1&a=2",
            })
    @Proves({"SEC-02", "SEC-06", "SEC-14"})
    void noSpellingOfAnAdminsPathIsAMembersPath(String target) {
        assertThat(WORLD.exchange(WORLD.get(target, WORLD.bob)).status()).isIn(400, 403);

        assertThat(WORLD.received()).isEmpty();
    }

    /** What is encoded without need decides as what it says, and goes on as it came. */
    @Test
    @Proves({"SEC-06", "SEC-10"})
    void whatDecidesIsWhatIsForwarded() {
        WORLD.exchange(WORLD.get("/acme/%70ortal/%41/b%20c?q=%2e%2e%2f", WORLD.alice));

        assertThat(WORLD.world.upstream.last().uri()).isEqualTo("/%41/b%20c?q=%2e%2e%2f");
        assertThat(WORLD.world.upstream.last().header("X-Forwarded-Organization"))
                .containsExactly("acme");
    }

    @Test
    @Proves({"SEC-40", "SEC-55"})
    void aSessionOfAcmeIsNothingAtGlobexUnderAnyCookiesName() {
        String value = WORLD.alice.substring("Cookie: gatehouse-acme=".length());
        for (String cookie : List.of(
                "gatehouse-acme=" + value,
                "gatehouse-globex=" + value,
                "gatehouse-acme=" + value + "; gatehouse-globex=" + value,
                "__Host-gatehouse-globex=" + value,
                "GATEHOUSE-GLOBEX=" + value)) {
            assertThat(WORLD.exchange(WORLD.get("/globex/portal/", "Cookie: " + cookie))
                            .status())
                    .as(cookie)
                    .isEqualTo(401);
        }
        WORLD.assertNothingReachedGlobex();
        assertThat(WORLD.exchange(WORLD.get("/acme/portal/", WORLD.alice)).status())
                .as("hers goes on")
                .isEqualTo(200);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "actuator",
                "login",
                "logout",
                "oauth2",
                "admin",
                ".well-known",
                "static",
                "error",
                "favicon.ico",
                "health",
                "webjars",
                "organizations",
                ".style.css",
            })
    @Proves({"SEC-12", "CVE-2022-22947"})
    void noReservedNameIsAnOrganizationOrAFile(String name) {
        for (String who : List.of("X-Nobody: 1", WORLD.alice)) {
            for (String target :
                    List.of("/" + name, "/" + name + "/", "/" + name + "/portal/", "/" + name + "/health")) {
                assertThat(WORLD.exchange(WORLD.get(target, who)).status())
                        .as(target)
                        .isEqualTo(404);
            }
        }
        assertThat(WORLD.received()).isEmpty();
    }

    /** RFC 9110 §9.1: a method is case-sensitive, and one that nobody knows is no way past a sign-in. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "PUT",
                "PATCH",
                "DELETE",
                "OPTIONS",
                "PROPFIND",
                "QUERY",
                "LOCK",
                "SEARCH",
                "DEBUG",
                "TRACK",
                "PURGE",
                "X",
                "G-E-T"
            })
    @Proves("SEC-15")
    void noMethodIsAWayPastTheSignIn(String method) {
        assertThat(WORLD.exchange(WORLD.request(method + " /acme/portal/")).status())
                .isEqualTo(401);
        assertThat(WORLD.exchange(WORLD.request(method + " /globex/portal/", WORLD.alice))
                        .status())
                .isEqualTo(401);
        assertThat(WORLD.received()).isEmpty();
    }

    /** A rule about POST is not about post, which some upstreams take for the same. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"get", "gEt", "head", "Post", "trace", "_"})
    @Proves("SEC-15")
    void aMethodInAnotherCaseIsNone(String method) {
        assertThat(WORLD.exchange(WORLD.request(method + " /acme/portal/", WORLD.alice))
                        .status())
                .isEqualTo(405);
        assertThat(WORLD.received()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "CONNECT globex:443",
                "CONNECT localhost:{port}",
                "CONNECT /globex/portal/",
                "CONNECT /acme/public/",
                "TRACE /acme/public/",
                "TRACE /acme/portal/",
                "TRACE /organizations/acme/whoami",
            })
    @Proves({"SEC-15", "SEC-16"})
    void noTunnelIsOpenedAndNothingIsEchoed(String line) {
        String second = WORLD.get("/globex/public/x");
        try (RawClient client = WORLD.client().send(WORLD.request(target(line), WORLD.alice))) {
            Answer answer = client.answer();

            assertThat(answer.status()).isIn(400, 405);
            assertThat(answer.text()).doesNotContain("gatehouse-acme=");
        }
        assertThat(WORLD.received()).isEmpty();
        assertThat(WORLD.exchange(second).status()).as("another's").isEqualTo(200);
    }

    /** RFC 9110 §4.2.3: hosts are case-insensitive, paths and so organizations are not. */
    @Test
    @Proves("SEC-07")
    void aHostIsItselfInAnyCaseAndAnOrganizationInOneOnly() {
        String port = ":" + WORLD.world.gateway.port();

        assertThat(WORLD.exchange("GET /acme/portal/ HTTP/1.1\r\nHost: LocalHost" + port + "\r\n" + WORLD.alice
                                + "\r\n\r\n")
                        .status())
                .isEqualTo(200);
        assertThat(WORLD.exchange(WORLD.get("/ACME/portal/", WORLD.alice)).status())
                .isEqualTo(404);
        assertThat(WORLD.exchange(WORLD.get("/Acme/public/", WORLD.alice)).status())
                .isEqualTo(404);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "GET /acme/public/ HTTP/1.1\r\n\r\n",
                "GET /acme/public/ HTTP/1.1\r\nHost: \r\n\r\n",
                "GET /acme/public/ HTTP/1.1\r\nHost: localhost:{port}\r\nHost: evil.example\r\n\r\n",
                "GET /acme/public/ HTTP/1.1\r\nHost: evil.example\r\nHost: localhost:{port}\r\n\r\n",
                "GET /acme/public/ HTTP/1.1\r\nHost: localhost:{port}\r\nhost: localhost:{port}\r\n\r\n",
                "GET /acme/public/ HTTP/1.1\r\nHost: localhost:{port}, evil.example\r\n\r\n",
                "GET /acme/public/ HTTP/1.1\r\nHost: localhost:{port}@evil.example\r\n\r\n",
                "GET /acme/public/ HTTP/1.1\r\nHost: evil.example#localhost:{port}\r\n\r\n",
                "GET /acme/public/ HTTP/1.1\r\nHost: localhost.:{port}\r\n\r\n",
                "GET /acme/public/ HTTP/1.1\r\nHost: localhost:0{port}\r\n\r\n",
                "GET /acme/public/ HTTP/1.1\r\nHost: localhost:1\r\n\r\n",
                "GET /acme/public/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /acme/public/ HTTP/1.1\r\nHost: globex.localhost:{port}\r\n\r\n",
                "GET http://evil.example/acme/public/ HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n",
                "GET /acme/public/ HTTP/1.0\r\n\r\n",
                "GET /acme/public/\r\n\r\n",
            })
    @Proves({"SEC-07", "SEC-24"})
    void noHostButOursIsServed(String request) {
        assertThat(WORLD.exchange(target(request)).status()).isIn(0, 400, 421);
        assertThat(WORLD.received()).isEmpty();
    }

    private static String target(String line) {
        return line.replace("{port}", String.valueOf(WORLD.world.gateway.port()));
    }
}
