package io.gatehouse.bench.report;

import io.gatehouse.bench.load.Sample;
import io.gatehouse.bench.peer.Peer;
import io.gatehouse.bench.report.Findings.Row;
import io.gatehouse.bench.report.Findings.Scaling;
import io.gatehouse.bench.report.Findings.Scaling.Step;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a run has found, in Markdown: figures that must hold, the comparison, and what stands beside it. */
public final class Page {

    private static final double MEGABYTE = 1024 * 1024;

    private final Findings found;

    public Page(Findings found) {
        this.found = found;
    }

    /** @param machine what it ran on, and how long, in one sentence */
    public String text(String machine) {
        return String.join(
                "\n",
                machine + "\n",
                "### Figures that must hold\n",
                figures().toString(),
                "### Side by side, 1 KB, as fast as answers come\n",
                comparison().toString(),
                descriptions(),
                "### 64 KB, a steady 30 % of the load, sign-ins\n",
                besides().toString(),
                scaling(),
                crowd(),
                starts(),
                problems());
    }

    private Table figures() {
        Table table = new Table("figure", "must", "aim", "measured");
        Figure.of(found)
                .forEach(figure -> table.row(
                        figure.name(),
                        "≤ " + figure.text(figure.must()),
                        "≤ " + figure.text(figure.aim()),
                        figure.verdict()));
        return table;
    }

    private Table comparison() {
        Table table = new Table(
                "gateway",
                "CPU µs/request",
                "Redis CPU µs",
                "requests/s",
                "p50 ms",
                "p99 ms",
                "Redis commands",
                "memory MB",
                "bytes/session",
                "failed");
        for (Row row : found.rows()) {
            Sample typical = Sample.typical(row.small());
            boolean redis = row.peer().storesInRedis();
            table.row(
                    name(row.peer()),
                    number("%,.0f", typical.cpuMicros()),
                    redis ? number("%.1f", typical.redisCpuMicros()) : "–",
                    number("%,.0f", typical.perSecond()),
                    number("%.2f", typical.p50()),
                    number("%.2f", typical.p99()),
                    redis ? number("%.2f", typical.redisCommands()) : "–",
                    number("%,.0f", row.memoryBytes() / MEGABYTE),
                    redis ? number("%,.0f", (double) row.sessionBytes()) : "–",
                    failed(row.failed()));
        }
        return table;
    }

    private String descriptions() {
        return found.rows().stream()
                .map(row -> "- **" + row.peer().name() + "**: " + row.peer().description() + ".\n")
                .collect(Collectors.joining());
    }

    private Table besides() {
        Table table = new Table(
                "gateway",
                "64 KB: CPU µs",
                "requests/s",
                "30 %: requests/s",
                "p50 ms",
                "p99 ms",
                "sign-ins/s",
                "CPU ms/sign-in");
        for (Row row : found.rows()) {
            Sample large = Sample.typical(row.large());
            table.row(
                    name(row.peer()),
                    number("%,.0f", large.cpuMicros()),
                    number("%,.0f", large.perSecond()),
                    number("%,.0f", row.atThirty().perSecond()),
                    number("%.2f", row.atThirty().p50()),
                    number("%.2f", row.atThirty().p99()),
                    row.signIns().map(rate -> number("%.0f", rate.perSecond())).orElse("–"),
                    row.signIns().map(rate -> number("%.1f", rate.cpuMillis())).orElse("–"));
        }
        return table;
    }

    private String scaling() {
        return found.scaling()
                .map(scaling -> "### Gatehouse by number of organizations and routes\n\n" + scaling(scaling))
                .orElse("");
    }

    private static Table scaling(Scaling scaling) {
        Table table = new Table("there are", "CPU µs/request", "/ 1", "p99 ms", "failed");
        grow(table, "organizations", scaling.organizations());
        grow(table, "routes", scaling.routes());
        return table;
    }

    private static void grow(Table table, String what, List<Step> steps) {
        for (Step step : steps) {
            Sample typical = Sample.typical(step.rounds());
            table.row(
                    number("%,.0f ", step.size()) + what,
                    number("%.0f", typical.cpuMicros()),
                    number(
                            "%.2f",
                            Findings.ratioOfCpu(step.rounds(), steps.get(0).rounds())),
                    number("%.2f", typical.p99()),
                    failed(typical.failed()));
        }
    }

    private String crowd() {
        return found.crowd()
                .map(crowd -> String.format(
                        Locale.ROOT,
                        "With %,d organizations and after requests of %,d different sessions: **%,.0f MB** (RSS).\n",
                        crowd.organizations(),
                        crowd.sessions(),
                        crowd.memoryBytes() / MEGABYTE))
                .orElse("");
    }

    private String starts() {
        String starts = found.starts().entrySet().stream()
                .map(start ->
                        start.getKey() + number(" %.1f s", start.getValue().toMillis() / 1e3))
                .collect(Collectors.joining(", "));
        return starts.isEmpty() ? "" : "From start to the first answer, the median: " + starts + ".\n";
    }

    private String problems() {
        return found.problems().isEmpty()
                ? ""
                : "**What went wrong in this run:**\n\n"
                        + found.problems().stream()
                                .distinct()
                                .limit(20)
                                .map(problem ->
                                        "- " + problem.lines().findFirst().orElse("") + "\n")
                                .collect(Collectors.joining());
    }

    private static String name(Peer peer) {
        return peer.name().equals("gatehouse") ? "**gatehouse**" : peer.name();
    }

    private static String failed(long failed) {
        return failed == 0 ? "0" : "**" + failed + "**";
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
