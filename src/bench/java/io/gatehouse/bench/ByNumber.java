package io.gatehouse.bench;

import io.gatehouse.bench.load.Meter.Manner;
import io.gatehouse.bench.load.Sample;
import io.gatehouse.bench.load.Target;
import io.gatehouse.bench.machine.Upstream.Page;
import io.gatehouse.bench.peer.Gatehouse;
import io.gatehouse.bench.peer.Running;
import io.gatehouse.bench.report.Findings.Crowd;
import io.gatehouse.bench.report.Findings.Scaling;
import io.gatehouse.bench.report.Findings.Scaling.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** Gatehouse with few and with many organizations, routes and sessions; all run at once, so that each round holds both ends. */
final class ByNumber implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private record Entry(Gatehouse kind, Running gateway, List<Target> targets, List<Sample> samples) {}

    private final Plan plan;
    private final Stage stage;
    private final Progress progress;
    private final List<Entry> entries;

    ByNumber(Plan plan, Stage stage, Progress progress) {
        this.plan = plan;
        this.stage = stage;
        this.progress = progress;
        this.entries = Stream.concat(
                        plan.organizations().stream().map(size -> new Gatehouse(size, 1)),
                        plan.routes().stream().map(size -> new Gatehouse(1, size)))
                .distinct()
                .map(kind -> new Entry(kind, Running.start(kind, stage.around()), new ArrayList<>(), new ArrayList<>()))
                .toList();
    }

    Scaling run() {
        entries.forEach(entry -> entry.gateway().awaitAnswer());
        progress.say("%d gateways answer, with few and with many organizations and routes", entries.size());
        entries.forEach(entry -> entry.targets().addAll(stage.alice().targets(entry.gateway(), plan.sessions())));
        if (!plan.isShort()) {
            entries.forEach(this::warmUp);
        }
        for (int round = 1; round <= plan.rounds(); round++) {
            progress.say("organizations and routes, round %d of %d", round, plan.rounds());
            List<Entry> order = new ArrayList<>(entries);
            Collections.rotate(order, round);
            order.forEach(this::measure);
        }
        return new Scaling(
                steps(Gatehouse::routes, Gatehouse::organizations), steps(Gatehouse::organizations, Gatehouse::routes));
    }

    /** The gateway with most organizations, after it has found many sessions. */
    Crowd crowd() {
        Entry most = Collections.max(
                entries, Comparator.comparingInt(entry -> entry.kind().organizations()));
        progress.say("%,d sessions are written to Redis", plan.manySessions());
        List<Target> targets =
                ManySessions.write(most.gateway(), most.kind(), stage.around(), stage.email(), plan.manySessions());
        int requests = 0;
        long failed = 0;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (requests < targets.size() && System.nanoTime() < end) {
            List<Target> left = targets.subList(requests, targets.size());
            Sample sample = stage.meter().measure(most.gateway(), left, Manner.fast(Page.SMALL, plan.round()));
            requests = (int) Math.min(targets.size(), requests + sample.requests());
            failed += sample.failed();
        }
        if (requests < targets.size()) {
            progress.problem("only " + requests + " of " + targets.size() + " sessions were asked for in time");
        }
        long memory = most.gateway().program().memoryBytes();
        return new Crowd(most.kind().organizations(), requests, memory, failed);
    }

    @Override
    public void close() {
        entries.parallelStream().forEach(entry -> entry.gateway().close());
    }

    private void warmUp(Entry entry) {
        String said = plan.warmUpForScaling().of(entry.gateway(), entry.targets(), stage.meter());
        progress.say("%s is warm: %s", entry.kind().name(), said);
    }

    private void measure(Entry entry) {
        Manner manner = Manner.fast(Page.SMALL, plan.roundForScaling());
        Sample sample = stage.meter().measure(entry.gateway(), entry.targets(), manner);
        entry.samples().add(sample);
        progress.sample(entry.kind().name(), sample);
    }

    private List<Step> steps(ToIntFunction<Gatehouse> one, ToIntFunction<Gatehouse> size) {
        return entries.stream()
                .filter(entry -> one.applyAsInt(entry.kind()) == 1)
                .map(entry -> new Step(size.applyAsInt(entry.kind()), entry.samples()))
                .toList();
    }
}
