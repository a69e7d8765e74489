package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.RawClient.Answer;
import io.gatehouse.journey.TestUpstream.Received;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Which headers tell a route's upstream of people: each route has its own, and no client has any of them. */
class HeadersJourney {

    private static final String OWN = """
            headers:
                  X-Department: claims.department
                  X-WebAuth-User: username
                  X-Teams: claims.company.teams
                  X-Forwarded-Groups: none
            """;

    private static final String ROUTES = """
            routes:
              portal:
                path: /{organization}/portal/**
                upstream: %1$s
              remote:
                path: /{organization}/remote/**
                upstream: %1$s
                identity-headers: remote-user
              request:
                path: /{organization}/request/**
                upstream: %1$s
                identity-headers: x-auth-request
              silent:
                path: /{organization}/silent/**
                upstream: %1$s
                identity-headers: none
                assertion: false
              own:
                path: /{organization}/own/**
                upstream: %1$s
                %2$s
              chain:
                path: /{organization}/chain/**
                upstream: %1$s
                filters: ['AddRequestHeader=X-Department, root', 'AddRequestHeader=x_teams, root']
                %2$s
              open:
                path: /{organization}/open/**
                upstream: %1$s
                access: anyone
              all:
                path: /{organization}/all/**
                upstream: %1$s
                groups: all
              large:
                path: /{organization}/large/**
                upstream: %1$s
                groups: all
                header-budget: 16KB
                filters: ['AddRequestHeader=X-Way, chain']
              later:
                path: /{organization}/later/**
                upstream: %1$s
            """;

    private static final List<String> CROWD =
            IntStream.range(0, 1_500).mapToObj(i -> "قسم الهندسة, الطابق " + i).toList();

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    static Path config;

    private static TestUpstream upstream;
    private static HostileProvider provider;
    private static RunningGateway gateway;
    private static HttpBrowser alice;

