package io.gatehouse.audit;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down what happened, who did it and when: one {@code key=value} line each on the logger {@code gatehouse.audit}. */
public final class Audit {

    private static final Logger log = LoggerFactory.getLogger("gatehouse.audit");

    private final Clock clock;

    public Audit(Clock clock) {
        this.clock = clock;
    }

    /** One event; add facts, then {@link Event#write()}. */
    public Event event(String name, Object organization) {
        return new Event(name, organization.toString());
    }

    /** An event being written down. */
    public final class Event {

        private final Map<String, String> facts = new LinkedHashMap<>();

        private Event(String name, String organization) {
            facts.put("event", name);
            facts.put("at", clock.instant().toString());
            facts.put("organization", organization);
        }

        /** @param value never a secret; quoted, so that a name cannot add lines or facts of its own */
        public Event with(String fact, Object value) {
            facts.put(fact, value.toString());
            return this;
        }

        public void write() {
            StringBuilder line = new StringBuilder();
            facts.forEach((fact, value) -> line.append(line.isEmpty() ? "" : " ")
                    .append(fact)
                    .append('=')
                    .append(quoted(value)));
            log.info("{}", line);
        }
    }

    private static String quoted(String value) {
        return value.matches("[A-Za-z0-9@._:/+-]+")
                ? value
                : '"' + OneLine.of(value).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
