package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gatehouse.journey.HttpBrowser.Page;
import io.gatehouse.problem.Problems;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** An application that knows nothing of us works below a prefix, and where it cannot, the log says why. */
@Tag("once")
class RealApplicationJourney {

    @TempDir
    Path config;

    @Test
    void anApplicationThatBelievesToLiveAtTheRootWorksBelowAPrefix() throws Exception {
        try (PythonPackageServer application = PythonPackageServer.startOrSkip();
                World world = World.start(config)) {
            HttpBrowser browser = new HttpBrowser();
            world.write(
                    "routes.yaml",
                    World.ROUTES
                            .replaceFirst("\\$\\{upstream}", application.url())
                            .replace("${upstream}", world.upstream.uri().toString()));
            Awaitility.await().until(() -> {
                browser.forgetCookies();
                return world.signIn(browser, "/acme/portal/", "alice").body().contains("Welcome to pypiserver!");
            });

            Page index = browser.open(world.url("/acme/portal/simple"));
            assertThat(index.hops()).hasSize(2);
            assertThat(index.address()).hasPath("/acme/portal/simple/");
            assertThat(index.body()).contains("gatehouse");
            assertThat(browser.open(world.url("/acme/portal/packages/gatehouse-1.0.tar.gz"))
                            .body())
                    .isEqualTo("not really");

            assertThat(logOfALinkThatLeavesThePrefix(browser, world))
                    .contains("a page of route portal asked for it: its upstream builds links for /");
        }
    }

    /** Its front page links to {@code /packages/}. */
    private static String logOfALinkThatLeavesThePrefix(HttpBrowser browser, World world) {
        Logger logger = (Logger) LoggerFactory.getLogger(Problems.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            Page lost = browser.send(world.url("/packages/"), request -> request.header("Accept", "text/html")
                    .header("Referer", world.url("/acme/portal/")));
            assertThat(lost.status()).isEqualTo(404);
        } finally {
            logger.detachAppender(lines);
        }
        return lines.list.get(0).getFormattedMessage();
    }
}
