package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.fixture.Proves;
import io.gatehouse.journey.TestUpstream.Received;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every header by which somebody could be somebody else, however it is written, whichever way it takes: the upstream sees only
 * ours. Whoever sends them here comes from a trusted proxy's address, which makes them no more than a client's.
 */
class SpoofMatrixJourney {

    /** How one header is written; each gives whole lines. */
    enum Spelling {
        AS_WE_WRITE_IT(name -> name + ": root"),
        IN_LOWER_CASE(name -> name.toLowerCase(Locale.ROOT) + ": root"),
        IN_UPPER_CASE(name -> name.toUpperCase(Locale.ROOT) + ": root"),
        WITH_UNDERSCORES(name -> name.replace('-', '_') + ": root"),
        WITH_ONE_UNDERSCORE(name -> name.replaceFirst("-", "_") + ": root"),
        WITH_DOTS(name -> name.replace('-', '.') + ": root"),
        TWICE(name -> name + ": root\r\n" + name + ": root"),
        IN_TWO_SPELLINGS(
                name -> name + ": root\r\n" + name.toLowerCase(Locale.ROOT).replace('-', '_') + ": root"),
        NAMED_IN_CONNECTION(name -> "Connection: keep-alive, " + name),
        SENT_AND_NAMED_IN_CONNECTION(name -> "Connection: " + name + "\r\n" + name + ": root");

        private final UnaryOperator<String> lines;

        Spelling(UnaryOperator<String> lines) {
            this.lines = lines;
        }
    }

    /** Which way it goes to an upstream. */
    enum Way {
        BY_THE_FORWARDER,
        BY_SPRINGS_CHAIN,
        ON_OPTIONS,
        ON_A_WEBSOCKETS_HANDSHAKE,
        ON_A_PUBLIC_ROUTE_AS_NOBODY,
        ON_A_PUBLIC_ROUTES_OPTIONS_AS_NOBODY,
        THROUGH_FORWARD_AUTH,
        THROUGH_FORWARD_AUTH_AS_NOBODY
    }

    private static final Pattern STATUS = Pattern.compile("HTTP/1.1 (\\d{3})");

    @TempDir
    static Path config;

    private static World world;
    private static String alice;

