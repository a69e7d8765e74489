package io.gatehouse;

import io.gatehouse.route.Snapshot;
import java.util.function.BooleanSupplier;

/** Whether any route relays access tokens: while none does, none is kept. */
final class Relays implements BooleanSupplier {

    private volatile boolean any;

    void follow(Snapshot now) {
        any = now.routes().routes().stream()
                .anyMatch(route -> route.tokens().accessTokenHeader().isPresent());
    }

    @Override
    public boolean getAsBoolean() {
        return any;
    }
}
