package io.gatehouse.command;

import io.gatehouse.audit.Audit;
import io.gatehouse.audit.Happening;
import io.gatehouse.config.ConfigReader;
import io.gatehouse.config.ConfigReader.Reading;
import io.gatehouse.config.GatewayEnvironment;
import io.gatehouse.config.GatewaySettings;
import io.gatehouse.config.InvalidConfiguration;
import io.gatehouse.config.source.Kinds;
import io.gatehouse.config.source.Place;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.request.PublicUrl;
import io.gatehouse.secret.DataDirectory;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.settings.SetupLink;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * {@code ./gateway setup-link}: a way into one organization's settings, for the person who is to set up its sign-in; and its
 * end, when it has come into other hands.
 */
public final class MakeSetupLink {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private static final String VALID = "valid";
    private static final String REVOKE = "revoke";

    private MakeSetupLink() {}

    /**
     * @param arguments what follows {@code setup-link}: {@code ORGANIZATION [--valid 24h | --revoke] [--config DIR] [--key=value …]}
     * @return the exit code: 0, 1 when nothing was made or called back, 2 for a wrong command line
     */
    public static int run(String[] arguments, PrintStream out, Clock clock) {
        try {
            run(parse(arguments), out, clock);
            return 0;
        } catch (Refused refused) {
            out.println("setup-link: " + refused.getMessage());
            return refused.exitCode();
        } catch (InvalidConfiguration invalid) {
            invalid.problems().forEach(problem -> out.println("setup-link: " + problem));
            return 1;
        }
    }

    private static void run(Arguments given, PrintStream out, Clock clock) {
        Path directory = given.directory();
        if (!Files.isDirectory(directory)) {
            throw new Refused(1, directory + ": no such directory (expected: one with gateway.yaml in it)");
        }
        ConfigurableEnvironment environment = GatewayEnvironment.load(directory, given.forSpring());
        Reading reading = ConfigReader.read(directory, environment);
        GatewaySettings settings = GatewayStore.settings(reading, directory, environment);
        OrganizationName organization = organization(given.words().get(0), reading, directory);
        if (given.has(REVOKE)) {
            revoke(organization, settings, environment, out, clock);
        } else {
            Duration valid = given.option(VALID).map(MakeSetupLink::duration).orElse(SetupLink.LIFETIME);
            make(organization, valid, origin(organization, reading, settings), settings, out, clock);
        }
    }

    private static void make(
            OrganizationName organization,
            Duration valid,
            PublicUrl origin,
            GatewaySettings settings,
            PrintStream out,
            Clock clock) {
        SecretKeys keys = keys(settings)
                .orElseThrow(() -> new Refused(
                        1,
                        settings.dataDirectory()
                                + ": cannot be written (expected: a directory for the key, or gateway.secret-key)"));
        SetupLink link = SetupLink.make(organization, clock.instant(), valid);
        new Audit(clock)
                .event(Happening.SETUP_LINK_MADE, organization)
                .with("link", link.id())
                .with("until", link.until())
                .with("by", System.getProperty("user.name", "-"))
                .write();
        print(link, origin, settings, keys, out);
    }

    /** Whichever they are, used or not: nobody has a list of them. */
    private static void revoke(
            OrganizationName organization,
            GatewaySettings settings,
            ConfigurableEnvironment environment,
            PrintStream out,
            Clock clock) {
        if (settings.store() == GatewaySettings.Store.MEMORY && !Files.isDirectory(settings.dataDirectory())) {
            throw new Refused(
                    1,
                    settings.dataDirectory() + ": no such directory, nothing called back (expected: to be run where the"
                            + " gateway runs, with its --config)");
        }
        Instant madeUntil = clock.instant().plus(SetupLink.CLOCK_SKEW);
        try (KeptSettings kept = KeptSettings.open(settings, environment)) {
            kept.revokeLinks(organization, madeUntil);
        }
        new Audit(clock)
                .event(Happening.SETUP_LINKS_REVOKED, organization)
                .with("made-until", madeUntil)
                .with("by", System.getProperty("user.name", "-"))
                .write();
        out.println("Every set-up link for " + organization + " that was made until now is worthless, used or not;"
                + " whoever came by one is out.");
        out.println(
                "What they entered stays: look at the settings, and at who is admin there. For another link, a minute from"
                        + " now, since clocks differ: ./gateway setup-link " + organization);
    }

