package io.gatehouse.command;

import io.gatehouse.apikey.ApiKey;
import io.gatehouse.apikey.ApiKeys;
import io.gatehouse.apikey.Scope;
import io.gatehouse.audit.Audit;
import io.gatehouse.config.ConfigReader;
import io.gatehouse.config.ConfigReader.Reading;
import io.gatehouse.config.GatewayEnvironment;
import io.gatehouse.config.GatewaySettings;
import io.gatehouse.config.InvalidConfiguration;
import io.gatehouse.config.source.Kinds;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.settings.store.FileSettingsStore;
import io.gatehouse.settings.store.RedisSettingsStore;
import io.gatehouse.settings.store.SettingsStore;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.env.ConfigurableEnvironment;

/** {@code ./gateway api-key}: a key for an organization's programs where nobody has a browser, and its end. */
public final class MakeApiKey {

    private static final String NAME = "name";
    private static final String SCOPE = "scope";
    private static final String VALID = "valid";
    private static final String REVOKE = "revoke";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private MakeApiKey() {}

    /**
     * @param arguments what follows {@code api-key}: {@code ORGANIZATION --name NAME [--scope read|write] [--valid 90d]} or
     *     {@code ORGANIZATION --name NAME --revoke}, and {@code [--config DIR] [--key=value …]}
     * @param out gets the key and nothing else
     * @return the exit code: 0, 1 when nothing was made or revoked, 2 for a wrong command line
     */
    public static int run(String[] arguments, PrintStream out, PrintStream err, Clock clock) {
        try {
            run(parse(arguments), out, err, clock);
            return 0;
        } catch (Refused refused) {
            err.println("api-key: " + refused.getMessage());
            return refused.exitCode();
        } catch (InvalidConfiguration invalid) {
            invalid.problems().forEach(problem -> err.println("api-key: " + problem));
            return 1;
        }
    }

    private static Arguments parse(String[] arguments) {
        try {
            Arguments given = Arguments.parse(arguments, Set.of(REVOKE), Set.of(NAME, SCOPE, VALID, "config"));
            if (given.words().size() == 1 && given.option(NAME).isPresent()) {
                return given;
            }
            throw new Refused(
                    2,
                    "“" + String.join(" ", given.words()) + "”"
                            + (given.option(NAME).isPresent() ? "" : " without --name")
                            + " (expected: one organization's name, --name NAME, and options)");
        } catch (IllegalArgumentException unknown) {
            throw new Refused(2, String.valueOf(unknown.getMessage()));
        }
    }

    private static void run(Arguments given, PrintStream out, PrintStream err, Clock clock) {
        Path directory = given.directory();
        if (!Files.isDirectory(directory)) {
            throw new Refused(1, directory + ": no such directory (expected: one with gateway.yaml in it)");
        }
        ConfigurableEnvironment environment = GatewayEnvironment.load(directory, given.forSpring());
        Reading reading = ConfigReader.read(directory, environment);
        GatewaySettings settings = GatewayStore.settings(reading, directory, environment);
        OrganizationName organization = MakeSetupLink.organization(given.words().get(0), reading, directory);
        try (GatewayStore where = GatewayStore.open(settings, environment);
                ApiKeys keys = new ApiKeys(store(where, settings, clock), where.keys(), new Audit(clock), clock)) {
            if (given.has(REVOKE)) {
                revoke(organization, given, where, keys, err);
            } else {
                make(organization, wanted(given), where, keys, out, err);
            }
        } catch (IllegalArgumentException refused) {
            throw new Refused(1, "--" + refused.getMessage());
        }
    }

    private static ApiKeys.Wanted wanted(Arguments given) {
        String scope = given.option(SCOPE).orElse("read");
        Duration valid = given.option(VALID).map(Kinds::duration).orElse(ApiKey.LIFETIME);
        return new ApiKeys.Wanted(
                given.option(NAME).orElseThrow(),
                Scope.parse(scope)
                        .orElseThrow(() -> new IllegalArgumentException(
                                SCOPE + ": " + scope + " (expected: " + Scope.EXPECTED + ")")),
                valid);
    }

    private static void make(
            OrganizationName organization,
            ApiKeys.Wanted wanted,
            GatewayStore where,
            ApiKeys keys,
            PrintStream out,
            PrintStream err) {
        ApiKeys.Made made = where.ask(keys.make(organization, wanted, operator(), Optional.empty()))
                .orElseThrow();
        out.println(made.text().reveal());
        out.flush();
        err.println("A key of " + organization + " to " + wanted.scope() + ", until "
                + TIME.format(made.key().until())
                + ". It is shown this once; --revoke ends it, as the page API keys does.");
    }

    private static void revoke(
            OrganizationName organization, Arguments given, GatewayStore where, ApiKeys keys, PrintStream err) {
        String name = given.option(NAME).orElseThrow();
        List<ApiKey> named = where.ask(keys.all(organization)).orElseThrow().stream()
                .filter(key -> key.name().equals(name))
                .toList();
        if (named.isEmpty()) {
            throw new Refused(1, "--name: " + name + ": no such key of " + organization);
        }
        named.forEach(key -> where.ask(keys.revoke(organization, key.id(), operator())));
        err.println("The key " + name + " of " + organization + " is worthless.");
    }

    private static String operator() {
        return "operator " + System.getProperty("user.name", "-");
    }

    private static SettingsStore store(GatewayStore where, GatewaySettings settings, Clock clock) {
        if (where.redis().isPresent()) {
            return new RedisSettingsStore(where.redis().get(), ApiKeys.STORE);
        }
        try {
            return new FileSettingsStore(
                    where.directory()
                            .orElseThrow(() -> new Refused(
                                    1,
                                    settings.dataDirectory() + ": no such directory (expected: to be run where the"
                                            + " gateway runs, with its --config)")),
                    ApiKeys.STORE,
                    clock);
        } catch (IOException unreadable) {
            throw GatewayStore.unreadable(settings);
        }
    }
}
