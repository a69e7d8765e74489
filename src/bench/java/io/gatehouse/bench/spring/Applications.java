package io.gatehouse.bench.spring;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;

/** Starts an application without what only stands on the class path because it shares the bench's jar. */
final class Applications {

    private Applications() {}

    /** @param leftOut parts of the names of auto-configurations */
    static void run(Class<?> application, List<String> leftOut, String... arguments) {
        SpringApplication spring = new SpringApplication(application);
        spring.setDefaultProperties(Map.of(
                "spring.autoconfigure.exclude", candidates(leftOut),
                "spring.main.banner-mode", "off",
                "spring.cloud.gateway.server.webflux.metrics.enabled", "false"));
        spring.run(arguments);
    }

    private static String candidates(List<String> leftOut) {
        ClassLoader loader = Applications.class.getClassLoader();
        return StreamSupport.stream(
                        ImportCandidates.load(AutoConfiguration.class, loader).spliterator(), false)
                .filter(name -> leftOut.stream().anyMatch(name::contains))
                .collect(Collectors.joining(","));
    }
}