    private static Arguments parse(String[] arguments) {
        try {
            Arguments given = Arguments.parse(arguments, Set.of(REVOKE), Set.of(VALID, "config"));
            if (given.has(REVOKE) && given.has(VALID)) {
                throw new Refused(2, "--revoke --valid (expected: one of them)");
            }
            if (given.words().size() == 1) {
                return given;
            }
            throw new Refused(
                    2, "“" + String.join(" ", given.words()) + "” (expected: one organization's name, and options)");
        } catch (IllegalArgumentException unknown) {
            throw new Refused(2, String.valueOf(unknown.getMessage()));
        }
    }

    /** @throws Refused when there is none of that name */
    static OrganizationName organization(String text, Reading reading, Path directory) {
        Optional<OrganizationName> name = OrganizationName.parse(text);
        List<String> known = reading.configuration().stream()
                .flatMap(configuration -> configuration.organizations().all().stream())
                .map(organization -> organization.name().value())
                .sorted()
                .toList();
        boolean isThere = name.isPresent() && (reading.configuration().isEmpty() || known.contains(text));
        if (!isThere) {
            String meant = Place.nearest(text.toLowerCase(Locale.ROOT), known)
                    .map(near -> "; did you mean " + near + "?")
                    .orElse("");
            throw new Refused(
                    1,
                    text + ": no such organization (expected: one of " + directory + meant + "; an empty file"
                            + " organizations/NAME.yaml makes one)");
        }
        return name.get();
    }

    /** Where the settings of an organization are. */
    private static PublicUrl origin(OrganizationName name, Reading reading, GatewaySettings settings) {
        return settings.consoleUrl().orElseGet(() -> reading.configuration()
                .flatMap(configuration -> configuration.organizations().find(name))
                .map(organization -> organization.home(settings.publicUrl()))
                .orElse(settings.publicUrl()));
    }

    /** The gateway's own: one that is only in this process would seal a link that no gateway opens. */
    private static Optional<SecretKeys> keys(GatewaySettings settings) {
        return settings.secretKeys().or(() -> {
            DataDirectory data = DataDirectory.open(settings.dataDirectory());
            return data.directory().map(unused -> data.keys());
        });
    }

    private static void print(
            SetupLink link, PublicUrl origin, GatewaySettings settings, SecretKeys keys, PrintStream out) {
        String path = "/organizations/" + link.organization() + "/settings/enter?link=" + link.token(keys);
        String sealedWith =
                settings.secretKeys().isPresent() ? "gateway.secret-key" : "the key in " + settings.dataDirectory();
        out.println("A set-up link for " + link.organization() + ", good once and until " + TIME.format(link.until())
                + ":");
        out.println();
        out.println("  " + origin.at(path));
        out.println();
        out.println("Whoever opens it is in the settings of " + link.organization()
                + " for half an hour, and nowhere else. Its id, for the audit: " + link.id());
        out.println("It is sealed with " + sealedWith + ": only a gateway with the same opens it.");
    }

    private static Duration duration(String text) {
        try {
            Duration valid = Kinds.duration(text);
            if (valid.compareTo(SetupLink.LONGEST) <= 0 && !valid.isZero()) {
                return valid;
            }
        } catch (IllegalArgumentException noDuration) {
            throw new Refused(2, "--valid: " + noDuration.getMessage());
        }
        throw new Refused(2, "--valid: " + text + " (expected: at most 7d)");
    }
}
