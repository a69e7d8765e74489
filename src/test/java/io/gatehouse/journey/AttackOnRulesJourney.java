package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bob, a developer, tries for what is an admin's: on an origin of its own, by filters, beside other routes. */
@Tag("once")
class AttackOnRulesJourney {

    private static final String ADMIN = "    rules: [{path: /admin/**, allow: admin}]\n";

    private static final String ROUTES = """
              everything:
                path: /{organization}/**
                upstream: ${upstream}
            %1$s
              cut:
                path: /{organization}/cut/**
                upstream: ${upstream}
                filters: [StripPrefix=2]
            %1$s
              rewritten:
                path: /{organization}/rewritten/**
                upstream: ${upstream}
                filters: ['RewritePath=/[^/]+/rewritten/(?<rest>.*), /$\\{rest}']
            %1$s
              parameter:
                path: /{organization}/parameter/**
                upstream: ${upstream}
                filters: ['AddRequestParameter=color, blue']
            """.formatted(ADMIN);

    @TempDir
    static Path config;

    private static World world;
    private static String own;
    private static HttpBrowser acme;

    @BeforeAll
    static void start() throws Exception {
        world = World.with(ROUTES, config);
        own = "http://127.0.0.2:" + world.gateway.port();
        String file = "organizations/acme.yaml";
        world.write(file, Files.readString(config.resolve(file)) + "hosts: [127.0.0.2]\n");
        await().until(() -> new HttpBrowser().fetch(own + "/portal/").status() == 401);
        acme = new HttpBrowser();
        acme.submit(acme.open(own + "/portal/"), Map.of("username", "bob"));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void clear() {
        world.upstream.clear();
    }

    /** Filters count segments from the name, rules from behind it. */
    @ParameterizedTest
    @ValueSource(strings = {"/cut/x/admin/y", "/rewritten/rewritten/admin/y"})
    void onItsOwnOriginNoFilterLeadsIntoWhatARuleCloses(String path) {
        assertThat(acme.fetch(own + "/cut/admin/y").status()).isEqualTo(403);
        acme.fetch(own + path);

        assertThat(world.upstream.received())
                .extracting(TestUpstream.Received::uri)
                .doesNotContain("/admin/y");
    }

    /** What the same upstream knows as another organization's path under the public URL. */
    @ParameterizedTest
    @ValueSource(strings = {"/globex/admin/x", "/acme/admin/x", "/globex/outer/admin/x"})
    void onItsOwnOriginNothingReachesTheUpstreamUnderAnotherOrganizationsPath(String path) {
        acme.fetch(own + path);

        assertThat(world.upstream.received())
                .extracting(TestUpstream.Received::uri)
                .isEmpty();
    }

    /** A query with both an escape and a bracket (filter[name]=a%20b). */
    @Test
    void aFilterThatAddsAParameterLeavesTheOthersAsTheyAre() {
        acme.fetch(own + "/parameter/x?a=%20&b[c]=%26d");

        assertThat(world.upstream.last().uri()).doesNotContain("%25");
    }

    /** New requests are refused, what is open goes on. */
    @Test
    void whatIsOpenEndsWhenALongerRouteTakesItsAddress() throws Exception {
        String address = own.replace("http", "ws") + "/whole/fresh/ws";
        CompletableFuture<String> ended = new CompletableFuture<>();
        HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header(
                        "Cookie",
                        "gatehouse-acme=" + acme.cookiesFor(URI.create(own)).get("gatehouse-acme"))
                .buildAsync(URI.create(address), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                        ended.complete(code + " " + reason);
                        return null;
                    }
                })
                .get();
        String longer =
                "  fresh: {path: \"/{organization}/whole/fresh/**\", upstream: \"${upstream}\", access: admin}\n";
        world.write(
                "routes.yaml",
                (World.ROUTES + ROUTES + longer)
                        .replace("${upstream}", world.upstream.uri().toString()));
        await().until(() -> acme.fetch(own + "/whole/fresh/x").status() == 403);

        assertThat(ended).succeedsWithin(Duration.ofSeconds(8)).isEqualTo("1008 access has ended");
    }
}
