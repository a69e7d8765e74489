package io.gatehouse.traffic;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** How a request stands in the access log: {@code key=value} like the audit's, and nothing that a client sends can forge. */
final class AccessLine {

    private static final int LONGEST_PATH = 1_024;
    private static final String PLAIN = "@._:/+-";

    private final Clock clock;
    private long fromNanoTime;
    private long second = Long.MIN_VALUE;
    private String date = "";

    AccessLine(Clock clock) {
        this.clock = clock;
        lookAtTheClock();
    }

    /** Once for many lines: what lies between the clock's time and that of {@link System#nanoTime()}. */
    void lookAtTheClock() {
        Instant now = clock.instant();
        fromNanoTime = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - System.nanoTime();
    }

    /** Appends one line, with its end. */
    void append(Passage passage, StringBuilder line) {
        line.append("event=request at=");
        at(TimeUnit.NANOSECONDS.toMillis(fromNanoTime + passage.began), line);
        line.append(" method=");
        value(passage.method, passage.method.length(), line);
        line.append(" path=");
        value(passage.target, endOfPath(passage.target), line);
        line.append(" route=");
        value(passage.route, passage.route.length(), line);
        line.append(" organization=").append(Objects.requireNonNullElse(passage.organization, "-"));
        line.append(" status=");
        if (passage.status == Passage.ABORTED) {
            line.append("aborted");
        } else {
            line.append(passage.status);
        }
        line.append(" bytes=").append(passage.bytes).append(" ms=");
        milliseconds(passage.nanos(), line);
        line.append(" client=").append(client(passage)).append('\n');
    }

    private static String client(Passage passage) {
        InetAddress client = passage.client;
        return client == null ? "-" : client.getHostAddress();
    }

    /** ISO 8601 in UTC; the second is made into a text once a second. */
    private void at(long epochMillis, StringBuilder line) {
        if (epochMillis / 1_000 != second) {
            second = epochMillis / 1_000;
            String whole = Instant.ofEpochSecond(second).toString();
            date = whole.substring(0, whole.length() - 1);
        }
        int millis = (int) (epochMillis % 1_000);
        line.append(date).append('.');
        line.append((char) ('0' + millis / 100));
        line.append((char) ('0' + millis / 10 % 10));
        line.append((char) ('0' + millis % 10)).append('Z');
    }

    /** With one decimal. */
    private static void milliseconds(long nanos, StringBuilder line) {
        long tenths = nanos / 100_000;
        line.append(tenths / 10).append('.').append(tenths % 10);
    }

    /** A query can hold a code or a token; what is no path, and refused, a user and a password. */
    private static int endOfPath(String target) {
        if (!target.startsWith("/") || target.startsWith("//")) {
            return 0;
        }
        int end = target.indexOf('?');
        int fragment = target.indexOf('#');
        int found = end < 0 ? target.length() : end;
        return fragment < 0 ? found : Math.min(found, fragment);
    }

    private static void value(String text, int length, StringBuilder line) {
        int end = Math.min(length, LONGEST_PATH);
        if (end == length && isPlain(text, end)) {
            line.append(text, 0, end);
            return;
        }
        line.append('"');
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\');
            }
            line.append(c < ' ' || c > '~' ? ' ' : c);
        }
        line.append(end < length ? "...\"" : "\"");
    }

    private static boolean isPlain(String text, int end) {
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letterOrDigit && PLAIN.indexOf(c) < 0) {
                return false;
            }
        }
        return end > 0;
    }
}
