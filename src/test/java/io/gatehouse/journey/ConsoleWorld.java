package io.gatehouse.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.command.Export;
import io.gatehouse.command.MakeSetupLink;
import io.gatehouse.demo.DemoIdentityProvider;
import io.gatehouse.demo.DemoUser;
import io.gatehouse.journey.HttpBrowser.Page;
import io.gatehouse.settings.SetupLink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A gateway with an organization whose file is all but empty, an identity provider that nobody has told it of, and an upstream. */
final class ConsoleWorld implements AutoCloseable {

    static final String CLIENT = "gatehouse-at-newco";
    static final String SECRET = "the-right-secret-of-newco";

    private static final String KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    private static final String DATA = "--gateway.data-directory=";
    private static final Pattern LINK = Pattern.compile("http\\S+/settings/enter\\?link=\\S+");

    final TestUpstream upstream = TestUpstream.start();
    DemoIdentityProvider provider;
    RunningGateway gateway;
    final Path config;
    private final int port;
    private final String[] more;

    private ConsoleWorld(Path config, String... more) {
        this.config = config;
        this.more = more;
        this.port = RedisServer.freePort();
        provider = provider(0);
        write("gateway.yaml", "gateway: {}\n");
        write(
                "routes.yaml",
                "routes: { portal: { path: \"/{organization}/portal/**\", upstream: \"" + upstream.uri()
                        + "\", strip-prefix: true } }\n");
        write("organizations/newco.yaml", "name: Newco\n");
        write("organizations/other.yaml", "name: Other\n");
        gateway = RunningGateway.start(config, port, port, arguments(more));
    }

    private DemoIdentityProvider provider(int providerPort) {
        return DemoIdentityProvider.start(new DemoIdentityProvider.Options(
                providerPort,
                "http://localhost:{port}",
                "Newco",
                "#2456d6",
                CLIENT,
                SECRET,
                List.of(
                        new DemoUser("nina", "Nina New", "nina@newco.com", true, List.of("staff")),
                        new DemoUser("oscar", "Oscar Ordinary", "oscar@newco.com", true, List.of("staff")),
                        new DemoUser("vera", "Vera Visitor", "vera@elsewhere.com", true, List.of("staff"))),
                uri -> uri.startsWith("http://localhost:" + port + "/organizations/newco/"),
                uri -> true));
    }

    /** Everything of this process at once: a gateway that ends takes the event loops of all with it. */
    void restart() {
        gateway.close();
        provider.close();
        provider = provider(provider.port());
        gateway = RunningGateway.start(config, port, port, arguments());
    }

    static ConsoleWorld start(Path config, String... more) {
        return new ConsoleWorld(config, more);
    }

    /** Another one beside it, reached by the same address. */
    RunningGateway replica(String... more) {
        return RunningGateway.start(config, RedisServer.freePort(), port, arguments(more));
    }

    /** What every command of this world must be told. */
    private String[] arguments(String... more) {
        return Stream.concat(Stream.of("--gateway.secret-key=" + KEY), Stream.of(more))
                .toArray(String[]::new);
    }

    /** What the operator's command prints, as an address. */
    String setupLink(String organization) {
        return setupLink(organization, Clock.systemUTC());
    }

    String setupLink(String organization, Clock clock) {
        String[] arguments = {
            organization,
            "--config",
            config.toString(),
            "--gateway.secret-key=" + KEY,
            "--gateway.public-url=http://localhost:" + port
        };
        String said = setupLinkCommand(clock, arguments);
        Matcher link = LINK.matcher(said);
        assertThat(link.find()).as(said).isTrue();
        return link.group();
    }

    /** Where the gateway keeps things, as the operator's command must be run; by a clock that lets the next link be good at once. */
    String revokeLinks(String organization) {
        return setupLinkCommand(
                Clock.offset(Clock.systemUTC(), SetupLink.CLOCK_SKEW.negated()),
                Stream.concat(
                                Stream.of(
                                        organization,
                                        "--revoke",
                                        "--config",
                                        config.toString(),
                                        DATA + config.resolve(".data")),
                                Stream.of(arguments(more)))
                        .toArray(String[]::new));
    }

    /** As the operator's command writes it, with what was entered here. */
    String export(String organization) {
        return exportCommand(withStore(organization));
    }

    /** What a command is told that is run where the gateway keeps things. */
    String[] withStore(String... words) {
        String[] where = {"--config", config.toString(), DATA + config.resolve(".data")};
        return Stream.of(words, where, arguments(more)).flatMap(Stream::of).toArray(String[]::new);
    }

    static String exportCommand(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = Export.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        assertThat(exit).as(err.toString(StandardCharsets.UTF_8)).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String setupLinkCommand(Clock clock, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exit = MakeSetupLink.run(arguments, new PrintStream(out, true, StandardCharsets.UTF_8), clock);
        String said = out.toString(StandardCharsets.UTF_8);
        assertThat(exit).as(said).isZero();
        return said;
    }

    /** In the settings, by a fresh link. */
    Page enter(HttpBrowser browser, String organization) {
        Page question = browser.open(setupLink(organization));
        return browser.submitTo(question, "/organizations/" + organization + "/settings/enter", Map.of());
    }

    /** Types this sign-on, and signs in at the provider it leads to. */
    Page updateAndTest(HttpBrowser browser, Page settings, String secret, String username) {
        Page there = browser.submit(
                settings,
                Map.of(
                        "issuer", provider.issuer().toString(),
                        "client-id", CLIENT,
                        "client-secret", secret));
        boolean signedInThere = !there.body().contains("name=\"username\"");
        return signedInThere ? there : browser.submit(there, Map.of("username", username));
    }

    /** From an empty organization to one whose sign-on is enforced. */
    Page setUp(HttpBrowser browser) {
        Page tested = updateAndTest(browser, enter(browser, "newco"), SECRET, "nina");
        Page admin = press(browser, tested, "/admin", Map.of());
        return press(browser, admin, "/access", Map.of("sso", "enforced"));
    }

    /** Presses the button of the form that goes there. */
    Page press(HttpBrowser browser, Page settings, String action, Map<String, String> fields) {
        return browser.submitTo(settings, "/organizations/newco/settings" + action, fields);
    }

    String url(String path) {
        return gateway.url(path);
    }

    URI settings(String organization) {
        return URI.create(url("/organizations/" + organization + "/settings"));
    }

    private void write(String file, String text) {
        try {
            Path path = config.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        gateway.close();
        provider.close();
        upstream.close();
        LogWatch.assertNoLeaks();
    }
}
