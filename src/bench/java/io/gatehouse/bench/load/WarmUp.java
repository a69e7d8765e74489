package io.gatehouse.bench.load;

import io.gatehouse.bench.load.Meter.Manner;
import io.gatehouse.bench.machine.Upstream.Page;
import io.gatehouse.bench.peer.Running;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Load whose figures are thrown away, until two windows agree: compilers and pools need a while.
 *
 * @param window how long one lasts
 * @param least windows before it counts that they agree: compilers pause between their levels
 * @param most windows at most
 */
public record WarmUp(Duration window, int least, int most) {

    private static final double AGREEMENT = 0.05;

    /** What came of it, in a few words. */
    public String of(Running gateway, List<Target> targets, Meter meter) {
        double last =
                meter.measure(gateway, targets, Manner.fast(Page.SMALL, window)).cpuMicros();
        for (int windows = 2; windows <= most; windows++) {
            double next = meter.measure(gateway, targets, Manner.fast(Page.SMALL, window))
                    .cpuMicros();
            if (windows >= least && Math.abs(next - last) <= AGREEMENT * last) {
                return said(windows, next, "two windows agree");
            }
            last = next;
        }
        return said(most, last, "no two windows agree");
    }

    private String said(int windows, double micros, String agreement) {
        return String.format(
                Locale.ROOT, "%d s, %.0f µs a request, %s", windows * window.toSeconds(), micros, agreement);
    }
}
