package io.gatehouse.config;

import io.gatehouse.config.source.Properties;
import io.gatehouse.config.source.Value;
import io.gatehouse.request.TrustedProxies;
import io.gatehouse.secret.Secret;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@code gateway.*} says of the proxies in front of the gateway, and beside it. */
final class ProxySettings {

    /** As much as a person's password would not have. */
    private static final int SHORTEST = 32;

    private static final String SECRET = "gateway.forward-auth-secret";

    private final Properties properties;

    ProxySettings(Properties properties) {
        this.properties = properties;
    }

    TrustedProxies trusted() {
        return TrustedProxies.of(properties.list("gateway.trusted-proxies", text -> {
            TrustedProxies.of(List.of(text));
            return text;
        }));
    }

    /** What a proxy shows that asks about requests: several while it changes. */
    List<Secret> forwardAuthSecrets() {
        List<Secret> secrets = new ArrayList<>();
        for (Value value : properties.valuesOfFile(SECRET)) {
            value.secret().ifPresent(secret -> {
                secrets.add(secret);
                if (!secret.reveal().matches("[!-~]{" + SHORTEST + ",}")) {
                    value.place()
                            .problem("too short, or not plain ASCII (expected: at least " + SHORTEST
                                    + " characters such as openssl rand -hex 32 prints)");
                }
            });
        }
        return List.copyOf(secrets);
    }
}
