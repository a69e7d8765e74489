package io.gatehouse.command;

import io.gatehouse.audit.OneLine;
import io.gatehouse.config.ConfigReader;
import io.gatehouse.config.ConfigReader.Reading;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.GatewayEnvironment;
import io.gatehouse.config.GatewaySettings;
import io.gatehouse.config.InvalidConfiguration;
import io.gatehouse.config.source.ConfigProblem;
import io.gatehouse.config.source.Kinds;
import io.gatehouse.login.client.ExpiringSecret;
import io.gatehouse.login.provider.Providers;
import io.gatehouse.organization.EmailAddress;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.provider.IdentityProvider;
import io.gatehouse.request.PublicUrl;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.core.env.ConfigurableEnvironment;

/** {@code ./gateway check}: says whether the gateway would start on this configuration, and what it would be. */
public final class Check {

    private Check() {}

    /**
     * @param arguments what follows {@code check}: {@code [--config DIR] [--online [--mail-to ADDRESS]] [--explain …] [--key=value …]}
     * @return the exit code: 0, 1 for a configuration that is wrong, 2 for a command line that is, 3 for an explained request that is kept out
     */
    public static int run(String[] arguments, PrintStream out) {
        Arguments given;
        try {
            given = Arguments.parse(arguments, Set.of("online", "explain"), options());
        } catch (IllegalArgumentException unknown) {
            out.println("check: " + unknown.getMessage());
            return 2;
        }
        if (!given.words().isEmpty() && !given.has("explain")) {
            out.println("check: " + given.words().get(0) + " (expected: options only; a directory is --config DIR)");
            return 2;
        }
        Optional<EmailAddress> mailTo = given.option("mail-to").flatMap(EmailAddress::parse);
        if (given.has("mail-to") && (mailTo.isEmpty() || !given.has("online"))) {
            out.println("check: --mail-to " + OneLine.of(given.option("mail-to").orElse(""))
                    + " (expected: --online --mail-to an e-mail address)");
            return 2;
        }
        if (!Files.isDirectory(given.directory())) {
            out.println("check: " + given.directory() + ": no such directory (expected: one with gateway.yaml in it)");
            return 1;
        }
        return check(given.directory(), given, mailTo, out);
    }

    private static int check(Path directory, Arguments given, Optional<EmailAddress> mailTo, PrintStream out) {
        List<ConfigProblem> unreadable = new ArrayList<>();
        ConfigurableEnvironment environment = environment(directory, given.forSpring(), unreadable);
        Reading reading = ConfigReader.read(directory, environment);
        if (!unreadable.isEmpty() || reading.configuration().isEmpty()) {
            unreadable.forEach(out::println);
            reading.problems().forEach(out::println);
            return 1;
        }
        Configuration configuration = reading.configuration().get();
        if (given.has("explain")) {
            return explain(configuration, given, out);
        }
        if (mailTo.isPresent() && configuration.settings().mail().isEmpty()) {
            out.println("check: --mail-to, and no gateway.mail.host (expected: one)");
            return 2;
        }
        summary(directory, configuration, out);
        reading.notes().forEach(note -> out.println("note: " + note));
        ExpiringSecret.among(configuration.organizations(), Clock.systemUTC())
                .forEach(expiring -> out.println("note: " + expiring));
        return given.has("online") && !new OnlineCheck(configuration, environment, mailTo).print(out) ? 1 : 0;
    }

    private static int explain(Configuration configuration, Arguments given, PrintStream out) {
        try {
            return Explanation.print(configuration, given, out) ? 3 : 0;
        } catch (Refused question) {
            out.println("check: " + question.getMessage());
            return question.exitCode();
        }
    }

    private static Set<String> options() {
        Set<String> options = new HashSet<>(Explanation.FACTS);
        options.add(Explanation.PROVIDER);
        options.add("config");
        options.add("mail-to");
        return options;
    }

    /** Without gateway.yaml when that cannot be read, so that the other files' problems are said too. */
    private static ConfigurableEnvironment environment(
            Path directory, String[] properties, List<ConfigProblem> problems) {
        try {
            return GatewayEnvironment.load(directory, properties);
        } catch (InvalidConfiguration unreadable) {
            problems.addAll(unreadable.problems());
            return GatewayEnvironment.withoutFile(properties);
        }
    }

    private static void summary(Path directory, Configuration configuration, PrintStream out) {
        GatewaySettings settings = configuration.settings();
        out.printf(
                "%s: %d routes, %d organizations, sessions in %s, at %s%n%n",
                directory,
                configuration.routes().size(),
                configuration.organizations().all().size(),
                Kinds.written(settings.store()),
                settings.publicUrl());
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("organization", "name", "sso", "identity provider", "redirect URI"));
        byName(configuration).forEach(organization -> rows.add(row(organization, settings)));
        printTable(rows, out);
        printLogoutUris(configuration, out);
    }

    /** Which of the two an organization registers depends on what its identity provider knows. */
    private static void printLogoutUris(Configuration configuration, PrintStream out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("organization", "back-channel logout URI", "or, by a frame, front-channel logout URI"));
        byName(configuration).forEach(organization -> {
            PublicUrl home = organization.home(configuration.settings().publicUrl());
            rows.add(List.of(
                    organization.name().value(),
                    Providers.backChannelLogoutUri(home, organization.name()).toString(),
                    Providers.frontChannelLogoutUri(home, organization.name()).toString()));
        });
        printTable(rows, out);
    }

    static List<Organization> byName(Configuration configuration) {
        return configuration.organizations().all().stream()
                .sorted(Comparator.comparing(organization -> organization.name().value()))
                .toList();
    }

    private static List<String> row(Organization organization, GatewaySettings settings) {
        return List.of(
                organization.name().value(),
                organization.title(),
                organization.isSetUp() ? Kinds.written(organization.sso()) : "–",
                described(organization),
                Providers.redirectUris(settings.publicUrl(), organization).stream()
                        .map(URI::toString)
                        .collect(Collectors.joining(" ")));
    }

    private static String described(Organization organization) {
        return organization.isSetUp()
                ? organization.ways().stream().map(Check::describedWay).collect(Collectors.joining("; "))
                : "none here: the settings page";
    }

    private static String describedWay(Organization way) {
        String name = way.providerName().provider();
        return (name.isEmpty() ? "" : name + ": ")
                + way.identityProvider().map(Check::described).orElse("");
    }

    private static String described(IdentityProvider provider) {
        String expires = provider.clientSecretExpires()
                .map(last -> ", secret until " + last)
                .orElse("");
        return provider.issuer() + " (" + provider.issuer().provider().title() + ")" + expires;
    }

    /** Columns as wide as what stands in them, and an empty line behind. */
    static void printTable(List<List<String>> rows, PrintStream out) {
        int[] widths = new int[rows.isEmpty() ? 0 : rows.get(0).size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            out.println(line.toString().stripTrailing());
        }
        out.println();
    }
}
