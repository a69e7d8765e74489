package io.gatehouse.bench.report;

import io.gatehouse.bench.load.Sample;
import io.gatehouse.bench.report.Findings.Row;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The comparison as bars: CPU time a request, cheapest first. */
public final class Picture {

    private static final int LINE = 34;
    private static final int LEFT = 190;
    private static final int WIDEST = 480;

    private static final String FRAME = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 %1$d" role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="15">
              <title id="t">CPU time a request, side by side</title>
              <desc id="d">%2$s</desc>
              <style>
                .bar { fill: #b9c1cf; } .ours { fill: #2456d6; } .text { fill: #1a2233; } .quiet { fill: #566074; font-size: 13px; }
                @media (prefers-color-scheme: dark) {
                  .bar { fill: #4a5465; } .ours { fill: #8fadff; } .text { fill: #e8ebf1; } .quiet { fill: #9aa4b5; }
                }
              </style>
              <text class="text" x="16" y="28" font-weight="600">CPU time a request, in microseconds</text>
              <text class="quiet" x="16" y="48">1 KB answers, 32 connections, medians of one run; less is better</text>
            %3$s</svg>
            """;

    private static final String BAR = """
              <text class="text" x="%d" y="%d" text-anchor="end"%s>%s</text>
              <rect class="%s" x="%d" y="%d" width="%d" height="20" rx="3"/>
              <text class="text" x="%d" y="%d">%s</text>
            """;

    private Picture() {}

    public static String of(Findings found) {
        List<Row> rows = found.rows().stream()
                .sorted(Comparator.comparingDouble(Picture::micros))
                .toList();
        double most = rows.stream().mapToDouble(Picture::micros).max().orElse(1);
        String bars = IntStream.range(0, rows.size())
                .mapToObj(number -> bar(rows.get(number), 68 + number * LINE, most))
                .collect(Collectors.joining());
        String words = rows.stream()
                .map(row -> row.peer().name() + " " + Math.round(micros(row)))
                .collect(Collectors.joining(", "));
        return FRAME.formatted(80 + rows.size() * LINE, words, bars);
    }

    private static String bar(Row row, int top, double most) {
        boolean ours = row.peer().name().equals("gatehouse");
        int width = (int) Math.max(2, Math.round(micros(row) / most * WIDEST));
        return BAR.formatted(
                LEFT - 12,
                top + 15,
                ours ? " font-weight=\"600\"" : "",
                row.peer().name(),
                ours ? "ours" : "bar",
                LEFT,
                top,
                width,
                LEFT + width + 8,
                top + 15,
                String.format(Locale.ROOT, "%,.0f", micros(row)));
    }

    private static double micros(Row row) {
        return Sample.median(row.small(), Sample::cpuMicros);
    }
}
