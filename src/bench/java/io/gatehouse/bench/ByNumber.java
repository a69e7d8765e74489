package io.gatehouse.bench;

import io.gatehouse.bench.load.Meter.Manner;
import io.gatehouse.bench.load.Sample;
import io.gatehouse.bench.load.Target;
import io.gatehouse.bench.machine.Upstream.Page;
import io.gatehouse.bench.peer.Gatehouse;
import io.gatehouse.bench.peer.Running;
import io.gatehouse.bench.report.Findings.Crowd;
import io.gatehouse.bench.report.Findings.Scaling;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** Gatehouse with few and with many organizations, routes and sessions; all run at once, so that each round holds both ends. */
final class ByNumber implements AutoCloseable {

    private static final int MOST_TRIES = 5;

    private final Plan plan;
    private final Stage stage;
    private final Progress progress;
    private final Map<Gatehouse, Running> gateways = new LinkedHashMap<>();

    ByNumber(Plan plan, Stage stage, Progress progress) {
        this.plan = plan;
        this.stage = stage;
        this.progress = progress;
        Stream.concat(
                        plan.sizes().stream().map(size -> new Gatehouse(size, 1)),
                        plan.sizes().stream().map(size -> new Gatehouse(1, size)))
                .forEach(kind -> gateways.computeIfAbsent(kind, one -> Running.start(one, stage.around())));
    }

    Scaling run() {
        gateways.values().forEach(Running::awaitAnswer);
        progress.say("%d more of Gatehouse answer, with few and with many organizations and routes", gateways.size());
        Map<Gatehouse, List<Target>> targets = new LinkedHashMap<>();
        gateways.forEach((kind, gateway) -> targets.put(kind, stage.alice().targets(gateway, plan.sessions())));
        gateways.forEach((kind, gateway) -> progress.say(
                "%s is warm: %s",
                kind.name(), plan.warmUpForScaling().of(gateway, targets.get(kind), stage.meter())));

        Map<Gatehouse, List<Sample>> samples = new LinkedHashMap<>();
        for (int round = 1; round <= plan.roundsBesides(); round++) {
            progress.say("organizations and routes, round %d of %d", round, plan.roundsBesides());
            List<Gatehouse> order = new ArrayList<>(gateways.keySet());
            Collections.rotate(order, round);
            for (Gatehouse kind : order) {
                Manner manner = Manner.fast(Page.SMALL, plan.besides());
                Sample sample = stage.meter().measure(gateways.get(kind), targets.get(kind), manner);
                progress.say("  %-20s %6.0f µs", kind.name(), sample.cpuMicros());
                samples.computeIfAbsent(kind, unused -> new ArrayList<>()).add(sample);
            }
        }
        return new Scaling(
                only(samples, Gatehouse::routes, Gatehouse::organizations),
                only(samples, Gatehouse::organizations, Gatehouse::routes));
    }

    /** The gateway with most organizations, after it has found many sessions. */
    Crowd crowd() {
        int most = Collections.max(plan.sizes());
        Gatehouse kind = new Gatehouse(most, 1);
        Running gateway = gateways.get(kind);
        progress.say("%,d sessions are written to Redis", plan.manySessions());
        List<Target> targets = ManySessions.write(gateway, kind, stage.around(), plan.manySessions());
        long requests = 0;
        long failed = 0;
        for (int i = 0; i < MOST_TRIES && requests < targets.size(); i++) {
            // wrk begins with the first again, so each try has to bring what is left.
            List<Target> left = targets.subList((int) requests, targets.size());
            Sample sample = stage.meter().measure(gateway, left, Manner.fast(Page.SMALL, plan.round()));
            requests += sample.requests();
            failed += sample.failed();
        }
        if (requests < targets.size()) {
            progress.problem("only " + requests + " of " + targets.size() + " sessions were asked for in time");
        }
        int found = (int) Math.min(requests, targets.size());
        return new Crowd(most, found, gateway.program().memoryBytes(), failed);
    }

    @Override
    public void close() {
        gateways.values().forEach(Running::close);
    }

    private static SortedMap<Integer, List<Sample>> only(
            Map<Gatehouse, List<Sample>> samples, ToIntFunction<Gatehouse> one, ToIntFunction<Gatehouse> size) {
        SortedMap<Integer, List<Sample>> found = new TreeMap<>();
        samples.forEach((kind, rounds) -> {
            if (one.applyAsInt(kind) == 1) {
                found.put(size.applyAsInt(kind), rounds);
            }
        });
        return found;
    }
}
