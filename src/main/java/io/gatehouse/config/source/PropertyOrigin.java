package io.gatehouse.config.source;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Where one of Spring Boot's properties was written: a line of a file, the environment, the command line. */
final class PropertyOrigin {

    private PropertyOrigin() {}

    static Place place(ConfigurationProperty property, Findings findings) {
        String key = property.getName().toString();
        return inFile(property)
                .map(text -> new Place(findings, shown(text), line(text), key))
                .orElseGet(() -> new Place(findings, source(property.getSource()), 0, key));
    }

    static Optional<TextResourceOrigin> inFile(ConfigurationProperty property) {
        Origin origin = property.getOrigin() instanceof PropertySourceOrigin of ? of.getOrigin() : property.getOrigin();
        return origin instanceof TextResourceOrigin text ? Optional.of(text) : Optional.empty();
    }

    private static int line(TextResourceOrigin text) {
        return text.getLocation() == null ? 0 : text.getLocation().getLine() + 1;
    }

    private static String shown(TextResourceOrigin text) {
        try {
            return text.getResource() == null
                    ? "gateway.yaml"
                    : ConfigFiles.shown(text.getResource().getFile().toPath());
        } catch (IOException notInAFile) {
            return String.valueOf(text.getResource());
        }
    }

    private static String source(@Nullable ConfigurationPropertySource source) {
        String name = source != null && source.getUnderlyingSource() instanceof PropertySource<?> named
                ? named.getName()
                : "";
        return switch (name) {
            case StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME -> "environment";
            case StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME -> "system properties";
            case CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME -> "command line";
            default -> name;
        };
    }
}
