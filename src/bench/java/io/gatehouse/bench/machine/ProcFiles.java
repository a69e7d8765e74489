package io.gatehouse.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux says in {@code /proc} that a process costs; nothing for one that has ended meanwhile. */
final class ProcFiles {

    /** Ticks are hundredths of a second in every Linux's /proc, whatever the kernel's own are (USER_HZ). */
    private static final long MICROS_A_TICK = 10_000;

    private static final int FIRST_TIME = 11;
    private static final int TIMES = 4;

    private ProcFiles() {}

    /** utime, stime, and those of children that were waited for. */
    static long cpuMicros(long pid) {
        String stat = String.join(" ", lines(pid, "stat"));
        if (stat.isEmpty()) {
            return 0;
        }
        // The program's name stands in parentheses and may hold anything; what follows is numbers.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = 0;
        for (int i = FIRST_TIME; i < FIRST_TIME + TIMES; i++) {
            ticks += Long.parseLong(fields[i]);
        }
        return ticks * MICROS_A_TICK;
    }

    static long residentBytes(long pid) {
        return kilobytes(pid, "status", "VmRSS:") * 1024;
    }

    static long shareOfBytes(long pid) {
        return kilobytes(pid, "smaps_rollup", "Pss:") * 1024;
    }

    private static long kilobytes(long pid, String file, String name) {
        return lines(pid, file).stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    private static List<String> lines(long pid, String file) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException ended) {
            return List.of();
        }
    }
}
