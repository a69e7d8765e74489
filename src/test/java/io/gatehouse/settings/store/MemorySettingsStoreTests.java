package io.gatehouse.settings.store;

import java.time.Clock;

class MemorySettingsStoreTests extends SettingsStoreContract {

    private final SettingsStore store = new MemorySettingsStore(Clock.systemUTC());

    @Override
    SettingsStore store() {
        return store;
    }

    @Override
    SettingsStore other() {
        return store;
    }
}
