package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.HttpBrowser.Page;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another proxy asks who sent a request and whether it may go on; here a test asks in its place. */
class ForwardAuthJourney {

    static final String SECRET = "0123456789abcdef0123456789abcdef";

    static final String ROUTES = """
              wiki:
                path: /{organization}/wiki/**
                upstream: forward-auth
              wiki-admin:
                path: /{organization}/wiki/admin/**
                upstream: forward-auth
                access: admin
              wiki-public:
                path: /{organization}/wiki/public/**
                upstream: forward-auth
                access: anyone
            """;

    private static final String PAGE = "Accept: text/html";

    @TempDir
    static Path config;

    private static World world;
    private static String alice;
    private static String bob;
    private static String own;

    @BeforeAll
    static void start() throws IOException {
        world = World.with(
                ROUTES, config, "--gateway.trusted-proxies=127.0.0.1", "--gateway.forward-auth-secret=" + SECRET);
        alice = cookieOf("alice");
        bob = cookieOf("bob");
        own = "http://127.0.0.2:" + world.gateway.port();
        String file = "organizations/globex.yaml";
        world.write(file, Files.readString(config.resolve(file)) + "hosts: [127.0.0.2]\n");
        Awaitility.await().until(() -> new HttpBrowser().fetch(own + "/portal/").status() == 401);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static String cookieOf(String person) {
        HttpBrowser browser = new HttpBrowser();
        world.signIn(browser, "/acme/portal/", person);
        return "Cookie: a=b; gatehouse-acme="
                + browser.cookiesFor(world.gateway.uri()).get("gatehouse-acme");
    }

    @Test
    void whoMayComeIsNamedInEveryHeader() throws Exception {
        Answer answer = ask("GET", "/acme/wiki/Main_Page?a=1&b=2", alice);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-Forwarded-User")).startsWith("acme:");
        assertThat(answer.header("X-Forwarded-Preferred-Username")).isEqualTo("alice");
        assertThat(answer.header("X-Forwarded-Email")).isEqualTo("alice@acme.com");
        assertThat(answer.header("X-Forwarded-Organization")).isEqualTo("acme");
        assertThat(answer.header("X-Forwarded-Roles")).contains("admin");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        SignedJWT assertion = SignedJWT.parse(answer.header("X-Gatehouse-Jwt-Assertion"));
        assertThat(assertion.getJWTClaimsSet().getAudience()).containsExactly("wiki");
        assertThat(assertion.getJWTClaimsSet().getSubject()).isEqualTo(answer.header("X-Forwarded-User"));
    }

    @Test
    void theSessionCookieGoesNoFurther() {
        assertThat(ask("GET", "/acme/wiki/", alice).header("Cookie")).isEqualTo("a=b");
        assertThat(ask("GET", "/acme/wiki/public/").header("Cookie")).isEmpty();
    }

    /** So that a proxy which copies the headers leaves nothing of its client's. */
    @Test
    void ofAStrangerEveryHeaderIsEmpty() {
        Answer answer = ask("GET", "/acme/wiki/public/x");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-Forwarded-Organization")).isEqualTo("acme");
        assertThat(List.of("User", "Preferred-Username", "Email", "Groups", "Roles"))
                .allSatisfy(
                        name -> assertThat(answer.header("X-Forwarded-" + name)).isEmpty());
        assertThat(answer.header("X-Gatehouse-Jwt-Assertion")).isEmpty();
    }

    @Test
    void aStrangerIsRefusedAndAPageIsToldWhereToSignIn() {
        Answer script = ask("GET", "/acme/wiki/");
        Answer page = ask("GET", "/acme/wiki/?a=1&b=2", PAGE);
        Answer form = ask("POST", "/acme/wiki/", PAGE);

        assertThat(List.of(script.status(), page.status(), form.status())).containsOnly(401);
        assertThat(page.header("X-Gatehouse-Sign-In"))
                .isEqualTo(world.url("/organizations/acme/oidc/login?return_to=%2Facme%2Fwiki%2F%3Fa%3D1%26b%3D2"));
        assertThat(script.head() + form.head()).doesNotContain("X-Gatehouse-Sign-In");
    }

    @Test
    void whereTheProxyWantsItAPageIsRedirected() {
        Answer page = askWith("?redirect=1", "GET", "/acme/wiki/?a=1", PAGE);

        assertThat(page.status()).isEqualTo(302);
        assertThat(page.header("Location")).startsWith(world.acme.issuer().toString());
        assertThat(page.header("Set-Cookie")).startsWith("gatehouse-login-");
        assertThat(askWith("?redirect=1", "GET", "/acme/wiki/").status()).isEqualTo(401);
        assertThat(askWith("?redirect=2", "GET", "/acme/wiki/", alice).status()).isEqualTo(403);
    }

    @Test
    void theSameRoomsDecide() {
        assertThat(ask("GET", "/acme/wiki/admin/x", alice).status()).isEqualTo(200);
        assertThat(ask("GET", "/acme/wiki/admin/x", bob).status()).isEqualTo(403);
        assertThat(ask("GET", "/acme/wiki/", alice, "Referer: " + world.url("/globex/portal/"))
                        .status())
                .isEqualTo(403);
        assertThat(ask("GET", "/acme/wiki/", alice, "Sec-WebSocket-Key: x", "Origin: https://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(ask("GET", "/acme/wiki/", alice, "Sec-WebSocket-Key: x", "Origin: " + world.gateway.uri())
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/acme/wiki/../portal/",
                "/acme/wiki/%2e%2e/admin",
                "/acme//wiki/",
                "/acme/wiki%2fadmin/",
                "/acme/wiki/;x",
                "/acme/wiki/%zz",
                "acme/wiki/",
                "/acme/portal/",
                "/globex/wiki/",
                "/acme/nothing/",
                "/organizations/acme/whoami",
                "/organizations/acme/verify",
                "/",
                ""
            })
    @Proves({"SEC-08", "SEC-10"})
    void whatIsNoSuchPageIsRefused(String target) {
        assertThat(ask("GET", target, alice).status()).isEqualTo(403);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "X-Original-URI: /acme/wiki/other",
                "X-Original-URL: http://localhost/acme/wiki/other",
                "X-Original-Method: OPTIONS",
                "X-Original-Host: evil.example",
                "X-Forwarded-Uri: /acme/wiki/other",
                "X-Forwarded-Method: POST",
                "X-Forwarded-Host: evil.example",
                "X-Gatehouse-Forward-Auth: another",
                "X-Forwarded-User: acme:root",
                "X_Forwarded_User: acme:root",
                "x-forwarded-roles: admin",
                "Remote-User: root",
                "X-Auth-Request-Email: root@acme.com",
                "X-WebAuth-User: root",
                "X-Gatehouse-Jwt-Assertion: x",
                "X_Forwarded_Host: evil.example",
            })
    @Proves({"SEC-20", "SEC-21", "SEC-24"})
    void nothingThatIsSaidTwiceIsGuessedAndNoIdentityIsTakenFromAClient(String line) {
        assertThat(ask("GET", "/acme/wiki/", alice, line).status()).isIn(403, 404);
        assertThat(ask("GET", "/acme/wiki/public/", line).status()).isIn(403, 404);
    }

    /** A portal's script is same-origin, sends cookies, and writes any header it likes but the secret. */
    @Test
    @Proves("SEC-20")
    void whoIsNotAProxyLearnsNothing() {
        String target = "/organizations/acme/verify";
        String original = "X-Forwarded-Method: GET\r\nX-Forwarded-Uri: /acme/wiki/";
        for (String shown : List.of(
                "X-A: b",
                "X-Gatehouse-Forward-Auth: ",
                "X-Gatehouse-Forward-Auth: wrong",
                "X-Gatehouse-Forward-Auth: " + SECRET + "0",
                "X_Gatehouse_Forward_Auth: " + SECRET)) {
            Answer answer = exchange(target, alice, original, shown);

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.head()).doesNotContain("acme:", "X-Forwarded", "eyJ");
        }
    }

