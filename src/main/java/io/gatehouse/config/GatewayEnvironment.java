package io.gatehouse.config;

import io.gatehouse.config.source.ConfigFiles;
import io.gatehouse.config.source.YamlFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.yaml.snakeyaml.error.YAMLException;

/** Where Spring Boot finds gateway.yaml, for the gateway and for the commands that only look at its configuration. */
public final class GatewayEnvironment {

    private GatewayEnvironment() {}

    /** What Spring Boot must be told, for instance as the application's default properties. */
    public static Map<String, Object> location(Path directory) {
        return Map.of(
                "spring.config.name",
                "gateway",
                "spring.config.location",
                "optional:file:" + directory.toAbsolutePath() + "/");
    }

    /**
     * The environment as the gateway would have it: command line, system properties, variables, {@code gateway.yaml}.
     *
     * @param arguments {@code --key=value}
     * @throws InvalidConfiguration when {@code gateway.yaml} is not YAML
     */
    public static ConfigurableEnvironment load(Path directory, String... arguments) {
        ConfigurableEnvironment environment = withoutFile(arguments);
        environment.getPropertySources().addFirst(new MapPropertySource("location", location(directory)));
        try {
            ConfigDataEnvironmentPostProcessor.applyTo(environment);
        } catch (YAMLException malformed) {
            ConfigFiles files = new ConfigFiles(directory);
            Path file = files.named("gateway").orElse(files.resolve("gateway.yaml"));
            throw new InvalidConfiguration(List.of(YamlFile.problem(ConfigFiles.shown(file), malformed)));
        }
        return environment;
    }

    public static ConfigurableEnvironment withoutFile(String... arguments) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(arguments));
        return environment;
    }
}
