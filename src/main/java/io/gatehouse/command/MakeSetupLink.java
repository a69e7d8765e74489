package io.gatehouse.command;

import io.gatehouse.config.ConfigReader;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.GatewayEnvironment;
import io.gatehouse.config.GatewaySettings;
import io.gatehouse.config.InvalidConfiguration;
import io.gatehouse.config.source.Kinds;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.secret.DataDirectory;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.settings.SetupLink;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;

/** {@code ./gateway setup-link}: a way into one organization's settings, for the person who is to set up its sign-in. */
public final class MakeSetupLink {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private MakeSetupLink() {}

    /**
     * @param arguments what follows {@code setup-link}: {@code ORGANIZATION [--valid 24h] [--config DIR] [--key=value …]}
     * @return the exit code: 0, 1 when there is no such organization or the configuration is wrong, 2 for a wrong command line
     */
    public static int run(String[] arguments, PrintStream out, Clock clock) {
        try {
            Arguments given = Arguments.parse(arguments, Set.of(), Set.of("valid", "config"));
            if (given.words().size() != 1) {
                throw new IllegalArgumentException(
                        String.join(" ", given.words()) + " (expected: one organization's name)");
            }
            Duration valid = given.option("valid").map(MakeSetupLink::duration).orElse(SetupLink.LIFETIME);
            return make(given, valid, out, clock);
        } catch (IllegalArgumentException wrong) {
            out.println("setup-link: " + wrong.getMessage());
            return 2;
        }
    }

    private static int make(Arguments given, Duration valid, PrintStream out, Clock clock) {
        if (!Files.isDirectory(given.directory())) {
            out.println(
                    "setup-link: " + given.directory() + ": no such directory (expected: one with gateway.yaml in it)");
            return 1;
        }
        Configuration configuration;
        try {
            configuration = ConfigReader.read(
                            given.directory(), GatewayEnvironment.load(given.directory(), given.forSpring()))
                    .valid();
        } catch (InvalidConfiguration invalid) {
            invalid.problems().forEach(problem -> out.println("setup-link: " + problem));
            return 1;
        }
        String name = given.words().get(0);
        var organization = OrganizationName.parse(name).flatMap(configuration.organizations()::find);
        if (organization.isEmpty()) {
            out.println("setup-link: " + name + ": no such organization (expected: one of " + given.directory()
                    + "; an empty file organizations/" + name + ".yaml makes one)");
            return 1;
        }
        Optional<SecretKeys> keys = keys(configuration.settings());
        if (keys.isEmpty()) {
            out.println("setup-link: " + configuration.settings().dataDirectory()
                    + ": cannot be written (expected: a directory for the key, or gateway.secret-key)");
            return 1;
        }
        print(organization.get(), configuration, keys.get(), clock.instant().plus(valid), out);
        return 0;
    }

    /** The gateway's own: one that is only in this process would seal a link that no gateway opens. */
    private static Optional<SecretKeys> keys(GatewaySettings settings) {
        return settings.secretKeys().or(() -> {
            DataDirectory data = DataDirectory.open(settings.dataDirectory());
            return data.directory().map(unused -> data.keys());
        });
    }

    private static void print(
            Organization organization, Configuration configuration, SecretKeys keys, Instant until, PrintStream out) {
        SetupLink link = SetupLink.make(organization.name(), until);
        String path = "/organizations/" + organization.name() + "/settings/enter?link=" + link.token(keys);
        out.println("A set-up link for " + organization.title() + ", good once and until " + TIME.format(until) + ":");
        out.println();
        out.println("  " + configuration.settings().publicUrl().at(path));
        out.println();
        out.println("Whoever opens it is in the settings of " + organization.title()
                + " for half an hour, and nowhere else. Its id, for the audit: " + link.id());
    }

    private static Duration duration(String text) {
        Duration valid = Kinds.duration(text);
        if (valid.compareTo(SetupLink.LONGEST) > 0 || valid.isZero()) {
            throw new IllegalArgumentException("--valid: " + text + " (expected: at most 7d)");
        }
        return valid;
    }
}
