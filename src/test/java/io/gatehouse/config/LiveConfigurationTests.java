package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gatehouse.fixture.Proves;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.route.Destination;
import io.gatehouse.route.Route;
import io.gatehouse.route.RoutePath;
import io.gatehouse.route.Snapshot;
import io.gatehouse.route.access.Access;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.ConfigurableEnvironment;

@Tag("once")
class LiveConfigurationTests {

    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);
    private static final Route PAGE = new Route(
            ".page",
            RoutePath.anywhere("/"),
            new Destination.Page(
                    (exchange, visit) -> exchange.getResponse().setComplete(), Destination.Page.Place.EVERYWHERE),
            new Access.Anyone());

    @TempDir
    Path directory;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private ConfigFolder config;
    private LiveConfiguration live;

    @BeforeEach
    void aRunningConfiguration() {
        ((Logger) LoggerFactory.getLogger(LiveConfiguration.class)).addAppender(log);
        log.start();
        config = new ConfigFolder(directory)
                .with("gateway.yaml", "gateway: {sessions: {max-age: 3h}}")
                .with("routes.yaml", ConfigFolder.ROUTES)
                .with("secret", "first")
                .with("organizations/acme.yaml", ConfigFolder.ACME.replace("${ACME_CLIENT_SECRET}", "file:secret"));
        live = start();
    }

    @AfterEach
    void stop() {
        live.close();
        ((Logger) LoggerFactory.getLogger(LiveConfiguration.class)).detachAppender(log);
    }

    @Test
    void servesTheGatewaysOwnPagesBesideTheRoutes() {
        assertThat(live.get().routes().routes()).extracting(Route::name).containsExactly(".page", "portal");
    }

    @Test
    void takesANewOrganizationWithinFiveSeconds() {
        config.with("organizations/globex.yaml", "name: Globex");

        await().atMost(FIVE_SECONDS).until(() -> find("globex").isPresent());
        assertThat(messages()).containsExactly("configuration: reloaded: 1 routes, 2 organizations");
    }

    @Test
    void tellsAFollowerHowThingsStandAndOfEveryChange() {
        List<Snapshot> told = new CopyOnWriteArrayList<>();
        live.follow(told::add);
        assertThat(told).containsExactly(live.get());

        config.with("organizations/globex.yaml", "name: Globex");

        await().atMost(FIVE_SECONDS).untilAsserted(() -> assertThat(told).hasSize(2));
        assertThat(told).last().isSameAs(live.get());
    }

    @Test
    void forgetsAnOrganizationWhoseFileIsGone() throws Exception {
        Files.delete(directory.resolve("organizations/acme.yaml"));

        await().atMost(FIVE_SECONDS).until(() -> find("acme").isEmpty());
    }

    @Test
    void takesANewSecretFromItsFile() {
        config.with("secret", "second");

        await().atMost(FIVE_SECONDS).until(() -> secretOf("acme").equals("second"));
    }

    @Test
    @Proves("SEC-66")
    void keepsTheLastGoodOneAndSaysOnceWhatIsWrong() {
        Snapshot good = live.get();

        config.with("routes.yaml", "routes: {portal: {path: /nonsense}}");

        await().atMost(FIVE_SECONDS).until(() -> messages().size() >= 3);
        await().during(Duration.ofSeconds(2)).until(() -> messages().size() == 3);
        assertThat(live.get()).isSameAs(good);
        assertThat(messages().get(0)).isEqualTo("configuration: the last good one is kept; problems: 2");
        assertThat(messages().get(1)).startsWith("configuration: routes.yaml:1  portal.path: /nonsense (expected: ");

        config.with("routes.yaml", ConfigFolder.ROUTES.replace("portal:", "wiki:"));

        await().atMost(FIVE_SECONDS)
                .untilAsserted(() -> assertThat(live.get().routes().routes())
                        .extracting(Route::name)
                        .containsExactly(".page", "wiki"));
    }

    @Test
    void followsAConfigMapWhoseDataLinkIsSwapped() throws Exception {
        live.close();
        Path mounted = directory.resolve("mounted");
        ConfigFolder map = new ConfigFolder(mounted)
                .with("..one/routes.yaml", ConfigFolder.ROUTES)
                .with("..one/acme.yaml", "name: One")
                .with("..two/routes.yaml", ConfigFolder.ROUTES)
                .with("..two/acme.yaml", "name: Two");
        // The same time and size on both: only the content tells them apart.
        Files.setLastModifiedTime(mounted.resolve("..one/acme.yaml"), FileTime.fromMillis(0));
        Files.setLastModifiedTime(mounted.resolve("..two/acme.yaml"), FileTime.fromMillis(0));
        Files.createSymbolicLink(mounted.resolve("..data"), Path.of("..one"));
        Files.createSymbolicLink(mounted.resolve("routes.yaml"), Path.of("..data/routes.yaml"));
        Files.createDirectories(mounted.resolve("organizations"));
        Files.createSymbolicLink(mounted.resolve("organizations/acme.yaml"), Path.of("../..data/acme.yaml"));
        config = map;
        live = start();

        Files.createSymbolicLink(mounted.resolve("..data_tmp"), Path.of("..two"));
        Files.move(
                mounted.resolve("..data_tmp"),
                mounted.resolve("..data"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);

        await().atMost(FIVE_SECONDS)
                .until(() -> find("acme").orElseThrow().title().equals("Two"));
    }

    @Test
    void saysThatTheGatewaysOwnSettingsNeedARestart() {
        config.with("gateway.yaml", "gateway: {sessions: {max-age: 4h}}");

        await().atMost(FIVE_SECONDS)
                .until(() -> messages().equals(List.of("configuration: gateway.yaml has changed: needs a restart")));
        assertThat(find("acme").orElseThrow().sessions().maxAge()).isEqualTo(Duration.ofHours(3));
    }

    @Test
    void doesNothingForAFileThatIsWrittenWithTheSameContent() throws Exception {
        Snapshot before = live.get();
        Files.setLastModifiedTime(directory.resolve("routes.yaml"), FileTime.fromMillis(0));

        await().during(Duration.ofSeconds(3)).atMost(FIVE_SECONDS).until(() -> live.get() == before);
        assertThat(messages()).isEmpty();
    }

    private LiveConfiguration start() {
        ConfigurableEnvironment environment = GatewayEnvironment.load(config.path());
        var source =
                new LiveConfiguration.Source(ConfigReader.read(config.path(), environment), config.path(), environment);
        return new LiveConfiguration(source, List.of(PAGE), routes -> {}, organizations -> organizations);
    }

    private Optional<Organization> find(String name) {
        return live.get().organizations().find(new OrganizationName(name));
    }

    private String secretOf(String name) {
        return find(name)
                .orElseThrow()
                .identityProvider()
                .orElseThrow()
                .clientSecrets()
                .get(0)
                .reveal();
    }

    private List<String> messages() {
        return List.copyOf(log.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .map(config::shown)
                .toList();
    }
}
