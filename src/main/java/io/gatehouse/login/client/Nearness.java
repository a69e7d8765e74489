package io.gatehouse.login.client;

import java.util.Optional;
import java.util.stream.Stream;

/** How near the end of a client secret is: whoever mends it is reminded once at each. */
public enum Nearness {
    EXPIRED("expired", -1),
    WITHIN_1_DAY("1d", 1),
    WITHIN_7_DAYS("7d", 7),
    WITHIN_30_DAYS("30d", 30);

    private final String label;
    private final int days;

    Nearness(String label, int days) {
        this.label = label;
        this.days = days;
    }

    /** As metrics say it. */
    public String label() {
        return label;
    }

    /** @param days until the last day; negative when that is over. Empty while the end is far away */
    static Optional<Nearness> of(long days) {
        return Stream.of(values()).filter(nearness -> days <= nearness.days).findFirst();
    }
}
