package io.gatehouse.bench;

import io.gatehouse.bench.load.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Says where the run is, and keeps what went wrong for its end. */
final class Progress {

    private final long began = System.nanoTime();
    private final List<String> problems = Collections.synchronizedList(new ArrayList<>());

    @SuppressWarnings("AnnotateFormatMethod") // that annotation is in no library we have
    void say(String format, Object... values) {
        Duration passed = Duration.ofNanos(System.nanoTime() - began);
        String time = String.format(Locale.ROOT, "%02d:%02d  ", passed.toMinutes(), passed.toSecondsPart());
        System.out.println(time + String.format(Locale.ROOT, format, values));
    }

    void sample(String gateway, Sample sample) {
        say(
                "  %-21s %6.0f µs  %7.0f requests/s  p99 %7.2f ms%s",
                gateway,
                sample.cpuMicros(),
                sample.perSecond(),
                sample.p99(),
                sample.failed() == 0 ? "" : "  FAILED: " + sample.failed());
    }

    void problem(String problem) {
        problems.add(problem);
        say("PROBLEM: %s", problem);
    }

    /** What the work brings; empty, with a problem more, when it fails. */
    <T> Optional<T> attempt(String what, Supplier<T> work) {
        try {
            return Optional.of(work.get());
        } catch (RuntimeException failure) {
            problem("could not " + what + ": " + failure.getMessage());
            return Optional.empty();
        }
    }

    List<String> problems() {
        return List.copyOf(problems);
    }
}
