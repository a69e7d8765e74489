package io.gatehouse.config;

import io.gatehouse.config.GatewaySettings.Forwarder;
import io.gatehouse.config.GatewaySettings.Store;
import io.gatehouse.config.mail.MailReader;
import io.gatehouse.config.source.Kinds;
import io.gatehouse.config.source.Place;
import io.gatehouse.config.source.Properties;
import io.gatehouse.config.source.Value;
import io.gatehouse.login.reach.Egress;
import io.gatehouse.login.reach.address.PrivateHosts;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.DataDirectory;
import io.gatehouse.secret.Secret;
import io.gatehouse.secret.SecretKeys;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code gateway.*} from wherever Spring Boot found it. */
final class SettingsReader {

    private static final String KEY = "32 random bytes in base64, as openssl rand -base64 32 makes them";

    /** Routes that would lead past every room; under Spring Cloud Gateway's names of today and of before. */
    private static final List<String> NATIVE = List.of(
            "spring.cloud.gateway.server.webflux.routes",
            "spring.cloud.gateway.server.webflux.default-filters",
            "spring.cloud.gateway.server.webflux.discovery",
            "spring.cloud.gateway.routes",
            "spring.cloud.gateway.default-filters",
            "spring.cloud.gateway.discovery");

    /** What may begin a key of gateway.yaml: ours, and what Spring Boot and its parts read. */
    private static final Set<String> ROOTS =
            Set.of("debug", "gateway", "info", "logging", "management", "reactor", "server", "spring", "trace");

    private static final Duration LONGEST_SHUTDOWN_DELAY = Duration.ofSeconds(15);

    private final Properties properties;
    private final Path directory;

    /** @param directory the configuration's, beside which data are kept */
    SettingsReader(Properties properties, Path directory) {
        this.properties = properties;
        this.directory = directory;
    }

    /** What has a mistake is at its default: the mistake is said, and nothing is run with it. */
    GatewaySettings read() {
        PublicUrl publicUrl =
                properties.read("gateway.public-url", PublicUrl::parse).orElseGet(this::defaultPublicUrl);
        if (!publicUrl.isHttps()) {
            properties
                    .place("gateway.public-url")
                    .note(publicUrl + " is http: cookies have neither Secure nor the prefix __Host-");
        }
        ProxySettings proxies = new ProxySettings(properties);
        SessionSettings sessions = new SessionSettings(properties);
        AssertionSettings assertions = new AssertionSettings(properties);
        Store store = sessions.store();
        Forwarder forwarder = properties
                .read("gateway.forwarder", Kinds.oneOf(Forwarder.class))
                .orElse(Forwarder.OWN);
        boolean accessLog =
                properties.read("gateway.access-log", Kinds::onOrOff).orElse(true);
        Optional<PublicUrl> consoleUrl = properties.read("gateway.console-url", text -> consoleUrl(text, publicUrl));
        Optional<SecretKeys> secretKeys = secretKeys(store);
        Path dataDirectory = dataDirectory();
        if (store == Store.MEMORY && secretKeys.isEmpty()) {
            checkKeyFile(dataDirectory);
        }
        GatewaySettings settings = new GatewaySettings(
                publicUrl,
                consoleUrl,
                proxies.trusted(),
                proxies.forwardAuthSecrets(),
                egress(),
                secretKeys,
                dataDirectory,
                store,
                sessions.nearness(),
                assertions.keyLifetime(),
                assertions.givenKeys(),
                sessions.limits(),
                forwarder,
                accessLog,
                properties
                        .read("gateway.shutdown-delay", SettingsReader::shutdownDelay)
                        .orElse(Duration.ZERO),
                properties
                        .read("gateway.activity.keep", SettingsReader::activityKept)
                        .orElse(10_000),
                new MailReader(properties).read());
        new RedisReader(properties).check();
        properties.end("gateway");
        properties.roots(ROOTS);
        NATIVE.forEach(name ->
                properties.refuse(name, "not read here (expected: routes, with who may take them, in routes.yaml)"));
        return settings;
    }

    private static Duration shutdownDelay(String text) {
        Duration delay = Kinds.duration(text);
        if (delay.compareTo(LONGEST_SHUTDOWN_DELAY) > 0) {
            throw Kinds.refused(text, "at most 15s: the stop itself takes up to 20s more, and SIGKILL follows");
        }
        return delay;
    }

    private static int activityKept(String text) {
        if (!text.matches("[1-9]\\d{2,6}") || Integer.parseInt(text) > 1_000_000) {
            throw Kinds.refused(text, "a number of entries from 100 to 1000000");
        }
        return Integer.parseInt(text);
    }

    private PublicUrl defaultPublicUrl() {
        String port = properties
                .read("server.port", Kinds::text)
                .filter(text -> text.matches("\\d{1,5}"))
                .orElse("8080");
        return PublicUrl.parse("http://localhost:" + port);
    }

    /** Cookies know no ports (RFC 6265 §8.5), so that another port of the same host would keep nothing apart. */
    private static PublicUrl consoleUrl(String text, PublicUrl publicUrl) {
        PublicUrl console = PublicUrl.parse(text);
        if (console.isHttps() != publicUrl.isHttps() || console.hasHostOf(publicUrl)) {
            throw Kinds.refused(text, "another host than that of public-url, and its scheme");
        }
        return console;
    }

    private Egress egress() {
        return new Egress(
                properties.read("gateway.egress.proxy", SettingsReader::proxy),
                properties.list("gateway.egress.no-proxy", Kinds::text),
                properties.read("gateway.egress.ca-file", SettingsReader::readable),
                PrivateHosts.of(properties.list("gateway.egress.allow-private", text -> {
                    PrivateHosts.of(List.of(text));
                    return text;
                })));
    }

    private Optional<SecretKeys> secretKeys(Store store) {
        List<Value> values = properties.valuesOfFile("gateway.secret-key");
        Place place = values.isEmpty()
                ? properties.place("gateway.secret-key")
                : values.get(0).place().instead("gateway.secret-key");
        List<Secret> secrets =
                values.stream().flatMap(value -> value.secret().stream()).toList();
        if (values.isEmpty() && store == Store.REDIS) {
            Place why = properties.place("gateway.sessions.store");
            why.instead(place.key()).problem("missing (expected: " + KEY + "; sessions in Redis are sealed with it)");
        }
        if (secrets.isEmpty() || secrets.size() < values.size()) {
            return Optional.empty();
        }
        return Place.made(() -> SecretKeys.of(secrets), unused -> place);
    }

    private Path dataDirectory() {
        return properties
                .read("gateway.data-directory", SettingsReader::directory)
                .orElseGet(() -> directory.toAbsolutePath().normalize().resolveSibling("data"));
    }

    private void checkKeyFile(Path dataDirectory) {
        try {
            DataDirectory.check(dataDirectory);
        } catch (IllegalArgumentException refused) {
            properties.place("gateway.data-directory").problem(String.valueOf(refused.getMessage()));
        }
    }

    private static URI proxy(String text) {
        URI proxy = Kinds.address(text);
        if (proxy.getPort() < 0 || !"http".equals(proxy.getScheme())) {
            throw Kinds.refused(text, "http://host:port");
        }
        return proxy;
    }

    private static Path directory(String text) {
        Path path = Path.of(Kinds.text(text));
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw Kinds.refused(text, "a directory, which need not exist");
        }
        return path;
    }

    private static Path readable(String text) {
        if (!Files.isReadable(Path.of(text)) || Files.isDirectory(Path.of(text))) {
            throw Kinds.refused(text, "a file of PEM certificates that can be read");
        }
        return Path.of(text);
    }
}
