package io.gatehouse.command;

import io.gatehouse.config.ConfigReader;
import io.gatehouse.config.GatewayEnvironment;
import io.gatehouse.config.GatewaySettings;
import io.gatehouse.config.InvalidConfiguration;
import io.gatehouse.config.source.Variables;
import io.gatehouse.login.provider.Clicks;
import io.gatehouse.login.provider.Discovery;
import io.gatehouse.login.provider.DiscoveryFailed;
import io.gatehouse.login.provider.Providers;
import io.gatehouse.login.reach.Http;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.organization.provider.Issuer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/** {@code ./gateway add organization}: from an issuer to a file that works, and to what its admin must click. */
public final class AddOrganization {

    private static final String USAGE =
            "organization NAME --issuer ISSUER [--client-id ID] [--client-secret-from VAR] [--config DIR]";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private AddOrganization() {}

    /**
     * @param arguments what follows {@code add}
     * @return the exit code: 0, 1 when nothing was written, 2 for a wrong command line
     */
    public static int run(String[] arguments, PrintStream out) {
        try {
            add(arguments, out);
            return 0;
        } catch (Refused refused) {
            out.println("add: " + refused.getMessage());
            return refused.exitCode();
        }
    }

    private static void add(String[] arguments, PrintStream out) {
        Arguments given = parse(arguments);
        OrganizationName name = name(given);
        Issuer typed = issuer(given);
        Path directory = given.directory();
        if (!Files.isDirectory(directory)) {
            throw new Refused(1, directory + ": no such directory (expected: one with gateway.yaml in it)");
        }
        Path file = directory.resolve("organizations").resolve(name + ".yaml");
        if (Files.exists(file) || Files.exists(file.resolveSibling(name + ".yml"))) {
            throw new Refused(1, file + ": is there already (expected: a name that is not taken)");
        }
        GatewaySettings settings = settings(directory, given.forSpring());
        Issuer issuer = discovered(typed, settings);

        String variable = OrganizationYaml.variable(name);
        String clientId =
                given.option("client-id").map(AddOrganization::quoted).orElse("${" + variable + "_CLIENT_ID}");
        String secret = given.option("client-secret-from").orElse(variable + "_CLIENT_SECRET");
        write(file, yaml(name, issuer, clientId, secret));

        Issuer.Provider provider = issuer.provider();
        out.println("Written: " + file);
        out.println();
        out.println("At " + provider.title() + " (" + issuer + "):");
        int step = 1;
        for (String click : Clicks.at(provider)) {
            out.println("  " + step++ + ". " + click);
        }
        out.println("  Redirect URI: " + Providers.redirectUri(settings.publicUrl(), name));
        out.println("  More: " + provider.guide());
        out.println();
        out.println("Here: set " + secret + (given.has("client-id") ? "" : " and " + variable + "_CLIENT_ID")
                + " (a gateway that runs already sees new variables after a restart only; file:/path needs none),");
        out.println("then run ./gateway check"
                + given.option("config").map(named -> " --config " + named).orElse(""));
    }

    private static Arguments parse(String[] arguments) {
        try {
            return Arguments.parse(arguments, Set.of(), Set.of("issuer", "client-id", "client-secret-from", "config"));
        } catch (IllegalArgumentException unknown) {
            throw new Refused(2, String.valueOf(unknown.getMessage()));
        }
    }

    private static OrganizationName name(Arguments given) {
        if (given.words().size() != 2 || !given.words().get(0).equals("organization") || !given.has("issuer")) {
            throw new Refused(2, String.join(" ", given.words()) + " (expected: " + USAGE + ")");
        }
        String variable = given.option("client-secret-from").orElse("A");
        if (!Variables.isName(variable)) {
            throw new Refused(2, variable + " (expected: a variable's name; never the secret itself)");
        }
        String name = given.words().get(1);
        return OrganizationName.parse(name)
                .orElseThrow(() -> new Refused(2, name + " (expected: " + OrganizationName.EXPECTED + ")"));
    }

    private static Issuer issuer(Arguments given) {
        try {
            return Issuer.parse(given.option("issuer").orElseThrow());
        } catch (IllegalArgumentException malformed) {
            throw new Refused(2, "--issuer: " + malformed.getMessage());
        }
    }

    private static GatewaySettings settings(Path directory, String[] properties) {
        try {
            return ConfigReader.settings(directory, GatewayEnvironment.load(directory, properties));
        } catch (InvalidConfiguration invalid) {
            throw new Refused(1, String.valueOf(invalid.getMessage()));
        }
    }

    /** As the provider itself writes it, which it will put into its tokens; an issuer of many tenants has no such name. */
    private static Issuer discovered(Issuer issuer, GatewaySettings settings) {
        try {
            String named = new Discovery(Http.client(settings.egress()))
                    .discover(issuer)
                    .timeout(PATIENCE)
                    .toFuture()
                    .get()
                    .issuer();
            return issuer.isOfManyTenants() ? issuer : Issuer.parse(named);
        } catch (ExecutionException failure) {
            throw new Refused(
                    1,
                    failure.getCause() instanceof DiscoveryFailed failed
                            ? failed.sentence()
                            : issuer.metadata() + ": no answer within " + PATIENCE.toSeconds() + " s");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Refused(1, "interrupted");
        }
    }

    private static void write(Path file, String yaml) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, yaml, StandardOpenOption.CREATE_NEW);
        } catch (IOException unwritable) {
            throw new Refused(1, file + ": cannot be written (" + unwritable + ")");
        }
    }

    private static String yaml(OrganizationName name, Issuer issuer, String clientId, String secret) {
        boolean entra = issuer.provider() == Issuer.Provider.ENTRA;
        boolean okta = issuer.provider() == Issuer.Provider.OKTA;
        return """
                # yaml-language-server: $schema=../schema/organization.schema.json
                name: %s
                admins: [] # e-mail addresses of those who get the role admin
                identity-provider:
                  issuer: %s
                  client-id: %s
                  client-secret: ${%s}
                %s%sroles:
                  claim: %s
                  default: member
                  grant: {} # role: [values of the claim]
                """.formatted(
                        name.title(),
                        issuer,
                        clientId,
                        secret,
                        whose(issuer),
                        okta ? "  scopes: [openid, profile, email, groups]\n" : "",
                        entra ? "roles" : "groups");
    }

    /** Empty lists, which check refuses: only its admin knows. */
    private static String whose(Issuer issuer) {
        if (issuer.isOfManyTenants()) {
            return "  allowed-tenants: [] # needed: the ids of the tenants that may sign in\n";
        }
        return issuer.provider() == Issuer.Provider.GOOGLE
                ? "  hosted-domains: [] # needed: your Google Workspace's domains\n"
                : "";
    }

    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9][A-Za-z0-9._-]*") ? text : "'" + text.replace("'", "''") + "'";
    }
}
