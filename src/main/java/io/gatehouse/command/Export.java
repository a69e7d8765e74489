package io.gatehouse.command;

import io.gatehouse.config.ConfigReader;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.GatewayEnvironment;
import io.gatehouse.config.InvalidConfiguration;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.OrganizationName;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.env.ConfigurableEnvironment;

/** {@code ./gateway export}: one organization as a file, whoever has entered what of it. */
public final class Export {

    private static final String WITH_SECRETS = "with-secrets";

    private Export() {}

    /**
     * @param arguments what follows {@code export}: {@code ORGANIZATION [--with-secrets] [--config DIR] [--key=value …]}
     * @param out gets the file and nothing else, in UTF-8
     * @return the exit code: 0, 1 when nothing was written, 2 for a wrong command line
     */
    public static int run(String[] arguments, PrintStream out, PrintStream err) {
        try {
            Arguments given = parse(arguments);
            out.writeBytes(export(given).getBytes(StandardCharsets.UTF_8));
            out.flush();
            if (given.has(WITH_SECRETS)) {
                err.println(
                        "export: client secrets were written in clear text (expected: to be kept where secrets are)");
            }
            return 0;
        } catch (InvalidConfiguration invalid) {
            invalid.problems().forEach(problem -> err.println("export: " + problem));
            return 1;
        } catch (Refused refused) {
            err.println("export: " + refused.getMessage());
            return refused.exitCode();
        }
    }

    private static Arguments parse(String[] arguments) {
        try {
            Arguments given = Arguments.parse(arguments, Set.of(WITH_SECRETS), Set.of("config"));
            if (given.words().size() == 1) {
                return given;
            }
            throw new Refused(2, String.join(" ", given.words()) + " (expected: one organization's name)");
        } catch (IllegalArgumentException unknown) {
            throw new Refused(2, String.valueOf(unknown.getMessage()));
        }
    }

    private static String export(Arguments given) {
        Path directory = given.directory();
        if (!Files.isDirectory(directory)) {
            throw new Refused(1, directory + ": no such directory (expected: one with gateway.yaml in it)");
        }
        ConfigurableEnvironment environment = GatewayEnvironment.load(directory, given.forSpring());
        Configuration configuration = ConfigReader.read(directory, environment).valid();
        String text = given.words().get(0);
        Organization organization = OrganizationName.parse(text)
                .flatMap(name -> present(name, configuration, environment))
                .orElseThrow(
                        () -> new Refused(1, text + ": no such organization (expected: one of " + directory + ")"));
        return OrganizationYaml.of(
                organization,
                configuration.settings().sessions(),
                given.has(WITH_SECRETS) ? OrganizationYaml.Secrets.IN_CLEAR_TEXT : OrganizationYaml.Secrets.NAMED);
    }

    /** As the gateway has it: the file with what is live of what was entered. What stands in no file is none. */
    private static Optional<Organization> present(
            OrganizationName name, Configuration configuration, ConfigurableEnvironment environment) {
        return configuration.organizations().find(name).map(file -> {
            try (KeptSettings kept = KeptSettings.open(configuration.settings(), environment)) {
                return kept.of(name).map(settings -> settings.laidOver(file)).orElse(file);
            }
        });
    }
}
