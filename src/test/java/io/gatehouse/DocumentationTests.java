package io.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.gatehouse.audit.Happening;
import io.gatehouse.config.ConfigReader;
import io.gatehouse.config.ConfigReader.Reading;
import io.gatehouse.config.GatewayEnvironment;
import io.gatehouse.fixture.TestKeys;
import io.gatehouse.login.fault.Fault;
import io.gatehouse.organization.provider.Issuer;
import io.gatehouse.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** README, docs/ and deploy/ say what the code does: examples load, tables are whole, links lead somewhere. */
class DocumentationTests {

    private static final Path README = Path.of("README.md");
    private static final Path DOCS = Path.of("docs");
    private static final String KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private static final Pattern YAML_BLOCK =
            Pattern.compile("^( *)```yaml\\s*\\n(.*?)^ *```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern FENCED_BLOCK = Pattern.compile("^ *```.*?^ *```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern NAMED_FILE =
            Pattern.compile("\\s*# (?:config/)?(gateway\\.yaml|routes\\.yaml|organizations(?:/[^\\s/]+)?\\.yaml)\\b.*");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)");
    private static final Pattern LINK =
            Pattern.compile("\\]\\(<?([^)\\s>]+)>?(?:\\s+\"[^\"]*\")?\\)|(?:src|href)=\"([^\"]+)\"");
    private static final Pattern ASSERTION_KEY = Pattern.compile("file:/run/secrets/(assertion-\\d\\.pem)");
    private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
    private static final Pattern PROBLEM_ROW =
            Pattern.compile("^\\| *`?(GH-\\d{4})`? *\\| *(\\d{3}) *\\| *(.+?) *\\|", Pattern.MULTILINE);

    /** A block of YAML that says which file of {@code config/} it is. */
    private record Example(Path page, int line, String file, String text) {
        @Override
        public String toString() {
            return page + ":" + line + " " + file;
        }
    }

    @TempDir
    Path directory;

