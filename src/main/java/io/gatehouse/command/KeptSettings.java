package io.gatehouse.command;

import io.gatehouse.config.GatewaySettings;
import io.gatehouse.organization.OrganizationName;
import io.gatehouse.settings.Settings;
import io.gatehouse.settings.SettingsSeal;
import io.gatehouse.settings.store.FileSettingsStore;
import io.gatehouse.settings.store.MemorySettingsStore;
import io.gatehouse.settings.store.RedisSettingsStore;
import io.gatehouse.settings.store.SettingsStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.env.ConfigurableEnvironment;

/** What admins have entered, where the gateway keeps it, for commands that are run beside it. */
final class KeptSettings implements AutoCloseable {

    private final GatewayStore where;
    private final SettingsStore store;

    private KeptSettings(GatewayStore where, SettingsStore store) {
        this.where = where;
        this.store = store;
    }

    /** @throws Refused when it cannot be opened */
    static KeptSettings open(GatewaySettings settings, ConfigurableEnvironment environment) {
        GatewayStore where = GatewayStore.open(settings, environment);
        try {
            return new KeptSettings(where, store(where));
        } catch (IOException unreadable) {
            throw GatewayStore.unreadable(settings);
        }
    }

    private static SettingsStore store(GatewayStore where) throws IOException {
        if (where.redis().isPresent()) {
            return new RedisSettingsStore(where.redis().get());
        }
        return where.directory().isPresent()
                ? new FileSettingsStore(where.directory().get(), Clock.systemUTC())
                : new MemorySettingsStore(Clock.systemUTC());
    }

    /** @throws Refused when it is not known */
    Set<OrganizationName> organizations() {
        return where.ask(store.versions()).map(Map::keySet).orElse(Set.of());
    }

    /**
     * Empty where nothing has been entered.
     *
     * @throws Refused when it is not known what has been: an answer without it would be a wrong one
     */
    Optional<Settings> of(OrganizationName organization) {
        try {
            return where.ask(store.read(organization))
                    .map(kept -> new SettingsSeal(where.keys()).open(organization, kept.value()));
        } catch (IllegalStateException sealed) {
            throw new Refused(1, where.where() + ": settings of " + organization + ": " + sealed.getMessage());
        }
    }

    /** @throws Refused when it is not known whether they are */
    void revokeLinks(OrganizationName organization, Instant madeUntil) {
        where.ask(store.revokeLinks(organization, madeUntil));
    }

    @Override
    public void close() {
        store.close();
        where.close();
    }
}
