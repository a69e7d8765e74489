package io.gatehouse.assertion;

import io.gatehouse.secret.Sealer;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the store holds: a line for each {@code secret-key} that some replica seals with first. A replica that starts with
 * another one throws away nobody's keys.
 *
 * @param ours the newest that opens; empty where none does
 * @param current whether it is sealed by the first of our keys
 * @param others lines that do not open, the latest first
 */
record SealedRings(Optional<KeyRing> ours, boolean current, List<String> others) {

    /** Lines of others that are kept: what nobody opens any more must go some day. */
    private static final int MOST_OTHERS = 3;

    SealedRings {
        others = List.copyOf(others);
    }

    static SealedRings none() {
        return new SealedRings(Optional.empty(), false, List.of());
    }

    static SealedRings read(byte[] kept, Sealer sealer) {
        List<KeyRing> rings = new ArrayList<>();
        List<String> others = new ArrayList<>();
        boolean current = false;
        for (String line : new String(kept, StandardCharsets.ISO_8859_1).split("\n")) {
            Optional<KeyRing> ring = open(line, sealer);
            ring.ifPresentOrElse(rings::add, () -> others.add(line));
            current |= ring.isPresent()
                    && sealer.isByTheFirstKey(Base64.getDecoder().decode(line));
        }
        boolean one = rings.size() == 1;
        return new SealedRings(rings.stream().max(Comparator.comparing(KeyRing::newest)), current && one, others);
    }

    /** With this ring in the place of ours. */
    byte[] with(KeyRing ring, Sealer sealer) {
        byte[] sealed = sealer.seal(ring.written().getBytes(StandardCharsets.UTF_8));
        String line = Base64.getEncoder().encodeToString(sealed);
        return Stream.concat(Stream.of(line), others.stream().limit(MOST_OTHERS))
                .reduce((some, more) -> some + "\n" + more)
                .orElseThrow()
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Optional<KeyRing> open(String line, Sealer sealer) {
        try {
            return sealer.open(Base64.getDecoder().decode(line)).map(SealedRings::parse);
        } catch (IllegalArgumentException rubbish) {
            return Optional.empty();
        }
    }

    private static KeyRing parse(byte[] written) {
        try {
            return KeyRing.parse(new String(written, StandardCharsets.UTF_8));
        } catch (ParseException impossible) {
            throw new IllegalStateException(impossible); // its seal has held
        }
    }
}
