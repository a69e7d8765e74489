package io.gatehouse.audit.store;

import io.gatehouse.audit.Entry;
import io.gatehouse.audit.Happening;
import io.gatehouse.audit.Happening.Drawer;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Folds what strangers can cause without end: of each organization so many failures a minute, then a count. */
final class FailureLimit {

    static final int A_MINUTE = 60;

    /** What came in one minute. */
    private static final class Minute {
        private final Instant begin;
        private int came;

        private Minute(Instant begin) {
            this.begin = begin;
        }

        private int tooMany() {
            return Math.max(0, came - A_MINUTE);
        }
    }

    private final Map<String, Minute> minutes = new HashMap<>();
    private final Clock clock;

    FailureLimit(Clock clock) {
        this.clock = clock;
    }

    /** What is to be kept now that this entry has come: itself, nothing, or before it the count of a minute that is over. */
    synchronized List<Entry> admit(String organization, Entry entry) {
        if (EntrySeal.drawer(entry) != Drawer.FAILURES) {
            return List.of(entry);
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        Minute before = minutes.get(organization);
        List<Entry> admitted = new ArrayList<>();
        Minute minute = before;
        if (minute == null || !minute.begin.equals(now)) {
            minute = new Minute(now);
            minutes.put(organization, minute);
            if (before != null && before.tooMany() > 0) {
                admitted.add(count(before));
            }
        }
        minute.came++;
        if (minute.came <= A_MINUTE) {
            admitted.add(entry);
        }
        return admitted;
    }

    /** The counts that nothing has come after. */
    synchronized Map<String, Entry> rest() {
        Map<String, Entry> rest = new HashMap<>();
        minutes.forEach((organization, minute) -> {
            if (minute.tooMany() > 0) {
                rest.put(organization, count(minute));
            }
        });
        minutes.clear();
        return rest;
    }

    private static Entry count(Minute minute) {
        return new Entry(
                minute.begin, Happening.SIGN_INS_FAILED_TOO, Map.of("count", Integer.toString(minute.tooMany())));
    }
}
