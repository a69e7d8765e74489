package io.gatehouse.audit;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what happened, who did it and when: one {@code key=value} line each on the logger {@code gatehouse.audit}, and
 * in the organization's journal.
 */
public final class Audit {

    private static final Logger log = LoggerFactory.getLogger("gatehouse.audit");

    private final Clock clock;
    private final Journal journal;

    /** The log alone. */
    public Audit(Clock clock) {
        this(clock, Journal.none());
    }

    public Audit(Clock clock, Journal journal) {
        this.clock = clock;
        this.journal = journal;
    }

    /** One event; add facts, then {@link Event#write()}. */
    public Event event(Happening happening, Object organization) {
        return new Event(happening, Optional.of(organization.toString()));
    }

    /** One event of the whole gateway: in the log alone. */
    public Event event(Happening happening) {
        return new Event(happening, Optional.empty());
    }

    /** An event being written down. */
    public final class Event {

        private final Happening happening;
        private final Optional<String> organization;
        private final Instant at = clock.instant();
        private final Map<String, String> facts = new LinkedHashMap<>();

        private Event(Happening happening, Optional<String> organization) {
            this.happening = happening;
            this.organization = organization;
        }

        /** @param value never a secret; quoted, so that a name cannot add lines or facts of its own */
        public Event with(String fact, Object value) {
            facts.put(fact, value.toString());
            return this;
        }

        public void write() {
            StringBuilder line = new StringBuilder();
            line.append("event=").append(happening).append(" at=").append(at);
            organization.ifPresent(name -> append(line, "organization", name));
            facts.forEach((fact, value) -> append(line, fact, value));
            log.info("{}", line);
            organization.ifPresent(name -> journal.write(name, new Entry(at, happening, facts)));
        }
    }

    private static void append(StringBuilder line, String fact, String value) {
        line.append(' ').append(fact).append('=').append(quoted(value));
    }

    private static String quoted(String value) {
        return value.matches("[A-Za-z0-9@._:/+-]+")
                ? value
                : '"' + OneLine.of(value).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