    static Stream<Example> examples() {
        return pages().stream().flatMap(page -> examples(page, read(page)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void everyExampleOfAConfigFileLoads(Example example) {
        minimalRest(example).forEach(this::write);
        write("secret", KEY);
        write(example.file(), withFilesThatExist(example.text()));

        Reading reading = ConfigReader.read(directory, environment(example.text()));

        assertThat(reading.problems()).as(example + "\n" + example.text()).isEmpty();
    }

    @Test
    void thereAreExamplesOfEveryFile() {
        assertThat(examples().map(example -> example.file().replaceFirst("/.*", "")))
                .contains("gateway.yaml", "routes.yaml", "organizations");
    }

    @Test
    void theTableOfProblemsIsTheEnumeration() {
        Map<String, String> documented = new TreeMap<>();
        matches(PROBLEM_ROW, read(DOCS.resolve("problems.md")))
                .forEach(row -> documented.put(row.group(1), row.group(2) + " " + row.group(3)));
        Map<String, String> coded = Arrays.stream(Problem.values())
                .collect(Collectors.toMap(
                        Problem::code, problem -> problem.status() + " " + problem.title(), (a, b) -> a, TreeMap::new));

        assertThat(documented).isEqualTo(coded);
    }

    @Test
    void theTableOfWhatIsWrittenDownIsTheEnumeration() {
        assertThat(read(DOCS.resolve("activity.md")).lines().filter(row -> row.startsWith("| `")))
                .containsExactlyElementsOf(Arrays.stream(Happening.values())
                        .map(happening -> "| `" + happening + "` | "
                                + happening.kind().title() + " | " + happening.sentence() + " |")
                        .toList());
    }

    @Test
    void theTableOfFaultsIsTheEnumeration() {
        List<String> rows = read(DOCS.resolve("problems.md"))
                .lines()
                .filter(line -> line.matches("\\| GH-4\\d{3} \\| `.*"))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(Arrays.stream(Fault.values())
                        .sorted(Comparator.comparing(fault -> fault.problem().code()))
                        .map(DocumentationTests::row)
                        .toList());
    }

    private static String row(Fault fault) {
        String portals = Arrays.stream(Issuer.Provider.values())
                .filter(provider -> !fault.mend(provider).equals(fault.mend()))
                .map(provider -> "<br>**" + provider.title() + "**: " + fault.mend(provider))
                .collect(Collectors.joining());
        return "| " + fault.problem().code() + " | `" + fault.field() + "` | " + fault.mend() + portals + " |";
    }

    @Test
    void everyAlertIsInTheTableOfWhatToAlertOn() {
        String operations = read(DOCS.resolve("operations.md")).replace("\\|", "|");
        String alerts = read(Path.of("deploy/prometheus/alerts.yaml"));

        assertThat(matches(Pattern.compile("expr: '(.+)'"), alerts).map(alert -> "| `" + alert.group(1) + "`"))
                .hasSizeGreaterThan(10)
                .allSatisfy(alert -> assertThat(operations).contains(alert));
    }

    @Test
    void composeGivesRedisTheUserThatIsDocumented() {
        Pattern user = Pattern.compile("user gatehouse on >\\S+ (.+)");

        assertThat(matches(user, read(Path.of("deploy/compose/compose.yaml"))).map(found -> found.group(1)))
                .containsExactlyElementsOf(matches(user, read(DOCS.resolve("operations.md")))
                        .map(found -> found.group(1))
                        .toList());
    }

    @Test
    void everyCodeThatAPageNamesExists() {
        List<String> codes = Arrays.stream(Problem.values()).map(Problem::code).toList();

        assertThat(pages().stream().flatMap(page -> matches(Pattern.compile("GH-\\d{4}"), read(page))
                        .map(MatchResult::group)))
                .isSubsetOf(codes);
    }

    @Test
    void everyRelativeLinkLeadsToAFile() {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            matches(LINK, CODE.matcher(prose(page)).replaceAll(""))
                    .map(link -> link.group(1) != null ? link.group(1) : link.group(2))
                    .filter(link -> !link.matches("[a-z]+:.*|//.*"))
                    .filter(link -> !exists(page, link))
                    .forEach(link -> broken.add(page + ": " + link));
        }

        assertThat(broken).isEmpty();
    }

    @Test
    void theReadmeNamesTheFirstCommands() {
        assertThat(read(README)).contains("./gateway demo", "./gateway test");
    }

    private static List<Path> pages() {
        try (Stream<Path> docs = Files.walk(DOCS);
                Stream<Path> deploy = Files.walk(Path.of("deploy"))) {
            return Stream.concat(Stream.of(README), Stream.concat(docs, deploy).filter(file -> file.toString()
                            .endsWith(".md")))
                    .filter(Files::exists) // that it does is another test's question
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Stream<Example> examples(Path page, String text) {
        return matches(YAML_BLOCK, text).flatMap(block -> {
            String yaml = block.group(2).replaceAll("(?m)^" + block.group(1), "");
            Matcher named = NAMED_FILE.matcher(yaml.lines().findFirst().orElse(""));
            int line = (int) text.substring(0, block.start()).lines().count() + 1;
            return named.matches() ? Stream.of(new Example(page, line, named.group(1), yaml)) : Stream.of();
        });
    }

    /** The other files, with just the roles and routes that the example mentions. */
    private static Map<String, String> minimalRest(Example example) {
        Map<String, String> rest = new LinkedHashMap<>();
        boolean hosts = example.text().startsWith("hosts:") || example.text().contains("\nhosts:");
        rest.put(
                "gateway.yaml",
                "gateway: {public-url: '" + (hosts ? "https://gw.example" : "http://localhost:8080") + "'}\n");
        Object yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(example.text());
        if (example.file().equals("routes.yaml")) {
            String grants = roles(yaml).distinct().map(role -> role + ": [x]").collect(Collectors.joining(", "));
            rest.put("organizations/example.yaml", "roles: {grant: {" + grants + "}}\n");
        } else {
            List<String> routes = keysBelow(yaml, "upstreams").distinct().toList();
            String lines = routes.stream()
                    .map(route ->
                            "  " + route + ": {path: '/{organization}/" + route + "/**', upstream: 'http://u:1'}\n")
                    .collect(Collectors.joining());
            rest.put("routes.yaml", routes.isEmpty() ? "" : "routes:\n" + lines);
        }
        return rest;
    }

    private static Stream<String> roles(Object routes) {
        return values(routes, "access")
                .flatMap(access -> access instanceof Collection<?> several ? several.stream() : Stream.of(access))
                .flatMap(words -> Arrays.stream(words.toString().split("\\s*,\\s*")))
                .filter(word -> !word.equals("anyone") && !word.equals("members"));
    }

    private static Stream<String> keysBelow(Object yaml, String key) {
        return values(yaml, key)
                .filter(Map.class::isInstance)
                .flatMap(map -> ((Map<?, ?>) map).keySet().stream())
                .map(String::valueOf);
    }

    /** Every value of this key, however deep. */
    private static Stream<Object> values(Object yaml, String key) {
        return yaml instanceof Map<?, ?> map
                ? map.entrySet().stream()
                        .flatMap(entry -> key.equals(entry.getKey())
                                ? Stream.of(entry.getValue())
                                : values(entry.getValue(), key))
                : Stream.of();
    }

    private String withFilesThatExist(String text) {
        String secret = Matcher.quoteReplacement(directory.resolve("secret").toString());
        String others = text.replaceAll("file:/(?!run/secrets/assertion-)[^\\s,\\]}\"']+", "file:" + secret)
                .replaceAll("ca-file: *[^\\s,}]+", "ca-file: " + secret);
        return ASSERTION_KEY
                .matcher(others)
                .replaceAll(file -> Matcher.quoteReplacement("file:" + assertionKey(file.group(1))));
    }

    private String assertionKey(String name) {
        try {
            String key = new ECKeyGenerator(Curve.P_256).generate().toJSONString();
            return Files.writeString(directory.resolve(name), key).toString();
        } catch (IOException | JOSEException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private ConfigurableEnvironment environment(String text) {
        Map<String, Object> variables = new HashMap<>();
        matches(VARIABLE, text).map(found -> found.group(1)).forEach(name -> variables.put(name, dummy(name)));
        ConfigurableEnvironment environment = GatewayEnvironment.load(directory);
        environment.getPropertySources().addFirst(new MapPropertySource("documentation", variables));
        return environment;
    }

    private static String dummy(String name) {
        if (name.endsWith("PRIVATE_KEY")) {
            return TestKeys.rsaPem();
        }
        if (name.contains("KEY") || name.equals("FORWARD_AUTH_SECRET")) {
            return KEY;
        }
        String host = name.contains("REDIS") ? "redis://redis.example.com" : "https://portal.example.com";
        return name.endsWith("URL") ? host : "dummy";
    }

    private static boolean exists(Path page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
        boolean whole = parts.length == 1 || !target.toString().endsWith(".md");
        return Files.exists(target) && (whole || headings(target).anyMatch(parts[1]::equals));
    }

    /** As GitHub makes anchors of them. */
    private static Stream<String> headings(Path page) {
        return prose(page).lines().filter(line -> line.startsWith("#")).map(line -> line.replaceFirst("^#+ +", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-'));
    }

    private static String prose(Path page) {
        return FENCED_BLOCK.matcher(read(page)).replaceAll("");
    }

    private static Stream<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void write(String file, String text) {
        try {
            Path target = directory.resolve(file);
            Files.createDirectories(target.getParent());
            Files.writeString(target, text);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
