package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two portals on one origin, and somebody who is signed in to both: what a page of one may ask of the other. */
class NeighboursJourney {

    @TempDir
    static Path config;

    static World world;
    static final HttpBrowser browser = new HttpBrowser();

    @BeforeAll
    static void start() {
        world = World.start(config);
        world.signIn(browser, "/acme/portal/", "alice");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void clear() {
        world.upstream.clear();
    }

    @ParameterizedTest(name = "{0} {1}, {2}")
    @CsvSource({
        "GET, cors, empty",
        "POST, cors, empty",
        "DELETE, same-origin, empty",
        "GET, no-cors, script",
        "GET, no-cors, image",
        "GET, navigate, iframe",
        "GET, navigate, object",
        "POST, navigate, document",
    })
    void aPageOfAnotherOrganizationGetsNothing(String method, String mode, String destination) {
        assertThat(asked("/globex/portal/x", "/acme/portal/x", method, mode, destination))
                .isEqualTo(403);
        assertThat(asked("/globex/portal/x", "/organizations/acme/whoami", method, mode, destination))
                .isEqualTo(403);
        assertThat(world.upstream.received()).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}, {2}")
    @CsvSource({"GET, cors, empty", "POST, cors, empty", "GET, navigate, iframe", "POST, navigate, document"})
    void aPageOfTheSameOrganizationGetsEverything(String method, String mode, String destination) {
        assertThat(asked("/acme/whole/x", "/acme/portal/x", method, mode, destination))
                .isEqualTo(200);
    }

    @Test
    void aLinkFromOnePortalToTheOtherIsFollowed() {
        assertThat(asked("/globex/portal/x", "/acme/portal/x", "GET", "navigate", "document"))
                .isEqualTo(200);
    }

    @Test
    void pagesThatAreNobodysPortalMayAsk() {
        assertThat(asked("/organizations/globex/signed-out", "/acme/portal/x", "GET", "cors", "empty"))
                .isEqualTo(200);
        assertThat(asked("/", "/acme/portal/x", "GET", "cors", "empty")).isEqualTo(200);
    }

    private static int asked(String page, String path, String method, String mode, String destination) {
        return browser.send(world.url(path), request -> request.method(
                                method, java.net.http.HttpRequest.BodyPublishers.noBody())
                        .headers(
                                "Accept",
                                "text/html,*/*",
                                "Sec-Fetch-Site",
                                "same-origin",
                                "Sec-Fetch-Mode",
                                mode,
                                "Sec-Fetch-Dest",
                                destination,
                                "Referer",
                                world.url(page)))
                .status();
    }
}
