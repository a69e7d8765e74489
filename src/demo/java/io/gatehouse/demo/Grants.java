package io.gatehouse.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Keeps codes, access tokens and refresh tokens: each valid for its time, and codes and refresh tokens only once. */
final class Grants {

    enum Kind {
        CODE(Duration.ofSeconds(60)),
        ACCESS_TOKEN(Duration.ofMinutes(5)),
        REFRESH_TOKEN(Duration.ofHours(12));

        private final Duration lifetime;

        Kind(Duration lifetime) {
            this.lifetime = lifetime;
        }

        Duration lifetime() {
            return lifetime;
        }
    }

    private record Issued(Kind kind, Grant grant, Instant expires, boolean spent) {

        Issued spend() {
            return new Issued(kind, grant, expires, true);
        }
    }

    private final Map<String, Issued> issued = new HashMap<>();

    synchronized String issue(Kind kind, Grant grant) {
        Instant now = Instant.now();
        issued.values().removeIf(one -> one.expires().isBefore(now));
        String value = Digests.random();
        issued.put(value, new Issued(kind, grant, now.plus(kind.lifetime()), false));
        return value;
    }

    synchronized Optional<Grant> find(Kind kind, String value) {
        return valid(kind, value).map(Issued::grant);
    }

    /** Spends the value. One that comes a second time was stolen by somebody: its grant ends (RFC 9700 §4.14.2). */
    synchronized Optional<Grant> redeem(Kind kind, String value) {
        Optional<Issued> found = valid(kind, value);
        if (found.isPresent() && found.get().spent()) {
            String id = found.get().grant().id();
            issued.values().removeIf(one -> one.grant().id().equals(id));
            return Optional.empty();
        }
        found.ifPresent(one -> issued.put(value, one.spend()));
        return found.map(Issued::grant);
    }

    synchronized void end(String sid) {
        issued.values().removeIf(one -> one.grant().signOn().sid().equals(sid));
    }

    private Optional<Issued> valid(Kind kind, String value) {
        return Optional.ofNullable(issued.get(value))
                .filter(one -> one.kind() == kind && one.expires().isAfter(Instant.now()));
    }
}
