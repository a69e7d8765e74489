package io.gatehouse.bench.report;

import io.gatehouse.bench.load.Sample;
import io.gatehouse.bench.report.Findings.Row;
import io.gatehouse.bench.report.Findings.Scaling;
import io.gatehouse.bench.report.Findings.Scaling.Step;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A figure that has to hold.
 *
 * @param must at most this
 * @param aim better this
 * @param format of all three numbers
 * @param measured empty where the run had not what it takes
 */
record Figure(String name, double must, double aim, String format, Optional<Double> measured) {

    private static final double MEGABYTE = 1024 * 1024;

    static List<Figure> of(Findings found) {
        return List.of(
                cpu(found, "nginx", "nginx without sign-in", 4, 3),
                cpu(found, "bare-gateway", "bare Spring Cloud Gateway", 0.7, 0.5),
                cpu(found, "oauth2-proxy", "oauth2-proxy with Redis", 0.8, 0.5),
                cpu(found, "mod_auth_openidc", "mod_auth_openidc with Redis", 0.2, 0.1),
                cpu(found, "plain-spring", "plain Spring", 0.2, 0.1),
                new Figure(
                        "CPU a request with the signed assertion / without",
                        1.1,
                        1.03,
                        "%.2f",
                        found.row("gatehouse-signing").flatMap(signing -> found.row(Findings.OURS)
                                .map(without -> Findings.ratioOfCpu(signing.small(), without.small())))),
                growth("organizations", 10_000, found.scaling().map(Scaling::organizations)),
                growth("routes", 1_000, found.scaling().map(Scaling::routes)),
                new Figure(
                        "Redis commands a request, 200 sessions at 5 requests/s each",
                        0.05,
                        0.01,
                        "%.3f",
                        found.paced().map(Sample::redisCommands)),
                new Figure(
                        "bytes of a session's hot record in Redis, without groups",
                        768,
                        512,
                        "%.0f",
                        found.sessionSize().map(size -> (double) size.hot())),
                new Figure(
                        "bytes of a whole session in Redis, less the tokens' own",
                        1000,
                        600,
                        "%.0f",
                        found.sessionSize().map(size -> (double) (size.all() - size.tokens()))),
                new Figure("start to first answer / plain Spring's", 0.6, 0.3, "%.2f", starts(found)),
                new Figure(
                        "memory (RSS) with 10,000 organizations and 100,000 cached sessions, MB",
                        512,
                        256,
                        "%.0f",
                        found.crowd()
                                .filter(crowd -> crowd.organizations() == 10_000 && crowd.sessions() == 100_000)
                                .map(crowd -> crowd.memoryBytes() / MEGABYTE)),
                new Figure("failed requests and sign-ins, all rounds", 0, 0, "%.0f", Optional.of((double)
                        found.failed())));
    }

    String verdict() {
        return measured.map(value -> {
                    String text = text(value);
                    return value <= aim
                            ? text + ", aim reached"
                            : value <= must ? text + ", holds" : "**" + text + ", missed**";
                })
                .orElse("not measured");
    }

    String text(double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private static Figure cpu(Findings found, String peer, String name, double must, double aim) {
        Optional<Double> ratio = found.row(Findings.OURS).map(Row::small).flatMap(ours -> found.row(peer)
                .map(theirs -> Findings.ratioOfCpu(ours, theirs.small())));
        return new Figure("CPU a request / " + name, must, aim, "%.2f", ratio);
    }

    private static Figure growth(String what, int most, Optional<List<Step>> steps) {
        Optional<Double> ratio = steps.flatMap(all -> all.stream()
                .filter(step -> step.size() == most)
                .findFirst()
                .map(step -> Findings.ratioOfCpu(step.rounds(), all.get(0).rounds())));
        String name = String.format(Locale.ROOT, "CPU a request, %,d %s / 1", most, what);
        return new Figure(name, 1.1, 1.03, "%.2f", ratio);
    }

    private static Optional<Double> starts(Findings found) {
        Optional<Duration> ours = Optional.ofNullable(found.starts().get(Findings.OURS));
        Optional<Duration> theirs = Optional.ofNullable(found.starts().get("plain-spring"));
        return ours.flatMap(start -> theirs.map(other -> (double) start.toMillis() / other.toMillis()));
    }
}
