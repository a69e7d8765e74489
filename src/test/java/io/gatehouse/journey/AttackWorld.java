package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.demo.DemoOrganizations;
import io.gatehouse.journey.HttpBrowser.Page;
import io.gatehouse.journey.RawClient.Answer;
import io.gatehouse.journey.TestUpstream.Received;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The real gateway before two organizations with an upstream each, where two people of acme's are signed in. */
final class AttackWorld implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

    World world;
    TestUpstream globex;

    /** Alice's {@code Cookie} line. */
    String alice;

    /** Bob's, who is no admin. */
    String bob;

    private Map<String, String> knownAtProvider = Map.of();

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        if (isNested(context)) {
            return;
        }
        globex = TestUpstream.start();
        world = World.start(Files.createTempDirectory("attacks"));
        alice = cookieOf("alice");
        bob = cookieOf("bob");
        StringBuilder upstreams = new StringBuilder("upstreams:\n");
        for (String route : List.of("portal", "admin", "whole", "public", "filtered")) {
            upstreams.append("  %s: %s\n".formatted(route, globex.uri()));
        }
        world.write(
                "organizations/globex.yaml",
                World.organization(DemoOrganizations.GLOBEX, world.globex.issuer()) + upstreams);
        Awaitility.await().until(() -> {
            exchange(get("/globex/public/"));
            return !globex.received().isEmpty();
        });
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        globex.clear();
        world.upstream.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (isNested(context)) {
            return;
        }
        try {
            world.log.assertQuiet();
        } finally {
            world.close();
            globex.close();
        }
    }

    /** Nested classes inherit the extension, and share what runs. */
    private static boolean isNested(ExtensionContext context) {
        return context.getRequiredTestClass().isMemberClass();
    }

    private String cookieOf(String username) {
        HttpBrowser browser = new HttpBrowser();
        world.signIn(browser, "/acme/portal/", username);
        knownAtProvider = browser.cookiesFor(URI.create(world.acme.issuer() + "/authorize")).entrySet().stream()
                .filter(cookie -> cookie.getKey().startsWith("demo-"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return "Cookie: gatehouse-acme="
                + browser.cookiesFor(world.gateway.uri()).get("gatehouse-acme");
    }

    RawClient client() {
        return RawClient.to(world.gateway.port());
    }

    /** A request for a target as it is written, of a stranger unless a header says otherwise. */
    String get(String target, String... headers) {
        return request("GET " + target, headers);
    }

    String request(String methodAndTarget, String... headers) {
        String host = "Host: localhost:" + world.gateway.port();
        return Stream.concat(Stream.of(methodAndTarget + " HTTP/1.1", host), Stream.of(headers))
                .map(line -> line + "\r\n")
                .reduce("", String::concat)
                .concat("\r\n");
    }

    /** The answer to one request on a connection of its own; without a head where the gateway only closed it. */
    Answer exchange(String request) {
        try (RawClient client = client().send(request)) {
            return request.startsWith("HEAD ") ? client.answerToHead() : client.answer();
        }
    }

    /** Begins there as somebody whom acme's identity provider knows already, and says where the sign-in ends. */
    String signInAt(String path) {
        HttpBrowser browser = new HttpBrowser();
        knownAtProvider.forEach(
                (name, value) -> browser.plantCookie(world.acme.issuer(), name + "=" + value + "; Path=/"));
        Page page = browser.get(world.url(path));
        for (int hop = 0; hop < 2; hop++) {
            page = browser.get(page.header("Location").orElseThrow());
        }
        assertThat(page.status()).isEqualTo(302);
        return page.header("Location").orElseThrow();
    }

    /** Everything that reached either upstream. */
    List<Received> received() {
        return Stream.concat(world.upstream.received().stream(), globex.received().stream())
                .toList();
    }

    /** That nothing was asked of globex's upstream, nor of any in globex's name. */
    void assertNothingReachedGlobex() {
        assertThat(globex.received()).isEmpty();
        assertThat(world.upstream.received())
                .allSatisfy(received ->
                        assertThat(received.header("X-Forwarded-Organization")).containsExactly("acme"));
    }
}
