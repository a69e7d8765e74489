package io.gatehouse.config;

import io.gatehouse.config.source.ConfigProblem;
import io.gatehouse.config.source.YamlFile;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.yaml.snakeyaml.error.YAMLException;

/** Tells the operator what to correct, instead of a stack trace. */
final class InvalidConfigurationAnalyzer implements FailureAnalyzer {

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidConfiguration invalid) {
                return analysis(invalid.problems(), failure);
            }
            if (cause instanceof YAMLException malformed) {
                // Spring Boot has tripped over it before we read anything.
                return analysis(List.of(YamlFile.problem("gateway.yaml", malformed)), failure);
            }
        }
        return null;
    }

    private static FailureAnalysis analysis(List<ConfigProblem> problems, Throwable failure) {
        String description = problems.stream().map(problem -> "  " + problem).collect(Collectors.joining("\n"));
        String values = problems.size() == 1 ? "this value" : "these " + problems.size() + " values";
        return new FailureAnalysis(description, "Correct " + values + ", then run ./gateway check.", failure);
    }
}
