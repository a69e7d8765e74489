package io.gatehouse.traffic;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where access lines go: the logger {@code gatehouse.access}, or past it, many at once, where it would only print them. */
public final class AccessOutput {

    private static final Logger log = LoggerFactory.getLogger("gatehouse.access");

    private AccessOutput() {}

    /** An event for each line: for whoever has chosen a format, a file or an appender. */
    public static Consumer<String> logger() {
        return lines -> {
            if (log.isInfoEnabled()) {
                lines.lines().forEach(log::info);
            }
        };
    }

    /** One system call for many lines; an event and a call for each cost several times as much as the rest of a line. */
    public static Consumer<String> console() {
        return to(System.out);
    }

    static Consumer<String> to(PrintStream out) {
        return lines -> {
            if (log.isInfoEnabled()) {
                byte[] bytes = lines.getBytes(StandardCharsets.US_ASCII);
                out.write(bytes, 0, bytes.length);
                out.flush();
            }
        };
    }
}
