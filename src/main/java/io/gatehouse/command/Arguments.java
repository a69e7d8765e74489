package io.gatehouse.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a command was given on its command line.
 *
 * @param words what is no option
 * @param options by name, without the hyphens; empty text for those that take no value
 * @param properties {@code --key=value} for Spring Boot
 */
record Arguments(List<String> words, Map<String, String> options, List<String> properties) {

    /** @throws IllegalArgumentException with a sentence that says what is expected */
    static Arguments parse(String[] arguments, Set<String> flags, Set<String> withValue) {
        List<String> words = new ArrayList<>();
        Map<String, String> options = new HashMap<>();
        List<String> properties = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            String name = argument.replaceFirst("^--", "").replaceFirst("=.*", "");
            boolean hasValue = argument.contains("=");
            if (!argument.startsWith("-")) {
                words.add(argument);
            } else if (flags.contains(name) && !hasValue) {
                options.put(name, "");
            } else if (withValue.contains(name) && (hasValue || i + 1 < arguments.length)) {
                options.put(name, hasValue ? argument.substring(argument.indexOf('=') + 1) : arguments[++i]);
            } else if (argument.startsWith("--") && hasValue) {
                properties.add(argument);
            } else {
                throw new IllegalArgumentException(argument + " (expected: " + usage(flags, withValue) + ")");
            }
        }
        return new Arguments(words, options, properties);
    }

    boolean has(String option) {
        return options.containsKey(option);
    }

    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    /** Of {@code --config}. */
    Path directory() {
        return Path.of(options.getOrDefault("config", "config"));
    }

    String[] forSpring() {
        return properties.toArray(String[]::new);
    }

    private static String usage(Set<String> flags, Set<String> withValue) {
        List<String> usage = new ArrayList<>();
        flags.stream().sorted().forEach(flag -> usage.add("--" + flag));
        withValue.stream().sorted().forEach(option -> usage.add("--" + option + " VALUE"));
        return String.join(", ", usage) + ", or --key=value of gateway.yaml";
    }
}
