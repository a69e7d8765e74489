package io.gatehouse.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.gatehouse.bench.load.Sample;
import io.gatehouse.bench.machine.Tool;
import io.gatehouse.bench.peer.Gatehouse;
import io.gatehouse.bench.peer.Peer;
import io.gatehouse.bench.peer.Peers;
import io.gatehouse.bench.report.Findings;
import io.gatehouse.bench.report.Findings.Crowd;
import io.gatehouse.bench.report.Findings.Row;
import io.gatehouse.bench.report.Findings.Scaling;
import io.gatehouse.bench.report.Findings.SessionSize;
import io.gatehouse.bench.report.Page;
import io.gatehouse.bench.spring.BareApplication;
import io.gatehouse.bench.spring.PlainApplication;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Measures Gatehouse and its peers side by side: {@code ./gateway bench}. */
public final class Bench {

    private final Path house = Path.of("").toAbsolutePath();
    private final Progress progress = new Progress();
    private final Plan plan;

    private Bench(Plan plan) {
        this.plan = plan;
    }

    public static void main(String[] arguments) {
        String first = arguments.length == 0 ? "" : arguments[0];
        String[] rest = Arrays.copyOfRange(arguments, Math.min(1, arguments.length), arguments.length);
        switch (first) {
            case BareApplication.COMMAND -> BareApplication.main(rest);
            case PlainApplication.COMMAND -> PlainApplication.main(rest);
            default -> System.exit(bench(arguments));
        }
    }

    private static int bench(String... arguments) {
        Plan plan;
        try {
            plan = Plan.of(arguments);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            return 2;
        }
        try {
            return new Bench(plan).run();
        } catch (RuntimeException failure) {
            System.err.println("bench: " + failure.getMessage());
            return 1;
        }
    }

    /** 0 if Gatehouse failed nobody and every gateway was measured, otherwise 1. */
    private int run() {
        for (Tool needed : List.of(Tool.REDIS, Tool.WRK)) {
            if (needed.missing().isPresent()) {
                System.err.println("bench: " + needed.missing().get());
                return 1;
            }
        }
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
        List<Peer> peers =
                Peers.ALL.stream().filter(plan::includes).filter(this::isThere).toList();
        progress.say(
                "measures %s", String.join(", ", peers.stream().map(Peer::name).toList()));
        progress.say(
                "this takes about %d minutes", Math.max(1, plan.estimate(peers).toMinutes()));
        Instant began = Instant.now();
        Findings found;
        String machine;
        try (Stage stage = new Stage(house, progress)) {
            found = measure(stage, peers);
            machine = machine(stage, Duration.between(began, Instant.now()));
        }
        String text = new Page(found).text(machine);
        System.out.println("\n" + text);
        Path written = Documents.keep(house, found, text);
        if (!plan.isShort() && plan.only().size() == Peers.ALL.size()) {
            written = Documents.publish(house, found, text);
        }
        progress.say("written to %s; %d requests failed", house.relativize(written), found.failed());
        return found.failed() == 0 && found.rows().size() == peers.size() ? 0 : 1;
    }

    private boolean isThere(Peer peer) {
        peer.missing().ifPresent(missing -> progress.say("%s is left out: %s", peer.name(), missing));
        return peer.missing().isEmpty();
    }

    private Findings measure(Stage stage, List<Peer> peers) {
        List<Row> rows;
        Optional<SessionSize> size;
        Optional<Sample> paced;
        try (SideBySide sideBySide = new SideBySide(plan, stage, progress)) {
            rows = sideBySide.run(peers);
            paced = progress.attempt("measure at a pace", sideBySide::paced).flatMap(found -> found);
            size = progress.attempt("weigh a session", sideBySide::sessionSize).flatMap(found -> found);
        }
        Map<String, Duration> starts = progress.attempt("time starts", () -> Starts.run(plan, stage, progress, peers))
                .orElse(Map.of());
        Optional<Scaling> scaling = Optional.empty();
        Optional<Crowd> crowd = Optional.empty();
        if (peers.stream().anyMatch(Gatehouse.class::isInstance)) {
            try (ByNumber byNumber = new ByNumber(plan, stage, progress)) {
                scaling = progress.attempt("measure by number", byNumber::run);
                crowd = scaling.flatMap(unused -> progress.attempt("fill a gateway with sessions", byNumber::crowd));
            }
        }
        return new Findings(rows, scaling, paced, size, starts, crowd, progress.problems());
    }

    private String machine(Stage stage, Duration took) {
        return String.format(
                Locale.ROOT,
                "%sMeasured on %s in %d minutes: %d cores, %s %s, Java %s, Redis %s, upstream %s; %d rounds of %d s.",
                plan.isShort() ? "A short run, without warm-up: its numbers say nothing. " : "",
                LocalDate.now(ZoneOffset.UTC),
                Math.max(1, took.toMinutes()),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                System.getProperty("java.version"),
                stage.around().redis().version(),
                stage.around().upstream().version(),
                plan.rounds(),
                plan.round().toSeconds());
    }
}
