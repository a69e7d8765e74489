package io.gatehouse.audit.store;

import io.gatehouse.audit.Entry;
import io.gatehouse.audit.Happening;
import io.gatehouse.audit.Happening.Drawer;
import io.gatehouse.secret.Sealer;
import io.gatehouse.secret.SecretKeys;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Entries as the sealed bytes that lie in the store, each bound to its organization and drawer: they name people. */
final class EntrySeal {

    private record Written(long at, String happening, Map<String, String> facts) {}

    private static final Map<String, Happening> NAMES =
            Stream.of(Happening.values()).collect(Collectors.toMap(Happening::toString, Function.identity()));

    private final JsonMapper json = new JsonMapper();
    private final Sealer sealer;

    EntrySeal(SecretKeys keys) {
        this.sealer = keys.sealer("activity");
    }

    byte[] close(String organization, Entry entry) {
        Written written =
                new Written(entry.at().toEpochMilli(), entry.happening().toString(), entry.facts());
        return sealer.seal(
                json.writeValueAsBytes(written), organization, drawer(entry).toString());
    }

    /** Empty for what another key sealed or a newer version wrote. */
    Optional<Entry> open(String organization, Drawer drawer, byte[] sealed) {
        return sealer.open(sealed, organization, drawer.toString()).flatMap(this::read);
    }

    private Optional<Entry> read(byte[] plain) {
        try {
            Written written = json.readValue(plain, Written.class);
            return Optional.ofNullable(NAMES.get(written.happening()))
                    .map(happening -> new Entry(Instant.ofEpochMilli(written.at()), happening, written.facts()));
        } catch (JacksonException unreadable) {
            return Optional.empty();
        }
    }

    static Drawer drawer(Entry entry) {
        return entry.happening().kind().drawer();
    }
}
