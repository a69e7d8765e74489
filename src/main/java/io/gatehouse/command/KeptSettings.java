package io.gatehouse.command;

import io.gatehouse.config.GatewaySettings;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.secret.DataDirectory;
import io.gatehouse.secret.PrivateDirectory;
import io.gatehouse.secret.SecretKeys;
import io.gatehouse.settings.Settings;
import io.gatehouse.settings.SettingsSeal;
import io.gatehouse.settings.store.FileSettingsStore;
import io.gatehouse.settings.store.MemorySettingsStore;
import io.gatehouse.settings.store.RedisSettingsStore;
import io.gatehouse.settings.store.SettingsStore;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.springframework.core.env.ConfigurableEnvironment;
import reactor.core.publisher.Mono;

/** What admins have entered, where the gateway keeps it, for commands that are run beside it. */
final class KeptSettings implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Less than our own, so that Redis's answer is waited for to its end. */
    private static final Duration REDIS_PATIENCE = Duration.ofSeconds(8);

    private final SettingsStore store;
    private final SecretKeys keys;
    private final String where;
    private final Runnable connection;

    private KeptSettings(SettingsStore store, SecretKeys keys, String where, Runnable connection) {
        this.store = store;
        this.keys = keys;
        this.where = where;
        this.connection = connection;
    }

    /** @throws Refused when it cannot be opened */
    static KeptSettings open(GatewaySettings settings, ConfigurableEnvironment environment) {
        return switch (settings.store()) {
            case MEMORY -> inDirectory(settings);
            case REDIS -> inRedis(settings, environment);
        };
    }

    /** @throws Refused when it is not known */
    Set<OrganizationName> organizations() {
        return ask(store.versions()).map(Map::keySet).orElse(Set.of());
    }

    /**
     * Empty where nothing has been entered.
     *
     * @throws Refused when it is not known what has been: an answer without it would be a wrong one
     */
    Optional<Settings> of(OrganizationName organization) {
        try {
            return ask(store.read(organization)).map(kept -> new SettingsSeal(keys).open(organization, kept.value()));
        } catch (IllegalStateException sealed) {
            throw new Refused(1, where + ": settings of " + organization + ": " + sealed.getMessage());
        }
    }

    /** @throws Refused when it is not known whether they are */
    void revokeLinks(OrganizationName organization, Instant madeUntil) {
        ask(store.revokeLinks(organization, madeUntil));
    }

    private <T> Optional<T> ask(Mono<T> question) {
        try {
            return Optional.ofNullable(question.timeout(PATIENCE).toFuture().get());
        } catch (ExecutionException away) {
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
        store.close();
        connection.run();
    }

    /** Where there is no directory nothing has been kept, and a command that only asks makes none. */
    private static KeptSettings inDirectory(GatewaySettings settings) {
        if (!Files.isDirectory(settings.dataDirectory())) {
            SettingsStore nothing = new MemorySettingsStore(Clock.systemUTC());
            return new KeptSettings(nothing, SecretKeys.random(), "gateway.data-directory", () -> {});
        }
        DataDirectory data = DataDirectory.open(settings.dataDirectory());
        PrivateDirectory directory = data.directory().orElseThrow(() -> unreadable(settings));
        try {
            SettingsStore store = new FileSettingsStore(directory, Clock.systemUTC());
            SecretKeys keys = settings.secretKeys().orElseGet(data::keys);
            return new KeptSettings(store, keys, "gateway.data-directory", () -> {});
        } catch (IOException unreadable) {
            throw unreadable(settings);
        }
    }

    private static Refused unreadable(GatewaySettings settings) {
        return new Refused(
                1, settings.dataDirectory() + ": cannot be opened (expected: to be run as the gateway's own user)");
    }

    private static KeptSettings inRedis(GatewaySettings settings, ConfigurableEnvironment environment) {
        GatewaysRedis redis = GatewaysRedis.of(environment, REDIS_PATIENCE);
        return new KeptSettings(
                new RedisSettingsStore(redis.connections()),
                settings.secretKeys().orElseThrow(),
                "Redis",
                redis::close);
    }
}
