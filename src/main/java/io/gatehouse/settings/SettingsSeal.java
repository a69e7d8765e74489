package io.gatehouse.settings;

import io.gatehouse.organization.OrganizationName;
import io.gatehouse.secret.Sealer;
import io.gatehouse.secret.SecretKeys;
import tools.jackson.core.JacksonException;

/** Settings as the sealed bytes that lie in the store, each bound to its organization. */
public final class SettingsSeal {

    private final Sealer sealer;

    public SettingsSeal(SecretKeys keys) {
        this.sealer = keys.sealer("settings");
    }

    byte[] close(OrganizationName organization, Settings settings) {
        return sealer.seal(SettingsCodec.encode(settings), organization.value());
    }

    /** @throws IllegalStateException naming what is wrong: it is neither used nor replaced */
    public Settings open(OrganizationName organization, byte[] sealed) {
        byte[] plain = sealer.open(sealed, organization.value())
                .orElseThrow(() -> new IllegalStateException("sealed with another key (expected: gateway.secret-key)"));
        try {
            return SettingsCodec.decode(plain);
        } catch (JacksonException unreadable) {
            throw new IllegalStateException("written by a version that this one cannot read", unreadable);
        }
    }
}