    @BeforeAll
    static void start() {
        world = World.with(
                ForwardAuthJourney.ROUTES,
                config,
                "--gateway.trusted-proxies=127.0.0.1",
                "--gateway.forward-auth-secret=" + ForwardAuthJourney.SECRET);
        HttpBrowser browser = new HttpBrowser();
        world.signIn(browser, "/acme/portal/", "alice");
        alice = "Cookie: gatehouse-acme="
                + browser.cookiesFor(URI.create(world.url("/"))).get("gatehouse-acme");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    @Proves({"SEC-20", "SEC-21", "SEC-22"})
    void whateverAClientSaysOfItselfTheUpstreamSeesOnlyOurs() {
        Map<Way, Integer> cells = new EnumMap<>(Way.class);
        for (Way way : Way.values()) {
            for (String name : SpoofedHeaders.NAMES) {
                for (Spelling spelling : Spelling.values()) {
                    check(way, name, spelling);
                    cells.merge(way, 1, Integer::sum);
                }
            }
        }
        cells.forEach((way, count) -> System.out.println("spoof matrix: " + count + " cells green " + way));

        int rows = SpoofedHeaders.NAMES.size() * Spelling.values().length;
        assertThat(rows).isGreaterThanOrEqualTo(220);
        assertThat(cells).hasSize(8).allSatisfy((way, count) -> assertThat(count)
                .isEqualTo(rows));
    }

    private static void check(Way way, String name, Spelling spelling) {
        String cell = way + " " + name + " " + spelling;
        String lines = spelling.lines.apply(name);
        world.upstream.clear();
        switch (way) {
            case BY_THE_FORWARDER -> isAlices(cell, sent("GET /acme/portal/", alice, lines));
            case BY_SPRINGS_CHAIN -> isAlices(cell, sent("GET /acme/filtered/", alice, lines));
            case ON_OPTIONS -> isAlices(cell, sent("OPTIONS /acme/portal/", alice, lines));
            case ON_A_WEBSOCKETS_HANDSHAKE -> isAlices(cell, handshake(lines));
            case ON_A_PUBLIC_ROUTE_AS_NOBODY -> isNobodys(cell, sent("GET /acme/public/", lines));
            case ON_A_PUBLIC_ROUTES_OPTIONS_AS_NOBODY -> isNobodys(cell, sent("OPTIONS /acme/public/", lines));
            case THROUGH_FORWARD_AUTH -> isRefusedOr(cell, asked("/acme/wiki/", alice, lines), "acme:");
            case THROUGH_FORWARD_AUTH_AS_NOBODY -> isRefusedOr(cell, asked("/acme/wiki/public/", lines), "");
        }
    }

    private static Received sent(String methodAndTarget, String... lines) {
        assertThat(status(exchange(methodAndTarget, lines))).isEqualTo(200);
        return world.upstream.last();
    }

    /** {@code Connection} twice, where the client names headers in it. */
    private static Received handshake(String lines) {
        String answer = exchange(
                "GET /acme/portal/ws",
                alice,
                lines,
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        assertThat(status(answer)).isEqualTo(101);
        return world.upstream.last();
    }

    private static String asked(String target, String... lines) {
        Stream<String> question = Stream.of(
                "X-Gatehouse-Forward-Auth: " + ForwardAuthJourney.SECRET,
                "X-Forwarded-Method: GET",
                "X-Forwarded-Host: localhost:" + world.gateway.port(),
                "X-Forwarded-Uri: " + target);
        return exchange(
                "GET /organizations/acme/verify",
                Stream.concat(question, Stream.of(lines)).toArray(String[]::new));
    }

    private static void isAlices(String cell, Received received) {
        assertThat(received.header("X-Forwarded-User"))
                .as(cell)
                .singleElement()
                .asString()
                .startsWith("acme:");
        assertThat(received.header("X-Forwarded-Preferred-Username")).as(cell).containsExactly("alice");
        assertThat(received.header("X-Forwarded-Email")).as(cell).containsExactly("alice@acme.com");
        assertThat(received.header("X-Forwarded-Groups")).as(cell).hasSize(1);
        assertThat(received.header("X-Forwarded-Roles")).as(cell).containsExactly("admin,developer");
        assertThat(received.header("X-Forwarded-Organization")).as(cell).containsExactly("acme");
        assertThat(received.header("X-Gatehouse-Jwt-Assertion"))
                .as(cell)
                .singleElement()
                .asString()
                .startsWith("eyJ");
        assertThat(received.headers().toString()).as(cell).doesNotContain("root");
    }

    private static void isNobodys(String cell, Received received) {
        assertThat(received.headers().toString()).as(cell).doesNotContain("root");
        assertThat(received.header("X-Forwarded-User")).as(cell).isEmpty();
        assertThat(received.header("X-Gatehouse-Jwt-Assertion")).as(cell).isEmpty();
        assertThat(received.header("X-Forwarded-Organization")).as(cell).containsExactly("acme");
    }

    /** What another proxy would send on, nobody could take out. */
    private static void isRefusedOr(String cell, String answer, String user) {
        assertThat(answer).as(cell).doesNotContain("root");
        if (status(answer) == 200) {
            assertThat(answer).as(cell).containsIgnoringCase("\r\nX-Forwarded-User: " + user);
        } else {
            assertThat(status(answer)).as(cell).isEqualTo(403);
        }
    }

    private static int status(String answer) {
        var status = STATUS.matcher(answer);
        return status.lookingAt() ? Integer.parseInt(status.group(1)) : 0;
    }

    private static String exchange(String methodAndTarget, String... lines) {
        String head = Stream.concat(
                        Stream.of(methodAndTarget + " HTTP/1.1", "Host: localhost:" + world.gateway.port()),
                        Stream.of(lines))
                .map(line -> line + "\r\n")
                .reduce("", String::concat);
        return RawHttp.exchange(world.gateway.port(), head + "\r\n");
    }
}
