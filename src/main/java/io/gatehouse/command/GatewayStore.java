package io.gatehouse.command;

import io.gatehouse.config.ConfigReader;
import io.gatehouse.config.ConfigReader.Reading;
import io.gatehouse.config.GatewaySettings;
import io.gatehouse.secret.DataDirectory;
import io.gatehouse.secret.PrivateDirectory;
import io.gatehouse.secret.SecretKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import reactor.core.publisher.Mono;

/**
 * Where the gateway keeps things, for commands that are run beside it.
 *
 * @param redis empty where it keeps them in a directory
 * @param directory empty where it keeps them in Redis, and where it has kept nothing yet
 * @param where for messages
 */
record GatewayStore(
        Optional<LettuceConnectionFactory> redis,
        Optional<PrivateDirectory> directory,
        SecretKeys keys,
        String where,
        Runnable closing)
        implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Less than our own, so that Redis's answer is waited for to its end. */
    private static final Duration REDIS_PATIENCE = Duration.ofSeconds(8);

    /** What is wrong with organizations is none of such a command's business: their secrets need not be in this environment. */
    static GatewaySettings settings(Reading reading, Path directory, ConfigurableEnvironment environment) {
        boolean onlyOrganizations =
                reading.problems().stream().allMatch(problem -> problem.file().contains("organizations"));
        return onlyOrganizations
                ? ConfigReader.settings(directory, environment)
                : reading.valid().settings();
    }

    /** @throws Refused when it cannot be opened */
    static GatewayStore open(GatewaySettings settings, ConfigurableEnvironment environment) {
        return switch (settings.store()) {
            case MEMORY -> inDirectory(settings);
            case REDIS -> inRedis(settings, environment);
        };
    }

    /** @throws Refused when no answer comes; what the question itself refuses is thrown as it is */
    <T> Optional<T> ask(Mono<T> question) {
        try {
            return Optional.ofNullable(question.timeout(PATIENCE).toFuture().get());
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof IllegalStateException refused) {
                throw refused;
            }
            if (failure.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new Refused(
                    1,
                    where + ": no answer (expected: one within " + PATIENCE.toSeconds()
                            + " s; the row of Redis in ./gateway check --online says more)");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new Refused(1, "interrupted");
        }
    }

    @Override
    public void close() {
        closing.run();
    }

    /** Where there is no directory nothing has been kept, and a command makes none. */
    private static GatewayStore inDirectory(GatewaySettings settings) {
        String where = "gateway.data-directory";
        if (!Files.isDirectory(settings.dataDirectory())) {
            return new GatewayStore(Optional.empty(), Optional.empty(), SecretKeys.random(), where, () -> {});
        }
        DataDirectory data = DataDirectory.open(settings.dataDirectory());
        if (data.directory().isEmpty()) {
            throw unreadable(settings);
        }
        SecretKeys keys = settings.secretKeys().orElseGet(data::keys);
        return new GatewayStore(Optional.empty(), data.directory(), keys, where, () -> {});
    }

    static Refused unreadable(GatewaySettings settings) {
        return new Refused(
                1, settings.dataDirectory() + ": cannot be opened (expected: to be run as the gateway's own user)");
    }

    private static GatewayStore inRedis(GatewaySettings settings, ConfigurableEnvironment environment) {
        GatewaysRedis redis = GatewaysRedis.of(environment, REDIS_PATIENCE);
        return new GatewayStore(
                Optional.of(redis.connections()),
                Optional.empty(),
                settings.secretKeys().orElseThrow(),
                "Redis",
                redis::close);
    }
}
