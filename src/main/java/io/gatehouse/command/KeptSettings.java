package io.gatehouse.command;

import io.gatehouse.config.GatewaySettings;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.secret.DataDirectory;
import io.gatehouse.secret.PrivateDirectory;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.settings.Settings;
import io.gatehouse.settings.SettingsSeal;
import io.gatehouse.settings.store.FileSettingsStore;
import io.gatehouse.settings.store.RedisSettingsStore;
import io.gatehouse.settings.store.SettingsStore;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.time.Clock;
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

/** What admins have entered, read from where the gateway keeps it, for commands that are run beside it. */
final class KeptSettings {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Less than our own patience, so that Redis's answer is waited for to its end; what gateway.yaml says counts more. */
    private static final Map<String, Object> TIMEOUTS =
            Map.of("spring.data.redis.connect-timeout", "8s", "spring.data.redis.timeout", "8s");

    private KeptSettings() {}

    /**
     * Empty where nothing has been entered.
     *
     * @throws Refused when it is not known what has been: an answer without it would be a wrong one
     */
    static Optional<Settings> of(
            OrganizationName organization, GatewaySettings settings, ConfigurableEnvironment environment) {
        return switch (settings.store()) {
            case MEMORY ->
                Files.isDirectory(settings.dataDirectory()) ? inDirectory(organization, settings) : Optional.empty();
            case REDIS -> inRedis(organization, settings, environment);
        };
    }

    private static Optional<Settings> inDirectory(OrganizationName organization, GatewaySettings settings) {
        DataDirectory data = DataDirectory.open(settings.dataDirectory());
        PrivateDirectory directory = data.directory().orElseThrow(() -> unreadable(settings));
        try (SettingsStore store = new FileSettingsStore(directory, Clock.systemUTC())) {
            return read(organization, store, settings.secretKeys().orElseGet(data::keys), "gateway.data-directory");
        } catch (IOException unreadable) {
            throw unreadable(settings);
        }
    }

    private static Refused unreadable(GatewaySettings settings) {
        return new Refused(
                1, settings.dataDirectory() + ": cannot be opened (expected: to be run as the gateway's own user)");
    }

    /** Spring Boot's own connection, so that every {@code spring.data.redis.*} counts here as it does for the gateway. */
    private static Optional<Settings> inRedis(
            OrganizationName organization, GatewaySettings settings, ConfigurableEnvironment environment) {
        if (!isAddress(environment.getProperty("spring.data.redis.url", "redis://localhost"))) {
            throw noWay();
        }
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            environment.getPropertySources().addLast(new MapPropertySource("timeouts", TIMEOUTS));
            context.setEnvironment(environment);
            context.register(DataRedisAutoConfiguration.class);
            context.refresh();
            SettingsStore store = new RedisSettingsStore(context.getBean(LettuceConnectionFactory.class));
            return read(organization, store, settings.secretKeys().orElseThrow(), "Redis");
        } catch (BeansException malformed) {
            throw noWay();
        }
    }

    /** Asked before Spring Boot does, which logs what is none with the password in it. */
    private static boolean isAddress(String url) {
        try {
            String scheme = new URI(url).getScheme();
            return "redis".equals(scheme) || "rediss".equals(scheme);
        } catch (URISyntaxException malformed) {
            return false;
        }
    }

    private static Refused noWay() {
        return new Refused(1, "spring.data.redis: no way to Redis (expected: as redis://host:port)");
    }

    private static Optional<Settings> read(
            OrganizationName organization, SettingsStore store, SecretKeys keys, String where) {
        try {
            return Optional.ofNullable(store.read(organization)
                            .timeout(PATIENCE)
                            .toFuture()
                            .get())
                    .map(kept -> new SettingsSeal(keys).open(organization, kept.value()));
        } catch (IllegalStateException sealed) {
            throw new Refused(1, where + ": settings of " + organization + ": " + sealed.getMessage());
        } catch (ExecutionException away) {
            throw new Refused(
                    1,
                    where + ": not read (expected: an answer within " + PATIENCE.toSeconds()
                            + " s; ./gateway check --online says more)");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new Refused(1, "interrupted");
        }
    }
}
