package io.gatehouse.config;

import io.gatehouse.config.source.ConfigFiles;
import io.gatehouse.config.source.ConfigProblem;
import io.gatehouse.config.source.Findings;
import io.gatehouse.config.source.Place;
import io.gatehouse.config.source.Properties;
import io.gatehouse.config.source.Section;
import io.gatehouse.config.source.Variables;
import io.gatehouse.config.source.YamlFile;
import io.gatehouse.organization.Organization;
import io.gatehouse.organization.Organizations;
import io.gatehouse.route.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.env.ConfigurableEnvironment;

/** Reads a whole configuration in one pass and says everything that is wrong with it at once. */
public final class ConfigReader {

    /**
     * What came of it.
     *
     * @param configuration empty when there are problems
     * @param problems sorted by file and line
     * @param notes what is not wrong but worth knowing
     * @param files every file that was read or looked for, secrets too, with a digest of what was in it
     */
    public record Reading(
            Optional<Configuration> configuration,
            List<ConfigProblem> problems,
            List<ConfigProblem> notes,
            Map<Path, String> files) {

        /** @throws InvalidConfiguration when there are problems */
        public Configuration valid() {
            return configuration.orElseThrow(() -> new InvalidConfiguration(problems));
        }
    }

    private final ConfigFiles files;
    private final Findings findings = new Findings();
    private final Variables variables;
    private boolean everyFileWasRead = true;

    private ConfigReader(Path directory, ConfigurableEnvironment environment) {
        this.files = new ConfigFiles(directory);
        this.variables = new Variables(environment, files);
    }

    /**
     * @param directory with {@code routes.yaml} and the organizations
     * @param environment with {@code gateway.yaml} already in it, and every variable
     */
    public static Reading read(Path directory, ConfigurableEnvironment environment) {
        return new ConfigReader(directory, environment).read(environment);
    }

    /** Only how the gateway is reached and how it reaches others; keys and secrets need not be there yet. */
    public static GatewaySettings settings(Path directory, ConfigurableEnvironment environment) {
        ConfigReader reader = new ConfigReader(directory, environment);
        GatewaySettings settings = reader.settings(environment);
        List<ConfigProblem> problems = reader.findings.problems().stream()
                .filter(problem -> problem.key().matches("gateway\\.(public-url|egress).*"))
                .toList();
        if (!problems.isEmpty()) {
            throw new InvalidConfiguration(problems);
        }
        return settings;
    }

    private Reading read(ConfigurableEnvironment environment) {
        if (!Files.isDirectory(files.directory())) {
            findings.problem(new ConfigProblem(ConfigFiles.shown(files.directory()), 0, "directory", "missing"));
        }
        GatewaySettings settings = settings(environment);

        RoutesReader routesReader = new RoutesReader(
                files, settings.forwarder(), !settings.forwardAuthSecrets().isEmpty());
        Optional<Section> routesFile = files.named("routes").map(this::section).orElseGet(this::noRoutes);
        List<Route> routes = routesFile.map(routesReader::read).orElse(List.of());

        OrganizationReader reader =
                new OrganizationReader(settings, files, routesFile.map(read -> routesReader.names()));
        List<Organization> organizations = organizations(reader).stream()
                .map(organization -> organization.readBy(routesReader.reads()))
                .toList();
        if (everyFileWasRead) {
            routesReader.checkAccess(organizations);
        }
        List<ConfigProblem> problems = findings.problems();
        Optional<Configuration> configuration = problems.isEmpty()
                ? Optional.of(new Configuration(settings, routes, new Organizations(organizations)))
                : Optional.empty();
        return new Reading(configuration, problems, findings.notes(), files.digests());
    }

    private GatewaySettings settings(ConfigurableEnvironment environment) {
        String file = ConfigFiles.shown(files.named("gateway").orElse(files.resolve("gateway.yaml")));
        return new SettingsReader(new Properties(environment, variables, findings, file), files.directory()).read();
    }

    private List<Organization> organizations(OrganizationReader reader) {
        List<Organization> organizations = new ArrayList<>();
        for (Path file : files.organizations()) {
            String name = file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
            Place named = new Place(findings, ConfigFiles.shown(file), 0, "file name");
            section(file).map(section -> reader.read(name, named, section)).ifPresent(organizations::add);
        }
        files.named("organizations").flatMap(this::section).ifPresent(all -> all.sections()
                .forEach((name, section) -> organizations.add(reader.read(name, section.place(), section))));
        return organizations;
    }

    /** Empty after saying why the file cannot be read. */
    private Optional<Section> section(Path file) {
        Optional<Section> section = YamlFile.read(file, files, variables, findings);
        everyFileWasRead &= section.isPresent();
        return section;
    }

    private Optional<Section> noRoutes() {
        Place place = new Place(findings, ConfigFiles.shown(files.resolve("routes.yaml")), 0, "routes");
        place.note("none: only the gateway's own pages are served");
        return Optional.of(new Section(null, place, variables));
    }
}
