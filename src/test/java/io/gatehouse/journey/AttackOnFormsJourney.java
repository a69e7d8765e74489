package io.gatehouse.journey;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.journey.HttpBrowser.Page;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forms of the settings that are sent slowly, in the hope that somebody is taken for who they were when they began. */
class AttackOnFormsJourney {

    @TempDir
    static Path config;

    static ConsoleWorld world;
    final HttpBrowser browser = new HttpBrowser();

    @BeforeAll
    static void start() {
        world = ConsoleWorld.start(config);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void aVisitThatIsCalledBackWhileItsFormIsUnderWayChangesNothing() throws IOException {
        Page settings = world.enter(browser, "newco");
        LogWatch log = LogWatch.begin();
        try (Held held = Held.begin(browser, "/sign-on", signOn(settings))) {
            world.revokeLinks("newco");

            assertThat(held.end()).matches("(?s)HTTP/1.1 40[13].*"); // 401 where the first look came too late already
        }
        assertThat(log.lines()).noneMatch(line -> line.contains("event=sign-on-staged"));
    }

    @Test
    void aVisitThatHasEndedWhileItsFormIsUnderWayChangesNothing() throws IOException {
        Page settings = world.enter(browser, "newco");
        LogWatch log = LogWatch.begin();
        try (Held held = Held.begin(browser, "/sign-on", signOn(settings))) {
            world.press(browser, settings, "/leave", Map.of());

            assertThat(held.end()).matches("(?s)HTTP/1.1 40[13].*"); // 401 where the first look came too late already
        }
        assertThat(log.lines()).noneMatch(line -> line.contains("event=sign-on-staged"));
    }

    @Test
    void anAdminWhoSignsOutWhileTheirFormIsUnderWayChangesNothing() throws IOException {
        world.setUp(new HttpBrowser());
        Page there = browser.open(world.settings("newco").toString());
        Page settings = browser.submit(there, Map.of("username", "nina"));
        LogWatch log = LogWatch.begin();
        try (Held held = Held.begin(browser, "/sign-on", signOn(settings))) {
            browser.submitOnce(browser.open(world.url("/organizations/newco/logout")), Map.of());

            assertThat(held.end()).matches("(?s)HTTP/1.1 40[13].*"); // 401 where the first look came too late already
        }
        assertThat(log.lines()).noneMatch(line -> line.contains("event=sign-on-staged"));
    }

    @Test
    void nothingIsReadOfWhatAStrangerSends() throws IOException {
        for (String action : new String[] {"/enter", "/enter?link=x", "/sign-on", "/leave"}) {
            try (Held held = Held.begin(new HttpBrowser(), action, "link=" + "x".repeat(249_990))) {
                assertThat(held.answer()).as(action).matches("(?s)HTTP/1.1 (401|403|410) .*");
            }
        }
    }

    @Test
    void aFormThatIsTooLongIsRefusedBeforeItComes() throws IOException {
        world.enter(browser, "newco");
        try (Held held = Held.begin(browser, "/sign-on", "issuer=" + "x".repeat(16 * 1024))) {
            assertThat(held.answer()).startsWith("HTTP/1.1 400").containsIgnoringCase("\r\nconnection: close");
        }
    }

    private static String signOn(Page settings) {
        String proof = settings.body().replaceAll("(?s).*name=\"proof\" value=\"([^\"]+)\".*", "$1");
        return "version=0&issuer=" + world.provider.issuer() + "&client-id=x&client-secret=a-long-secret&proof="
                + proof;
    }

    /** A form of which ten bytes have come. */
    private record Held(Socket socket, String rest) implements AutoCloseable {

        static Held begin(HttpBrowser browser, String action, String body) throws IOException {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), world.gateway.port());
            socket.setSoTimeout(5_000);
            String cookies = browser.cookiesFor(world.settings("newco")).entrySet().stream()
                    .map(Object::toString)
                    .collect(Collectors.joining("; "));
            String head = "POST /organizations/newco/settings" + action + " HTTP/1.1\r\nHost: localhost:"
                    + world.gateway.port() + "\r\nOrigin: " + world.gateway.uri() + "\r\nCookie: " + cookies
                    + "\r\nAccept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                    + body.length() + "\r\n\r\n";
            socket.getOutputStream().write((head + body.substring(0, 10)).getBytes(ISO_8859_1));
            return new Held(socket, body.substring(10));
        }

        String end() throws IOException {
            socket.getOutputStream().write(rest.getBytes(ISO_8859_1));
            return answer();
        }

        String answer() throws IOException {
            return new String(socket.getInputStream().readNBytes(600), ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
