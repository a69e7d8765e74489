package io.gatehouse;

import io.gatehouse.command.AddOrganization;
import io.gatehouse.command.Check;
import io.gatehouse.command.Export;
import io.gatehouse.command.MakeApiKey;
import io.gatehouse.command.MakeSetupLink;
import io.gatehouse.command.RotateAssertionKey;
import io.gatehouse.command.Why;
import io.gatehouse.config.ConfigReader;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.GatewayEnvironment;
import io.gatehouse.config.LiveConfiguration;
import io.gatehouse.process.OutOfMemoryLines;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** The gateway's main class: {@code run}, and the commands that are run beside it. */
public final class Gateway {

    private static final Pattern PROPERTY = Pattern.compile("--[A-Za-z][\\w.\\[\\]-]*=.*", Pattern.DOTALL);

    private static final Logger log = LoggerFactory.getLogger(Gateway.class);

    /** Spring Boot would let anybody's forwarding headers count by itself on Kubernetes; trusted-proxies decides here. */
    private static final Map<String, Object> ENFORCED = Map.of("server.forward-headers-strategy", "none");

    private Gateway() {}

    public static void main(String[] arguments) {
        String command = arguments.length == 0 ? "run" : arguments[0];
        String[] rest = arguments.length == 0 ? arguments : Arrays.copyOfRange(arguments, 1, arguments.length);
        withoutLeakDetector();
        switch (command) {
            case "run" -> run(rest);
            case "check" -> System.exit(Check.run(rest, System.out));
            case "add" -> System.exit(AddOrganization.run(rest, System.out));
            case "setup-link" -> System.exit(MakeSetupLink.run(rest, outputWithoutLog(), Clock.systemUTC()));
            case "api-key" -> System.exit(MakeApiKey.run(rest, outputWithoutLog(), System.err, Clock.systemUTC()));
            case "export" -> System.exit(Export.run(rest, outputWithoutLog(), System.err));
            case "rotate-assertion-key" ->
                System.exit(RotateAssertionKey.run(rest, outputWithoutLog(), Clock.systemUTC()));
            case "why" -> System.exit(Why.run(rest, System.in, System.out));
            case "train" -> train();
            default -> {
                System.err.println(
                        command
                                + " (expected: run, check, add organization, setup-link, api-key, rotate-assertion-key, export or why)");
                System.exit(2);
            }
        }
    }

    /** Netty's detector samples buffers of every hundredth request: 2 % of all CPU. The tests run it on all of them. */
    private static void withoutLeakDetector() {
        if (System.getProperty("io.netty.leakDetection.level") == null) {
            System.setProperty("io.netty.leakDetection.level", "disabled");
        }
    }

    /** What is printed is for a file or a person: whatever is logged meanwhile must not get into it. */
    private static PrintStream outputWithoutLog() {
        PrintStream out = System.out;
        System.setOut(System.err);
        return out;
    }

    /** For {@code ./gateway}, which has the JVM write down what a start needs. */
    private static void train() {
        Training.run();
        System.exit(0);
    }

    /** Starts a gateway on {@code --config DIR} (config/ when left out); other arguments are Spring Boot's. */
    public static ConfigurableApplicationContext run(String... arguments) {
        List<String> others = new ArrayList<>(List.of(arguments));
        Path directory = Path.of(take(others, "--config", "config"));
        if (!Files.isDirectory(directory)) {
            System.err.println("--config: " + directory + ": not a directory (expected: one with gateway.yaml)");
            System.exit(1);
        }
        String port = take(others, "--port", "");
        if (!port.isEmpty()) {
            others.add("--server.port=" + port);
        }
        others.stream()
                .filter(argument -> !PROPERTY.matcher(argument).matches())
                .findFirst()
                .ifPresent(unknown -> {
                    System.err.println("run: " + unknown + " (expected: --config DIR, --port N, or --key=value)");
                    System.exit(2);
                });
        SpringApplication application = new SpringApplication(Wiring.class);
        application.setDefaultProperties(defaults(directory));
        application.addInitializers(context -> OutOfMemoryLines.install());
        application.addInitializers(context -> read(directory, (GenericApplicationContext) context));
        application.addInitializers(context ->
                context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("enforced", ENFORCED)));
        ConfigurableApplicationContext context = application.run(others.toArray(String[]::new));
        sayWhatIsServed(context);
        return context;
    }

    private static void sayWhatIsServed(ConfigurableApplicationContext context) {
        Configuration configuration = context.getBean(Configuration.class);
        log.info(
                "gateway: serving {} on port {}: {} routes, {} organizations, sessions in {}",
                configuration.settings().publicUrl(),
                context.getEnvironment().getProperty("local.server.port"),
                configuration.routes().size(),
                configuration.organizations().all().size(),
                configuration.settings().store().name().toLowerCase(Locale.ROOT));
    }

    private static void read(Path directory, GenericApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        ConfigReader.Reading reading = ConfigReader.read(directory, environment);
        Configuration configuration = reading.valid();
        reading.notes().forEach(note -> log.warn("configuration: {}", note));
        context.registerBean(Configuration.class, () -> configuration);
        context.registerBean(
                LiveConfiguration.Source.class, () -> new LiveConfiguration.Source(reading, directory, environment));
    }

    /** Removes {@code name value} or {@code name=value} from the arguments. */
    private static String take(List<String> arguments, String name, String otherwise) {
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).equals(name) && i + 1 < arguments.size()) {
                arguments.remove(i);
                return arguments.remove(i);
            }
            if (arguments.get(i).startsWith(name + "=")) {
                return arguments.remove(i).substring(name.length() + 1);
            }
        }
        return otherwise;
    }

    /** What operators need not write: chosen in this file's comments, overridden by anything. */
    private static Properties defaults(Path directory) {
        Properties defaults = new Properties();
        defaults.putAll(GatewayEnvironment.location(directory));
        try (InputStream in = Objects.requireNonNull(Gateway.class.getResourceAsStream("/defaults.properties"))) {
            defaults.load(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return defaults;
    }
}