    /** Who knows the secret, and is none of the proxies. */
    @Test
    void theSecretAloneIsNotEnough() throws IOException {
        String request = String.join(
                "\r\n",
                "GET /organizations/acme/verify/acme/wiki/public/ HTTP/1.1",
                "Host: localhost:" + world.gateway.port(),
                "X-Gatehouse-Forward-Auth: " + SECRET,
                "Connection: close",
                "",
                "");
        for (String from : List.of("127.0.0.1", "127.0.0.9")) {
            InetAddress gateway = InetAddress.getLoopbackAddress();
            try (Socket socket = new Socket(gateway, world.gateway.port(), InetAddress.getByName(from), 0)) {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                Answer answer =
                        new Answer(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));

                assertThat(answer.status()).isEqualTo(from.equals("127.0.0.1") ? 200 : 404);
            }
        }
    }

    @Test
    void nobodyComesToSuchARouteHere() {
        HttpBrowser browser = new HttpBrowser();
        Page page = browser.get(world.url("/acme/wiki/"));

        assertThat(page.status()).isEqualTo(404);
        assertThat(browser.get(world.url("/acme/wiki/public/")).status()).isEqualTo(404);
    }

    /** What made other gateways say yes, without a word about whom. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "Cookie: gatehouse-acme=",
                "Cookie: gatehouse-acme=%%%",
                "Cookie: gatehouse-acme=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "User-Agent: GoogleHC/1.0",
                "User-Agent: kube-probe/1.33",
                "Authorization: Basic YWRtaW46YWRtaW4=",
            })
    @Proves({"SEC-04", "SEC-29"})
    void whoIsNobodyIsRefused(String line) {
        assertThat(ask("GET", "/acme/wiki/", line).status()).isEqualTo(401);
        assertThat(ask("OPTIONS", "/acme/wiki/", line).status()).isEqualTo(401);
    }

    /** Where the organization's name is not in the path. */
    @Test
    void anOrganizationWithAnOriginOfItsOwnIsAskedAboutThere() {
        String[] asked = {
            "X-Gatehouse-Forward-Auth: " + SECRET,
            "X-Forwarded-Method: GET",
            "X-Forwarded-Host: 127.0.0.2:" + world.gateway.port(),
            "X-Forwarded-Uri: /wiki/?a=1",
            PAGE,
            alice
        };

        Answer answer = exchange("/organizations/globex/verify", asked);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("X-Gatehouse-Sign-In"))
                .isEqualTo(own + "/organizations/globex/oidc/login?return_to=%2Fwiki%2F%3Fa%3D1");
        assertThat(exchange("/organizations/acme/verify", asked).status()).isEqualTo(403);
    }

    /** RFC 9112 §6.3: what follows on a connection that is shared must not be guessed. */
    @Test
    void aQuestionWithABodyOfUnclearLengthEndsTheConnection() {
        Answer answer = exchange("/organizations/acme/verify", "Transfer-Encoding: gzip");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Connection")).isEqualTo("close");
    }

    @Test
    void envoyAppendsThePathAndAsksInTheMethodOfTheRequest() {
        String secret = "X-Gatehouse-Forward-Auth: " + SECRET;

        assertThat(exchange("/organizations/acme/verify/acme/wiki/?a=1", alice, secret)
                        .status())
                .isEqualTo(200);
        assertThat(exchange("/organizations/acme/verify/acme/wiki/?a=1", secret).status())
                .isEqualTo(401);
        assertThat(exchange("/organizations/acme/verify/globex/wiki/", alice, secret)
                        .status())
                .isEqualTo(403);
        assertThat(exchange("/organizations/acme/verify/acme/wiki/", alice, secret, "X-Forwarded-Host: evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(exchange("/organizations/acme/verify/acme/wiki/%2e%2e/", alice, secret)
                        .status())
                .isIn(400, 403);
    }

    @Test
    void ingressNginxSaysItInOneAddress() {
        String url = "X-Original-URL: http://localhost:" + world.gateway.port() + "/acme/wiki/?a=1|2";
        Stream<String> lines = Stream.of(
                "GET /organizations/acme/verify HTTP/1.1",
                "Host: gatehouse.internal:8080",
                "X-Gatehouse-Forward-Auth: " + SECRET,
                url,
                "X-Original-Method: GET",
                alice);

        assertThat(answer(lines).status()).isEqualTo(200);
    }

    private static Answer ask(String method, String original, String... headers) {
        return askWith("", method, original, headers);
    }

    private static Answer askWith(String query, String method, String original, String... headers) {
        Stream<String> asked = Stream.of(
                "X-Gatehouse-Forward-Auth: " + SECRET,
                "X-Forwarded-Method: " + method,
                "X-Forwarded-Host: localhost:" + world.gateway.port(),
                "X-Forwarded-Uri: " + original);
        return exchange(
                "/organizations/acme/verify" + query,
                Stream.concat(asked, Stream.of(headers)).toArray(String[]::new));
    }

    private static Answer exchange(String target, String... headers) {
        Stream<String> first = Stream.of("GET " + target + " HTTP/1.1", "Host: localhost:" + world.gateway.port());
        return answer(Stream.concat(first, Stream.of(headers)));
    }

    private static Answer answer(Stream<String> lines) {
        String request = lines.map(line -> line + "\r\n").reduce("", String::concat) + "\r\n";
        return new Answer(RawHttp.exchange(world.gateway.port(), request));
    }

    /** What came back, as text. */
    private record Answer(String text) {

        int status() {
            return Integer.parseInt(text.substring(9, 12));
        }

        String head() {
            return text.substring(0, text.indexOf("\r\n\r\n"));
        }

        /** The one of that name; null when there is none. */
        String header(String name) {
            Map<String, String> found = new java.util.LinkedHashMap<>();
            head().lines().filter(line -> line.contains(":")).forEach(line -> {
                int colon = line.indexOf(':');
                found.putIfAbsent(
                        line.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
                        line.substring(colon + 1).strip());
            });
            return found.get(name.toLowerCase(java.util.Locale.ROOT));
        }
    }
}
