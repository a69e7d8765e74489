package io.gatehouse.command;

import io.gatehouse.assertion.KeptKeys;
import io.gatehouse.assertion.store.FileKeyStore;
import io.gatehouse.assertion.store.KeyStore;
import io.gatehouse.assertion.store.RedisKeyStore;
import io.gatehouse.audit.Audit;
import io.gatehouse.audit.Happening;
import io.gatehouse.config.ConfigReader;
import io.gatehouse.config.GatewayEnvironment;
import io.gatehouse.config.GatewaySettings;
import io.gatehouse.config.InvalidConfiguration;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.env.ConfigurableEnvironment;

/** {@code ./gateway rotate-assertion-key}: another key for the assertions, before its time; at once when the present one is in wrong hands. */
public final class RotateAssertionKey {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private static final String NOW = "now";

    private RotateAssertionKey() {}

    /**
     * @param arguments what follows {@code rotate-assertion-key}: {@code [--now] [--config DIR] [--key=value …]}
     * @return the exit code: 0, 1 when nothing was changed, 2 for a wrong command line
     */
    public static int run(String[] arguments, PrintStream out, Clock clock) {
        try {
            run(parse(arguments), out, clock);
            return 0;
        } catch (Refused refused) {
            out.println("rotate-assertion-key: " + refused.getMessage());
            return refused.exitCode();
        } catch (InvalidConfiguration invalid) {
            invalid.problems().forEach(problem -> out.println("rotate-assertion-key: " + problem));
            return 1;
        }
    }

    private static Arguments parse(String[] arguments) {
        try {
            Arguments given = Arguments.parse(arguments, Set.of(NOW), Set.of("config"));
            if (given.words().isEmpty()) {
                return given;
            }
            throw new Refused(2, String.join(" ", given.words()) + " (expected: options only)");
        } catch (IllegalArgumentException unknown) {
            throw new Refused(2, String.valueOf(unknown.getMessage()));
        }
    }

    private static void run(Arguments given, PrintStream out, Clock clock) {
        Path directory = given.directory();
        if (!Files.isDirectory(directory)) {
            throw new Refused(1, directory + ": no such directory (expected: one with gateway.yaml in it)");
        }
        ConfigurableEnvironment environment = GatewayEnvironment.load(directory, given.forSpring());
        GatewaySettings settings =
                GatewayStore.settings(ConfigReader.read(directory, environment), directory, environment);
        if (settings.assertionKeys().isPresent()) {
            throw new Refused(
                    1,
                    "gateway.assertion-keys: the keys are yours (expected: another one in that list;"
                            + " docs/operations.md says in which order)");
        }
        try (GatewayStore store = GatewayStore.open(settings, environment)) {
            rotate(given.has(NOW), store, settings, out, clock);
        }
    }

    private static void rotate(
            boolean now, GatewayStore where, GatewaySettings settings, PrintStream out, Clock clock) {
        KeptKeys keys = new KeptKeys(store(where, settings), where.keys(), settings.assertionKeyLifetime(), clock);
        Instant signsFrom = ask(where, keys, now);
        new Audit(clock)
                .event(now ? Happening.ASSERTION_KEYS_REPLACED : Happening.ASSERTION_KEY_ROTATED)
                .with("signs-from", signsFrom)
                .with("by", System.getProperty("user.name", "-"))
                .write();
        out.println(now ? replaced() : rotated(signsFrom));
    }

    private static Instant ask(GatewayStore where, KeptKeys keys, boolean now) {
        try {
            return where.ask(now ? keys.replace() : keys.rotate()).orElseThrow();
        } catch (IllegalStateException sealed) {
            throw new Refused(1, where.where() + ": " + sealed.getMessage() + " (expected: the gateway's own)");
        }
    }

    private static KeyStore store(GatewayStore where, GatewaySettings settings) {
        Optional<KeyStore> store = where.redis()
                .<KeyStore>map(RedisKeyStore::new)
                .or(() -> where.directory().map(FileKeyStore::new));
        return store.orElseThrow(() -> new Refused(
                1,
                settings.dataDirectory() + ": no such directory (expected: to be run where the gateway runs, with its"
                        + " --config)"));
    }

    private static String rotated(Instant signsFrom) {
        return """
                A new key is made. Every replica publishes it within half a minute and signs with it from %s on; what signed before
                stays in the key set for ten minutes more. Nobody need do anything.\
                """.formatted(TIME.format(signsFrom));
    }

    private static String replaced() {
        return """
                A new key is made, and all others have left. Within half a minute every replica signs with the new one alone.
                Upstreams that remember the key set take in the old one's signatures for up to 5 minutes more, and may refuse the
                new one's for as long. To end that at once, restart what verifies.\
                """;
    }
}
