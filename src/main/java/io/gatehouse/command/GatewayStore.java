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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.springframework.beans.BeansException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
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

    /** Less than our own patience, so that Redis's answer is waited for to its end; what gateway.yaml says counts more. */
    private static final Map<String, Object> TIMEOUTS =
            Map.of("spring.data.redis.connect-timeout", "8s", "spring.data.redis.timeout", "8s");

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

    /** Spring Boot's own connection, so that every {@code spring.data.redis.*} counts here as it does for the gateway. */
    private static GatewayStore inRedis(GatewaySettings settings, ConfigurableEnvironment environment) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        try {
            environment.getPropertySources().addLast(new MapPropertySource("timeouts", TIMEOUTS));
            context.setEnvironment(environment);
            context.register(DataRedisAutoConfiguration.class);
            context.refresh();
            return new GatewayStore(
                    Optional.of(context.getBean(LettuceConnectionFactory.class)),
                    Optional.empty(),
                    settings.secretKeys().orElseThrow(),
                    "Redis",
                    context::close);
        } catch (BeansException malformed) {
            context.close();
            throw new Refused(1, "spring.data.redis: no way to Redis (expected: as the gateway has it)");
        }
    }
}