    @BeforeAll
    static void start() {
        upstream = TestUpstream.start();
        provider = HostileProvider.start();
        write("gateway.yaml", "gateway: {}\n");
        write("routes.yaml", ROUTES.formatted(upstream.uri(), OWN.strip()));
        for (String organization : List.of("acme", "crowded")) {
            write("organizations/" + organization + ".yaml", """
                    identity-provider:
                      issuer: %s
                      client-id: "%s"
                      client-secret: "%s"
                    roles:
                      grant:
                        admin: ["قسم الهندسة, الطابق 7"]
                        developer: [engineering, "قسم الهندسة, الطابق 1499"]
                    """.formatted(
                            provider.issuer(organization), HostileScript.CLIENT, HostileScript.SECRET));
        }
        int port = RedisServer.freePort();
        gateway = RunningGateway.start(config, port, port);
        provider.script("acme")
                .claim("preferred_username", "alice")
                .claim("name", "Ælice Adams")
                .claim("email", "alice@acme.com")
                .claim("groups", List.of("engineering", "a,admin"))
                .claim("department", "Forschung, Zürich")
                .claim("company", Map.of("teams", List.of("red", "blue\r\nX-Forwarded-User: boss")));
        provider.script("crowded")
                .claim("preferred_username", "nour")
                .claim("groups", null)
                .userInfo(Map.of("sub", "alice", "email", "nour@crowded.example", "groups", CROWD));
        alice = new HttpBrowser();
        alice.open(gateway.url("/acme/portal/"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        provider.close();
        upstream.close();
        LogWatch.assertNoLeaks();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "portal  | X-Forwarded-Email X-Forwarded-Groups X-Forwarded-Organization X-Forwarded-Preferred-Username X-Forwarded-Roles X-Forwarded-User X-Gatehouse-Jwt-Assertion",
                "remote  | Remote-Email Remote-Groups Remote-Name Remote-User X-Forwarded-Organization X-Forwarded-Roles X-Gatehouse-Jwt-Assertion",
                "request | X-Auth-Request-Email X-Auth-Request-Groups X-Auth-Request-Preferred-Username X-Auth-Request-User X-Forwarded-Organization X-Forwarded-Roles X-Gatehouse-Jwt-Assertion",
                "silent  | X-Forwarded-Organization",
                "own     | X-Department X-Forwarded-Email X-Forwarded-Organization X-Forwarded-Preferred-Username X-Forwarded-Roles X-Forwarded-User X-Gatehouse-Jwt-Assertion X-Teams X-WebAuth-User",
            })
    void eachRouteTellsByTheHeadersThatItNames(String route, String names) {
        assertThat(identity(told(alice, "/acme/" + route + "/")).keySet()).containsExactly(names.split(" "));
    }

    @Test
    void presetsSayTheSameUnderTheirOwnNames() {
        Received remote = told(alice, "/acme/remote/");
        Received request = told(alice, "/acme/request/");

        assertThat(remote.header("Remote-User")).containsExactly("acme:alice");
        assertThat(remote.header("Remote-Name")).containsExactly("%C3%86lice Adams");
        assertThat(remote.header("Remote-Email")).containsExactly("alice@acme.com");
        assertThat(remote.header("Remote-Groups")).containsExactly("engineering");
        assertThat(request.header("X-Auth-Request-User")).containsExactly("acme:alice");
        assertThat(request.header("X-Auth-Request-Preferred-Username")).containsExactly("alice");
    }

    @Test
    void aClaimIsOneLineWhateverItHolds() {
        Received own = told(alice, "/acme/own/");

        assertThat(own.header("X-Department")).containsExactly("Forschung%2C Z%C3%BCrich");
        assertThat(own.header("X-Teams")).containsExactly("red,blue%0D%0AX-Forwarded-User: boss");
        assertThat(own.header("X-WebAuth-User")).containsExactly("alice");
        assertThat(own.header("X-Forwarded-User")).containsExactly("acme:alice");
    }

    @Test
    void bothWaysAndAnUpgradeTellTheSame() {
        Map<String, String> own = identity(told(alice, "/acme/own/"));
        own.remove("X-Gatehouse-Jwt-Assertion");
        Map<String, String> chain = identity(told(alice, "/acme/chain/"));
        chain.remove("X-Gatehouse-Jwt-Assertion");

        upgrade("/acme/own/ws", cookie(alice));
        Map<String, String> upgraded = identity(upstream.last());
        upgraded.remove("X-Gatehouse-Jwt-Assertion");

        assertThat(own).isEqualTo(chain).isEqualTo(upgraded).containsKeys("X-Department", "X-Teams");
    }

    /** The same upstream may be behind a route that does not write the header, and believe it all the same. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"X-Department", "X-Teams", "X-WebAuth-User", "Remote-User", "X-Auth-Request-Groups"})
    @Proves({"SEC-20", "SEC-21"})
    void aHeaderOfOneRouteIsNoClientsOnAny(String name) {
        String forged = Stream.of("-", "_", ".", "~")
                .map(other -> name.replace("-", other))
                .flatMap(other -> Stream.of(other, other.toUpperCase(Locale.ROOT), other.toLowerCase(Locale.ROOT)))
                .map(spelling -> spelling + ": root")
                .collect(Collectors.joining("\r\n"));
        for (String way : List.of("portal", "silent", "own", "chain")) {
            ask("GET", "/acme/" + way + "/", forged + "\r\nCookie: " + cookie(alice));
            assertThat(upstream.last().headers().toString()).as(way).doesNotContain("root");
        }
        for (String method : List.of("GET", "OPTIONS")) {
            ask(method, "/acme/open/", forged);
            assertThat(upstream.last().headers().toString()).as(method).doesNotContain("root");
        }
        for (String way : List.of("own", "chain")) {
            upgrade("/acme/" + way + "/ws", cookie(alice) + "\r\n" + forged);
            assertThat(upstream.last().headers().toString()).as(way).doesNotContain("root");
        }
    }

    @Test
    @Proves("SEC-22")
    void connectionTakesNoHeaderOfARouteAway() {
        for (String way : List.of("own", "chain")) {
            ask("GET", "/acme/" + way + "/", "Connection: close, X-Department\r\nCookie: " + cookie(alice));

            assertThat(upstream.last().header("X-Department")).as(way).hasSize(1);
        }
    }

    @Test
    void ofAPersonIn1500GroupsTheUpstreamIsToldThoseThatAreUsed() throws Exception {
        Received received = told(nour(), "/crowded/portal/");

        assertThat(decoded(received, "X-Forwarded-Groups"))
                .containsExactly("قسم الهندسة, الطابق 7", "قسم الهندسة, الطابق 1499");
        assertThat(received.header("X-Forwarded-Roles")).containsExactly("admin,developer");
        assertThat(received.header("X-Gatehouse-Missing")).isEmpty();
        assertThat(assertion(received).getStringListClaim("groups"))
                .containsExactly("قسم الهندسة, الطابق 7", "قسم الهندسة, الطابق 1499");
        assertThat(size(received)).isLessThanOrEqualTo(6 * 1024);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"all, 6144", "large, 16384"})
    void whatDoesNotFitIsNamedAndNeverHalfOfIt(String route, int budget) throws Exception {
        HttpBrowser nour = nour();
        Received received = told(nour, "/crowded/" + route + "/");

        assertThat(received.header("X-Gatehouse-Missing")).containsExactly("groups");
        assertThat(received.header("X-Forwarded-Groups")).containsExactly("");
        assertThat(received.header("X-Forwarded-User")).containsExactly("crowded:alice");
        assertThat(received.header("X-Forwarded-Roles")).containsExactly("admin,developer");
        assertThat(assertion(received).getStringListClaim("groups")).isEmpty();
        assertThat(assertion(received).getBooleanClaim("groups_missing")).isTrue();
        assertThat(size(received)).isLessThanOrEqualTo(budget);
        Map<?, ?> whole = JSON.readValue(
                nour.fetch(gateway.url("/organizations/crowded/whoami")).body(), Map.class);
        assertThat(whole.get("groups")).isEqualTo(CROWD);
    }

    @Test
    void allGroupsAreSentThatFit() throws Exception {
        Received received = told(alice, "/acme/all/");

        assertThat(decoded(received, "X-Forwarded-Groups")).containsExactly("engineering", "a,admin");
        assertThat(assertion(received).getStringListClaim("groups")).containsExactly("engineering", "a,admin");
        assertThat(assertion(received).getClaims()).doesNotContainKey("groups_missing");
        assertThat(received.header("X-Gatehouse-Missing")).isEmpty();
    }

    @Test
    void aClaimThatASessionDoesNotHaveYetIsNamedUntilTheNextSignIn() {
        provider.script("acme").claim("cost", "4711");
        write("routes.yaml", ROUTES.formatted(upstream.uri(), OWN.strip()) + "    headers: {X-Cost: claims.cost}\n");

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !told(alice, "/acme/later/")
                .header("X-Gatehouse-Missing")
                .isEmpty());
        Received before = upstream.last();
        HttpBrowser again = new HttpBrowser();
        again.open(gateway.url("/acme/later/"));

        assertThat(before.header("X-Gatehouse-Missing")).containsExactly("claims.cost");
        assertThat(before.header("X-Cost")).isEmpty();
        assertThat(upstream.last().header("X-Cost")).containsExactly("4711");
        assertThat(upstream.last().header("X-Gatehouse-Missing")).isEmpty();
    }

    private static HttpBrowser nour() {
        HttpBrowser nour = new HttpBrowser();
        assertThat(nour.open(gateway.url("/crowded/portal/")).status()).isEqualTo(200);
        return nour;
    }

    private static Received told(HttpBrowser browser, String path) {
        assertThat(browser.get(gateway.url(path)).status()).isEqualTo(200);
        return upstream.last();
    }

    /** By name, all that could tell of a person. */
    private static Map<String, String> identity(Received received) {
        Map<String, String> identity = new TreeMap<>();
        received.headers().forEach((name, values) -> {
            boolean ofTheWay = name.matches("X-Forwarded-(For|Proto|Host|Port|Prefix)");
            if (name.matches("X-.*|Remote-.*") && !ofTheWay) {
                identity.put(name, String.join("\n", values));
            }
        });
        return identity;
    }

    private static int size(Received received) {
        return identity(received).entrySet().stream()
                .mapToInt(line -> line.getKey().length() + line.getValue().length() + 4)
                .sum();
    }

    private static List<String> decoded(Received received, String name) {
        return Arrays.stream(received.header(name).get(0).split(","))
                .map(element -> URLDecoder.decode(element, StandardCharsets.UTF_8))
                .toList();
    }

    private static JWTClaimsSet assertion(Received received) throws Exception {
        return SignedJWT.parse(received.header("X-Gatehouse-Jwt-Assertion").get(0))
                .getJWTClaimsSet();
    }

    private static String cookie(HttpBrowser browser) {
        List<String> cookies = new ArrayList<>();
        browser.cookiesFor(gateway.uri()).forEach((name, value) -> cookies.add(name + "=" + value));
        return String.join("; ", cookies);
    }

    private static void ask(String method, String path, String lines) {
        Answer answer = exchange(
                method + " " + path + " HTTP/1.1\r\nHost: localhost:" + gateway.port() + "\r\n" + lines + "\r\n\r\n");
        assertThat(answer.status()).as(path).isEqualTo(200);
    }

    /** @param cookie and lines behind it */
    private static void upgrade(String path, String cookie) {
        Answer answer = exchange("GET " + path + " HTTP/1.1\r\nHost: localhost:" + gateway.port()
                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: " + gateway.uri() + "\r\nCookie: " + cookie
                + "\r\n\r\n");
        assertThat(answer.status()).as(path).isEqualTo(101);
    }

    private static Answer exchange(String request) {
        try (RawClient client = RawClient.to(gateway.port()).send(request)) {
            return client.answer();
        }
    }

    private static void write(String file, String text) {
        try {
            Path path = config.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
